"""Writes the graphs of public/models/<reader>/ anew, from the weights that lie there, and pins them. Needs no training results.

    python3 training/export/rewrite_graphs.py public/models
"""

import sys
from pathlib import Path

from export_models import READERS, finish, write_graph


def main() -> None:
    for name in READERS:
        folder = Path(sys.argv[1]) / name
        # Not files of the bundle; `finish` writes them.
        for made in ("manifest.json", "MODEL_CARD.md"):
            (folder / made).unlink()
        write_graph(name, folder)
        finish(folder, READERS[name]["kind"], READERS[name]["title"])


if __name__ == "__main__":
    main()

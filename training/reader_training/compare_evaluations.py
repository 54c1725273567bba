"""Paired comparisons of evaluations (reader_training.evaluate_reader) on the same questions, as one file that documents quote.

    python3 -m reader_training.compare_evaluations results/2026-11-29 --out results/2026-11-29.json \\
        --pairs mamba-retrieved:start-mamba-retrieved,transformer-retrieved:start-transformer-retrieved

A pair NEW:OLD gives, for each k, the questions won and lost and McNemar's exact p (two-sided binomial). A retrieval.json in the folder
(reader_training.evaluate_retrieval) is taken in.
"""

import argparse
import json
from pathlib import Path

from reader_training.score import mcnemar


def paired(new: dict, old: dict) -> dict:
    """{k: {won, lost, p}} over the k of both."""
    compared = {}
    for k in new["k"]:
        if k not in old["k"]:
            continue
        a, b = new["k"][k]["containsFlags"], old["k"][k]["containsFlags"]
        if len(a) != len(b):
            raise ValueError(f"{len(a)} and {len(b)} questions")
        won = sum(x == "1" and y == "0" for x, y in zip(a, b))
        lost = sum(x == "0" and y == "1" for x, y in zip(a, b))
        compared[k] = {"won": won, "lost": lost, "p": mcnemar(won, lost)}
    return compared


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--pairs", required=True)
    parser.add_argument("--out", type=Path, required=True)
    arguments = parser.parse_args()
    evaluations = {
        path.stem: json.loads(path.read_text("utf-8"))
        for path in sorted(arguments.folder.glob("*.json"))
        if path.stem != "retrieval"
    }
    pairs = [pair.split(":") for pair in arguments.pairs.split(",")]
    without_flags = lambda cell: {key: value for key, value in cell.items() if key != "containsFlags"}
    result = {
        "evaluations": {
            name: {**one, "k": {k: without_flags(cell) for k, cell in one["k"].items()}}
            for name, one in evaluations.items()
        },
        "pairs": [
            {"new": new, "old": old, "k": paired(evaluations[new], evaluations[old])} for new, old in pairs
        ],
    }
    recalled = arguments.folder / "retrieval.json"
    if recalled.exists():
        retrieval = json.loads(recalled.read_text("utf-8"))
        result["retrieval"] = {
            "passages": retrieval["passages"],
            "questions": retrieval["questions"],
            "recall": {
                name: {k: cell for k, cell in cells.items() if k != "firstRanks"}
                for name, cells in retrieval["recall"].items()
            },
        }
    arguments.out.write_text(json.dumps(result, indent=1) + "\n")


if __name__ == "__main__":
    main()

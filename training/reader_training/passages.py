"""The corpus as text: `passages.tsv`, one `id <tab> title <tab> text` a line, ids 0, 1, 2, …"""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Passages:
    titles: list[str]
    texts: list[str]

    def __len__(self) -> int:
        return len(self.texts)

    def same_article(self, one: int, other: int) -> bool:
        """Passages of an article stand next to each other and share its title."""
        return 0 <= other < len(self) and self.titles[one] == self.titles[other]


def read_passages(path: Path) -> Passages:
    titles, texts = [], []
    with path.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines):
            identifier, title, text = line.rstrip("\n").split("\t")
            if int(identifier) != number:
                raise ValueError(f"{path}: line {number + 1} has id {identifier}")
            titles.append(title)
            texts.append(text)
    return Passages(titles, texts)

"""Passages and questions as token ids, in arrays that many processes can map."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from reader_training.prompt import PASSAGE_TOKENS


@dataclass(frozen=True)
class Ragged:
    """Rows of different length: row i is values[offsets[i]:offsets[i + 1]]."""

    values: np.ndarray
    offsets: np.ndarray

    def __len__(self) -> int:
        return len(self.offsets) - 1

    def __getitem__(self, row: int) -> np.ndarray:
        return self.values[self.offsets[row] : self.offsets[row + 1]]

    @staticmethod
    def of(rows, dtype=np.uint16) -> "Ragged":
        lengths = np.fromiter((len(row) for row in rows), np.int64, len(rows))
        offsets = np.concatenate([[0], np.cumsum(lengths)])
        values = np.concatenate([np.asarray(row, dtype) for row in rows]) if len(rows) else np.zeros(0, dtype)
        return Ragged(values, offsets)

    def save(self, folder: Path, name: str) -> None:
        np.save(folder / f"{name}.values.npy", self.values)
        np.save(folder / f"{name}.offsets.npy", self.offsets)

    @staticmethod
    def load(folder: Path, name: str) -> "Ragged":
        return Ragged(*(np.load(folder / f"{name}.{part}.npy", mmap_mode="r") for part in ("values", "offsets")))


@dataclass(frozen=True)
class TokenisedPassages:
    titles: Ragged
    bodies: Ragged
    article: np.ndarray  # [passages] number of the article; equal numbers stand next to each other

    def __len__(self) -> int:
        return len(self.bodies)

    def ids(self, passage: int, body: np.ndarray | None = None) -> list[int]:
        """Title and body as the prompt holds them."""
        joined = np.concatenate([self.titles[passage], self.bodies[passage] if body is None else body])
        return joined[:PASSAGE_TOKENS].tolist()

    def neighbour(self, passage: int, step: int) -> int | None:
        """The passage `step` further in the same article, if there is one."""
        other = passage + step
        inside = 0 <= other < len(self) and self.article[other] == self.article[passage]
        return other if inside else None

    @staticmethod
    def load(folder: Path) -> "TokenisedPassages":
        return TokenisedPassages(
            Ragged.load(folder, "titles"), Ragged.load(folder, "bodies"), np.load(folder / "article.npy", mmap_mode="r")
        )


@dataclass(frozen=True)
class TokenisedQuestions:
    """positives and negatives: rows of passage numbers; answers: one row for each positive, in the same order."""

    source: np.ndarray  # [questions] index into `sources`
    sources: list[str]
    questions: Ragged
    positives: Ragged
    answers: Ragged
    negatives: Ragged

    def __len__(self) -> int:
        return len(self.questions)

    def answer(self, question: int, positive: int) -> np.ndarray:
        return self.answers[int(self.positives.offsets[question]) + positive]

    def save(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        np.save(folder / "source.npy", self.source)
        (folder / "sources.txt").write_text("\n".join(self.sources), encoding="utf-8")
        for name in ("questions", "positives", "answers", "negatives"):
            getattr(self, name).save(folder, name)

    @staticmethod
    def load(folder: Path) -> "TokenisedQuestions":
        return TokenisedQuestions(
            np.load(folder / "source.npy"),
            (folder / "sources.txt").read_text(encoding="utf-8").split("\n"),
            *(Ragged.load(folder, name) for name in ("questions", "positives", "answers", "negatives")),
        )

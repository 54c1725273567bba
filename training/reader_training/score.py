"""Scores of TriviaQA (Joshi et al. 2017, triviaqa_evaluation.py), the same as the page's (src/ask/score-answer.ts)."""

import math
import re
from dataclasses import dataclass

PUNCTUATION = re.compile(r"""[!"#$%&'()*+,\-./:;<=>?@\[\\\]^_`{|}~‘’´]""")
ARTICLE = re.compile(r"\b(a|an|the)\b")


def normalise(text: str) -> str:
    """Lower case, punctuation to spaces, no articles, white space folded."""
    return " ".join(ARTICLE.sub(" ", PUNCTUATION.sub(" ", text.lower())).split())


@dataclass(frozen=True)
class Score:
    exact: bool
    contains: bool  # a normalised alias stands in the normalised answer
    f1: float


def token_f1(answer: str, alias: str) -> float:
    given, expected = answer.split(), alias.split()
    left = list(expected)
    common = 0
    for token in given:
        if token in left:
            left.remove(token)
            common += 1
    return 2 * common / (len(given) + len(expected)) if common else 0.0


def score(text: str, accepted: list[str]) -> Score:
    answer = normalise(text)
    aliases = [alias for alias in map(normalise, accepted) if alias]
    return Score(
        answer in aliases,
        any(alias in answer for alias in aliases),
        max((token_f1(answer, alias) for alias in aliases), default=0.0),
    )


def holds_answer(passage: str, accepted: list[str]) -> bool:
    """Whether a passage contains an alias as words of its own: what retrieval is counted by."""
    words = f" {normalise(passage)} "
    return any(f" {alias} " in words for alias in map(normalise, accepted) if alias)


def wilson_interval(right: int, of: int) -> tuple[float, float]:
    """95 %, as shares."""
    if of == 0:
        return 0.0, 1.0
    z = 1.959963984540054
    centre, spread = right / of + z * z / (2 * of), z * math.sqrt(right / of * (1 - right / of) / of + (z / of) ** 2 / 4)
    return (centre - spread) / (1 + z * z / of), (centre + spread) / (1 + z * z / of)


def mcnemar(gained: int, lost: int) -> float:
    """Exact, two-sided."""
    n, least = gained + lost, min(gained, lost)
    return min(1.0, 2 * sum(math.comb(n, i) for i in range(least + 1)) / 2**n) if n else 1.0

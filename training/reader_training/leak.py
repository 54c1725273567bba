"""Keeps questions of an evaluation out of training."""

import re
from collections import Counter, defaultdict

CLOSE = 0.6  # Jaccard similarity of the words
WORD = re.compile(r"\w+")


def words(question: str) -> frozenset[str]:
    return frozenset(WORD.findall(question.lower()))


def near_evaluation(training: list[str], evaluation: list[str]) -> set[int]:
    """Indices of training questions that share at least CLOSE of their words with an evaluation question."""
    asked: dict[str, list[int]] = defaultdict(list)
    evaluated = [words(question) for question in evaluation]
    for i, one in enumerate(evaluated):
        for word in one:
            asked[word].append(i)
    close = set()
    for i, question in enumerate(training):
        mine = words(question)
        shared: Counter[int] = Counter()
        # Of two sets with Jaccard similarity >= CLOSE, any more than (1 - CLOSE) of one's words meet the other: rare words suffice.
        for word in sorted(mine, key=lambda w: len(asked.get(w, ())))[: int(len(mine) * (1 - CLOSE)) + 1]:
            shared.update(asked.get(word, ()))
        for j in shared:
            if len(mine & evaluated[j]) >= CLOSE * len(mine | evaluated[j]):
                close.add(i)
                break
    return close

"""Questions made from the passages themselves, as many as wanted.

A sentence of one passage loses a name or a year; another passage that holds the same name, and shares other rare words with
the sentence, is where the answer is to be found. The reader must match two different wordings of one fact, as in trivia, and
cannot learn the answers by heart because no question comes twice (compare recurring span selection: Ram et al. 2021,
arXiv 2101.00438).

    python3 -m reader_training.cloze --passages passages.tsv --out cloze.npz --questions 600000
"""

import argparse
import random
import re
import time
from collections import Counter, defaultdict
from pathlib import Path

import numpy as np

from reader_training.passages import Passages, read_passages

SEED = 1
# A name: capitalised words, small connecting words allowed between them.
NAME = re.compile(r"[A-Z][\w'’-]+(?: (?:(?:of|the|and|de|von|van|der|la|du|for|to|in) )?[A-Z][\w'’-]*)*")
YEAR = re.compile(r"\b(?:1[0-9]{3}|20[0-2][0-9])\b")
SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=[A-Z\"“])")
WORD = re.compile(r"\w+")

# A name in fewer or more passages than this has no second passage, or says nothing.
NAME_PASSAGES = (2, 120)
RARE_WORD_PASSAGES = 4000  # a word in more passages does not connect two of them
INDEXED_WORD_PASSAGES = 600  # looked up when searching for passages that mislead
CANDIDATES = 40
NEGATIVES = 8
# Sum of ln(passages / passages with the word) over shared words: about two rare words.
LEAST_OVERLAP = 14.0
SENTENCE_CHARACTERS = (40, 260)
YEAR_SHARE = 0.08


def sentences(text: str) -> list[tuple[int, int]]:
    """Start and end of every sentence."""
    starts = [0, *(match.end() for match in SENTENCE_END.finditer(text))]
    return list(zip(starts, [*starts[1:], len(text)]))


def spans(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Names and years of a sentence. A single capitalised word at its start may be any word: left out."""
    found = [
        (match.start(), match.end())
        for match in NAME.finditer(text, start, end)
        if match.start() > start or " " in match.group()
    ]
    return found + [(match.start(), match.end()) for match in YEAR.finditer(text, start, end)]


class WordIndex:
    """Rare words of every passage, and the passages of every rare word."""

    def __init__(self, passages: Passages):
        count: Counter[str] = Counter()
        for title, text in zip(passages.titles, passages.texts):
            count.update(set(WORD.findall(f"{title} {text}".lower())))
        rare = [word for word, n in count.items() if 2 <= n <= RARE_WORD_PASSAGES]
        self.ids = {word: i for i, word in enumerate(rare)}
        self.weights = [float(np.log(len(passages) / count[word])) for word in rare]
        owners, words = [], []
        self.offsets = np.zeros(len(passages) + 1, np.int64)
        for i, (title, text) in enumerate(zip(passages.titles, passages.texts)):
            mine = sorted({self.ids[w] for w in WORD.findall(f"{title} {text}".lower()) if w in self.ids})
            words.append(np.array(mine, np.int32))
            owners.append(np.full(len(mine), i, np.int32))
            self.offsets[i + 1] = self.offsets[i] + len(mine)
        self.words, owner = np.concatenate(words), np.concatenate(owners)
        order = np.argsort(self.words, kind="stable")
        self._owners = owner[order]
        self._starts = np.searchsorted(self.words[order], np.arange(len(rare) + 1))

    def of_text(self, text: str) -> dict[int, float]:
        """Rare words of a text with their weights."""
        return {i: self.weights[i] for w in WORD.findall(text.lower()) if (i := self.ids.get(w)) is not None}

    def of_passage(self, passage: int) -> list[int]:
        return self.words[self.offsets[passage] : self.offsets[passage + 1]].tolist()

    def passages_with(self, word: int) -> np.ndarray:
        return self._owners[self._starts[word] : self._starts[word + 1]]


def name_index(passages: Passages) -> dict[str, list[int]]:
    """Passages that hold a name or are about it, for names in few enough of them."""
    holders: dict[str, list[int]] = defaultdict(list)
    for i, (title, text) in enumerate(zip(passages.titles, passages.texts)):
        names = {text[a:b] for start, end in sentences(text) for a, b in spans(text, start, end)} | {title}
        for name in names:
            if len(holders[name]) <= NAME_PASSAGES[1]:
                holders[name].append(i)
    return {name: held for name, held in holders.items() if NAME_PASSAGES[0] <= len(held) <= NAME_PASSAGES[1]}


def misleading(passages: Passages, index: WordIndex, wanted: dict[int, float], answer: str, source: int) -> list[int]:
    """Passages that share the rarest of the wanted words, best first, and do not hold the answer."""
    near: dict[int, float] = defaultdict(float)
    for word, weight in sorted(wanted.items(), key=lambda item: -item[1])[:8]:
        owners = index.passages_with(word)
        if len(owners) <= INDEXED_WORD_PASSAGES:
            for p in owners.tolist():
                near[p] += weight
    lowered = answer.lower()
    negatives = []
    for p, _ in sorted(near.items(), key=lambda item: (-item[1], item[0]))[:60]:
        if p != source and lowered not in passages.texts[p].lower() and lowered not in passages.titles[p].lower():
            negatives.append(p)
            if len(negatives) == NEGATIVES:
                break
    return negatives


def make_question(passages: Passages, index: WordIndex, names: dict[str, list[int]], choose: random.Random):
    """One question as numbers (see `main`), or None where the drawn passage yields none."""
    source = choose.randrange(len(passages))
    text = passages.texts[source]
    start, end = choose.choice(sentences(text))
    if not SENTENCE_CHARACTERS[0] <= end - start <= SENTENCE_CHARACTERS[1]:
        return None
    options = [(a, b) for a, b in spans(text, start, end) if text[a:b] in names]
    years = [(a, b) for a, b in options if text[a:b].isdigit()]
    if years and choose.random() > YEAR_SHARE:
        options = [option for option in options if option not in years]
    if not options:
        return None
    a, b = choose.choice(options)
    answer = text[a:b]
    wanted = index.of_text(f"{passages.titles[source]} {text[start:a]} {text[b:end]}")
    for word in index.of_text(answer):
        wanted.pop(word, None)
    if sum(wanted.values()) < LEAST_OVERLAP:
        return None

    held = [p for p in names[answer] if p != source]
    if len(held) > CANDIDATES:
        held = choose.sample(held, CANDIDATES)
    scored = sorted(((sum(wanted.get(w, 0.0) for w in index.of_passage(p)), -p) for p in held), reverse=True)
    golds = [-p for score, p in scored if score >= LEAST_OVERLAP][:2]
    if not golds or answer not in passages.texts[golds[0]] and answer != passages.titles[golds[0]]:
        return None

    negatives = misleading(passages, index, wanted, answer, source)
    fill = lambda values, size: values + [-1] * (size - len(values))
    return [source, start, end, a, b, *fill(golds, 2), *fill(negatives, NEGATIVES)]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--passages", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--questions", type=int, default=600_000)
    arguments = parser.parse_args()
    begun = time.time()
    passages = read_passages(arguments.passages)
    names = name_index(passages)
    print(f"{len(names):,} names, {time.time() - begun:.0f} s", flush=True)
    index = WordIndex(passages)
    print(f"{len(index.ids):,} rare words, {time.time() - begun:.0f} s", flush=True)
    choose = random.Random(SEED)
    rows, drawn = [], 0
    while len(rows) < arguments.questions:
        drawn += 1
        row = make_question(passages, index, names, choose)
        if row:
            rows.append(row)
            if len(rows) % 50_000 == 0:
                print(f"{len(rows):,} of {drawn:,} drawn, {time.time() - begun:.0f} s", flush=True)
    # [questions, 7 + NEGATIVES]: source passage, sentence start and end, answer start and end (characters of the source's text),
    # two passages with the answer, passages without it; -1 where there is none.
    np.savez_compressed(arguments.out, questions=np.array(rows, np.int32))


if __name__ == "__main__":
    main()

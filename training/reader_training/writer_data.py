"""What the writer of questions (question_writer.py) reads: people's questions with their passages to learn from, and answers in
passages to write questions for.

    python3 -m reader_training.writer_data --data DIR --prepared PREPARED --out DIR --answers 600000

DIR holds passages.tsv and train.jsonl, PREPARED is what reader_training.prepare made of them. OUT gets the passages that are
needed under new numbers (`numbers.npy` gives the old ones) and two TokenisedPairs, `asked` and `answers`.
"""

import argparse
import json
import random
import time
from collections import Counter
from pathlib import Path

import numpy as np
from tokenizers import Tokenizer

from reader_training.cloze import WORD, sentences, spans
from reader_training.passages import read_passages
from reader_training.prepare import encode
from reader_training.prompt import ANSWER_TOKENS, QUESTION_TOKENS, question_text
from reader_training.tokenised import Ragged, TokenisedPairs, TokenisedPassages

SEED = 5
# How often the writer learns from a question of a source; those made by rule (cloze) teach it nothing.
LEARNT = {"triviabot": 1.0, "opentrivia": 1.0, "tqa_train": 6.0, "nq_dev": 4.0, "entityq": 0.1}
PEOPLES = ("triviabot", "opentrivia", "tqa_train", "nq_dev")
PASSAGES = 400_000
FAMOUS = 200_000  # of them from articles that people's questions are about
KNOWN_WORDS = 4  # longest answer of people's questions that is looked for in passages
YEAR_SHARE = 0.15
# Kinds of answers that are drawn, where a passage has them: its title, a name or number, words that answer people's questions elsewhere.
KINDS = {"title": 0.2, "name": 0.4, "known": 0.4}


def known_answers(entries: list[dict]) -> Counter[str]:
    """Words of answers, in lower case and single spaces, with the number of questions that they answer."""
    known: Counter[str] = Counter()
    for entry in entries:
        words = WORD.findall(entry["positives"][0][1].lower())
        if entry["source"] in PEOPLES and 1 <= len(words) <= KNOWN_WORDS:
            known[" ".join(words)] += 1
    return known


def known_spans(text: str, known: Counter[str]) -> list[tuple[int, int]]:
    words = list(WORD.finditer(text))
    lowered = [word.group().lower() for word in words]
    return [
        (words[i].start(), words[i + n - 1].end())
        for i in range(len(words))
        for n in range(1, min(KNOWN_WORDS, len(words) - i) + 1)
        if " ".join(lowered[i : i + n]) in known
    ]


def spans_of(title: str, text: str, known: Counter[str]) -> dict[str, list[tuple[int, int]]]:
    """Start and end of possible answers, by kind."""
    names = [span for start, end in sentences(text) for span in spans(text, start, end)]
    at = text.find(title.split(" (")[0])
    return {
        "title": [(at, at + len(title.split(" (")[0]))] if at >= 0 else [],
        "name": names,
        "known": known_spans(text, known),
    }


def draw_answers(titles: list[str], texts: list[str], known: Counter[str], wanted: int, choose: random.Random):
    """→ `wanted` pairs of a passage's place in `texts` and an answer, fewer where passages have no more."""
    options = [spans_of(title, text, known) for title, text in zip(titles, texts)]
    frequency: Counter[str] = Counter()
    key = lambda text, span: " ".join(WORD.findall(text[slice(*span)].lower()))
    for text, kinds in zip(texts, options):
        frequency.update({key(text, span) for span in kinds["known"]})
    drawn: set[tuple[int, str]] = set()
    for _ in range(wanted):
        place = choose.randrange(len(texts))
        text = texts[place]
        kinds = {kind: found for kind, found in options[place].items() if found}
        if not kinds:
            continue
        kind = choose.choices(list(kinds), [KINDS[one] for one in kinds])[0]
        found = kinds[kind]
        if kind == "name":
            years = [span for span in found if text[slice(*span)].isdigit()]
            if years and len(years) < len(found) and choose.random() > YEAR_SHARE:
                found = [span for span in found if span not in years]
            span = choose.choice(found)
        else:
            # Words that stand everywhere answer rarely, compared with how often they stand.
            words = [key(text, span) for span in found]
            span = choose.choices(found, [known[word] / frequency[word] if frequency[word] else 1.0 for word in words])[0] \
                if kind == "known" else found[0]
        drawn.add((place, text[slice(*span)]))
    return sorted(drawn)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("data", "prepared", "out"):
        parser.add_argument(f"--{name}", type=Path, required=True)
    parser.add_argument("--answers", type=int, default=600_000)
    parser.add_argument("--passages", type=int, default=PASSAGES)
    arguments = parser.parse_args()
    begun, out, choose = time.time(), arguments.out, random.Random(SEED)
    say = lambda words: print(f"{time.time() - begun:6.1f} s  {words}", flush=True)
    out.mkdir(parents=True, exist_ok=True)
    passages = read_passages(arguments.data / "passages.tsv")
    entries = [json.loads(line) for line in (arguments.data / "train.jsonl").open(encoding="utf-8")]
    asked = [
        (number, entry, passage, answer)
        for number, entry in enumerate(entries)
        if entry["source"] in LEARNT
        for passage, answer in entry["positives"]
    ]
    famous_titles = {passages.titles[passage] for _, entry, passage, _ in asked if entry["source"] in PEOPLES}
    famous = [i for i, title in enumerate(passages.titles) if title in famous_titles]
    say(f"{len(asked):,} passages of {len({n for n, *_ in asked}):,} questions; {len(famous):,} passages of famous articles")
    some = set(choose.sample(famous, min(len(famous), int(arguments.passages * FAMOUS / PASSAGES))))
    some |= set(choose.sample(range(len(passages)), arguments.passages - len(some)))
    numbers = sorted(some | {passage for _, _, passage, _ in asked})
    place = {number: i for i, number in enumerate(numbers)}

    chosen = sorted(some)
    known = known_answers(entries)
    drawn = draw_answers(
        [passages.titles[i] for i in chosen], [passages.texts[i] for i in chosen], known, arguments.answers, choose
    )
    say(f"{len(drawn):,} answers drawn")

    tokenizer = Tokenizer.from_file(str(arguments.prepared / "tokenizer.json"))
    tokenised = TokenisedPassages.load(arguments.prepared)
    for name, rows in (("titles", tokenised.titles), ("bodies", tokenised.bodies)):
        Ragged.of([rows[number] for number in numbers]).save(out, name)
    np.save(out / "article.npy", np.arange(len(numbers), dtype=np.int32))
    np.save(out / "numbers.npy", np.array(numbers, np.int32))
    (out / "tokenizer.json").write_bytes((arguments.prepared / "tokenizer.json").read_bytes())
    answer_ids = lambda answers: encode(tokenizer, [f" {answer}" for answer in answers], ANSWER_TOKENS)
    TokenisedPairs(
        np.array([number for number, *_ in asked], np.int32),
        np.array([place[passage] for _, _, passage, _ in asked], np.int32),
        encode(tokenizer, [question_text(entry["question"]) for _, entry, _, _ in asked], QUESTION_TOKENS),
        answer_ids([answer for *_, answer in asked]),
        np.array([LEARNT[entry["source"]] / len(entry["positives"]) for _, entry, _, _ in asked], np.float32),
    ).save(out / "asked")
    TokenisedPairs(
        np.arange(len(drawn), dtype=np.int32),
        np.array([place[chosen[i]] for i, _ in drawn], np.int32),
        Ragged.of([[]] * len(drawn)),
        answer_ids([answer for _, answer in drawn]),
        np.ones(len(drawn), np.float32),
    ).save(out / "answers")
    say("done")


if __name__ == "__main__":
    main()

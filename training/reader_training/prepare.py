"""Text → token arrays. Everything that training reads is in the folder that this makes.

    python3 -m reader_training.prepare --data DIR --out DIR [--tokenizer tokenizer.json]

DIR holds passages.tsv, train.jsonl ({source, question, positives: [[passage, answer]…], negatives}), validation.jsonl and, from
reader_training.cloze, cloze.npz; written.jsonl (reader_training.written) and support-*.json (reader_training.support) are used if they
are there. Without --tokenizer one is trained on the passages. Passages that are there already are not tokenised again.
"""

import argparse
import json
import random
import time
from collections import defaultdict
from pathlib import Path

import numpy as np
from tokenizers import Tokenizer

from reader_training.leak import near_evaluation
from reader_training.passages import Passages, read_passages
from reader_training.prompt import ANSWER_TOKENS, QUESTION_TOKENS, body_text, question_text, title_text
from reader_training.tokenised import Ragged, TokenisedQuestions
from reader_training.tokenizer import train_tokenizer

SEED = 2
# A passage in which readers find the answer e^3 times less likely than in another of the same question is no passage that answers it.
# Where they find it unlikely everywhere, nothing is known.
SUPPORT_FALL, SUPPORT_LEAST = 3.0, -7.0
BLANKS = ["what", "what", "what", "which", "who", "this"]


def encode(tokenizer: Tokenizer, texts: list[str], longest: int | None = None) -> Ragged:
    rows = []
    for start in range(0, len(texts), 50_000):
        encoded = tokenizer.encode_batch_fast(texts[start : start + 50_000], add_special_tokens=False)
        rows.extend(np.array(one.ids[:longest], np.uint16) for one in encoded)
    return Ragged.of(rows)


def prepare_passages(tokenizer: Tokenizer, passages: Passages, out: Path) -> None:
    encode(tokenizer, [title_text(title) for title in passages.titles]).save(out, "titles")
    encode(tokenizer, [body_text(text) for text in passages.texts]).save(out, "bodies")
    changes = [i > 0 and title != passages.titles[i - 1] for i, title in enumerate(passages.titles)]
    np.save(out / "article.npy", np.cumsum(changes).astype(np.int32))


def cloze_question(passages: Passages, row: np.ndarray, choose: random.Random) -> tuple[str, str]:
    """Question and answer as text: the sentence with its answer replaced, in the manners of people who ask."""
    source, start, end, a, b = (int(value) for value in row[:5])
    text = passages.texts[source]
    before, answer, after = text[start:a], text[a:b], text[b:end].rstrip()
    if after and choose.random() < 0.6:
        after = after.rstrip(".!") + "?"
    question = f"{before}{choose.choice(BLANKS)}{after}"
    title = passages.titles[source]
    if choose.random() < 0.35 and answer not in title:
        question = f"{title}: {question}"
    if choose.random() < 0.3:
        question = question.lower()
    return question, answer


def prepare_questions(tokenizer, entries: list[dict]) -> TokenisedQuestions:
    """entries: {source, question, positives: [[passage, answer]…], negatives}"""
    sources = sorted({entry["source"] for entry in entries})
    return TokenisedQuestions(
        np.array([sources.index(entry["source"]) for entry in entries], np.uint8),
        sources,
        encode(tokenizer, [question_text(entry["question"]) for entry in entries], QUESTION_TOKENS),
        Ragged.of([[passage for passage, _ in entry["positives"]] for entry in entries], np.int32),
        encode(tokenizer, [f" {answer}" for entry in entries for _, answer in entry["positives"]], ANSWER_TOKENS),
        Ragged.of([entry["negatives"] for entry in entries], np.int32),
    )


def cloze_entries(passages: Passages, rows: np.ndarray) -> list[dict]:
    choose = random.Random(SEED)
    entries = []
    for row in rows:
        question, answer = cloze_question(passages, row, choose)
        golds, negatives = row[5:7], row[7:]
        entries.append(
            {
                "source": "recurring",
                "question": question,
                "positives": [[int(p), answer] for p in golds if p >= 0],
                "negatives": [int(p) for p in negatives if p >= 0],
            }
        )
    return entries


def by_support(entries: list[dict], readers: list[list[list]]) -> int:
    """Puts the passages that answer a question best first and drops those that only hold its answer's words; → how many fell out.

    readers: for each, [number of the entry, passage, logarithm of the probability of the answer]…; their mean counts.
    """
    of_entry: dict[int, dict[int, float]] = defaultdict(lambda: defaultdict(float))
    for support in readers:
        for number, passage, value in support:
            of_entry[number][passage] += value / len(readers)
    dropped = 0
    for number, values in of_entry.items():
        best = max(values.values())
        if best < SUPPORT_LEAST:
            continue
        positives = entries[number]["positives"]
        kept = [one for one in positives if values[one[0]] >= best - SUPPORT_FALL]
        entries[number]["positives"] = sorted(kept, key=lambda one: -values[one[0]])
        dropped += len(positives) - len(kept)
    return dropped


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--tokenizer", type=Path)
    arguments = parser.parse_args()
    begun, out = time.time(), arguments.out
    out.mkdir(parents=True, exist_ok=True)
    say = lambda words: print(f"{time.time() - begun:6.1f} s  {words}", flush=True)

    passages = read_passages(arguments.data / "passages.tsv")
    say(f"{len(passages):,} passages")
    tokenizer = Tokenizer.from_file(str(arguments.tokenizer)) if arguments.tokenizer else train_tokenizer(passages)
    tokenizer.save(str(out / "tokenizer.json"))
    if not (out / "article.npy").exists():
        prepare_passages(tokenizer, passages, out)
    say(f"{len(Ragged.load(out, 'bodies').values):,} tokens")

    read_lines = lambda name: [json.loads(line) for line in (arguments.data / name).open(encoding="utf-8")]
    entries, evaluation = read_lines("train.jsonl"), read_lines("validation.jsonl")
    readers = [json.loads(path.read_text("utf-8")) for path in sorted(arguments.data.glob("support-*.json"))]
    say(f"{by_support(entries, readers):,} passages do not answer their question, by {len(readers)} readers")
    if (arguments.data / "written.jsonl").exists():
        entries += read_lines("written.jsonl")
    entries += cloze_entries(passages, np.load(arguments.data / "cloze.npz")["questions"])
    near = near_evaluation([entry["question"] for entry in entries], [entry["question"] for entry in evaluation])
    say(f"{len(near)} questions are close to one of the evaluation and left out")
    entries = [entry for i, entry in enumerate(entries) if i not in near]
    prepare_questions(tokenizer, entries).save(out / "train")
    say(f"{len(entries):,} questions")


if __name__ == "__main__":
    main()

"""What the writer of questions wrote, as questions to train on; and which of people's passages really answer them.

    python3 -m reader_training.written --data DIR --writer WRITER --checked OUT --shards 2

Keeps a written question where a reader that was given it with its passage said exactly the answer, and where it shares enough rare words
with the passage to be asked without it. Writes DIR/written.jsonl (as train.jsonl, with passages that mislead) and DIR/support.json:
[number of the question, passage, mean logarithm of the probability of the answer over both readers], for people's questions.
"""

import argparse
import json
import time
from pathlib import Path

import numpy as np
from tokenizers import Tokenizer

from reader_training.cloze import WordIndex, misleading
from reader_training.passages import read_passages
from reader_training.question_writer import of_shard
from reader_training.tokenised import Ragged, TokenisedPairs

LEAST_OVERLAP = 9.0  # sum of ln(passages / passages with the word) over words that question and passage share
READERS = ("mamba", "transformer")


def whole(count: int, shards: int, load) -> list:
    """The rows of all shards in order. load(name of the shard) → its rows"""
    rows = [None] * count
    for shard in range(shards):
        for i, row in zip(of_shard(count, f"{shard}/{shards}"), load(f"{shard}-{shards}")):
            rows[i] = row
    return rows


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("data", "writer", "checked"):
        parser.add_argument(f"--{name}", type=Path, required=True)
    parser.add_argument("--shards", type=int, default=1)
    arguments = parser.parse_args()
    begun, checked, shards = time.time(), arguments.checked, arguments.shards
    say = lambda words: print(f"{time.time() - begun:6.1f} s  {words}", flush=True)
    tokenizer = Tokenizer.from_file(str(arguments.writer / "tokenizer.json"))
    numbers = np.load(arguments.writer / "numbers.npy")

    asked = TokenisedPairs.load(arguments.writer / "asked")
    support = np.mean(
        [
            whole(len(asked), shards, lambda name: np.load(checked / f"{reader}-asked-{name}.npz")["log_probability"])
            for reader in READERS
        ],
        axis=0,
    )
    rows = [
        [int(number), int(numbers[passage]), round(float(value), 2)]
        for number, passage, value in zip(asked.number, asked.passage, support)
    ]
    (arguments.data / "support.json").write_text(json.dumps(rows))
    say(f"{len(rows):,} passages of people's questions")

    answers = TokenisedPairs.load(arguments.writer / "answers")
    written = whole(len(answers), shards, lambda name: Ragged.load(checked, f"written-{name}"))
    says = np.any(
        [
            whole(len(answers), shards, lambda name: np.load(checked / f"{reader}-{name}.npz")["says"])
            for reader in READERS
        ],
        axis=0,
    )
    passages = read_passages(arguments.data / "passages.tsv")
    index = WordIndex(passages)
    say(f"{says.sum():,} of {len(answers):,} written questions answered as expected")
    kept, seen = 0, set()
    with (arguments.data / "written.jsonl").open("w", encoding="utf-8") as out:
        for i in np.flatnonzero(says):
            passage = int(numbers[answers.passage[i]])
            question = tokenizer.decode(list(written[i])).strip()
            answer = tokenizer.decode(list(answers.answers[i])).strip()
            wanted = index.of_text(question)
            overlap = sum(wanted[word] for word in index.of_passage(passage) if word in wanted)
            if question in seen or answer.lower() in question.lower() or overlap < LEAST_OVERLAP:
                continue
            seen.add(question)
            kept += 1
            entry = {
                "source": "written",
                "question": question,
                "positives": [[passage, answer]],
                "negatives": misleading(passages, index, wanted, answer, passage),
            }
            out.write(json.dumps(entry, ensure_ascii=False) + "\n")
    say(f"{kept:,} kept")


if __name__ == "__main__":
    main()

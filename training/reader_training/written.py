"""Questions that were written for this project (questions/written.tsv), as questions to train on.

    python3 -m reader_training.written --data DIR --questions questions/written.tsv

A line of the file: passage, question, answer as it stands there. Writes DIR/written.jsonl, as train.jsonl: with passages that share the
question's rare words and do not hold its answer.
"""

import argparse
import json
from pathlib import Path

from reader_training.cloze import WordIndex, misleading
from reader_training.passages import read_passages


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--questions", type=Path, required=True)
    arguments = parser.parse_args()
    passages = read_passages(arguments.data / "passages.tsv")
    index = WordIndex(passages)
    count = 0
    with (arguments.data / "written.jsonl").open("w", encoding="utf-8") as out:
        for line in arguments.questions.open(encoding="utf-8"):
            number, question, answer = line.rstrip("\n").split("\t")
            passage = int(number)
            if answer not in f"{passages.titles[passage]}: {passages.texts[passage]}":
                raise ValueError(f"{arguments.questions}: passage {number} does not hold '{answer}'")
            entry = {
                "source": "written",
                "question": question,
                "positives": [[passage, answer]],
                "negatives": misleading(passages, index, index.of_text(question), answer, passage),
            }
            out.write(json.dumps(entry, ensure_ascii=False) + "\n")
            count += 1
    print(f"{count:,} questions")


if __name__ == "__main__":
    main()

"""Two embedders (8-bit ONNX, as shipped) on the questions of a pack, by exact cosines: recall, and who finds what the other does not.

    git show 846d195:public/models/embed-trivia-17m/onnx/model_quantized.onnx >before.onnx
    python3 -m reader_training.compare_embedders --new ../public/models/embed-trivia-17m/onnx/model_quantized.onnx --old before.onnx \\
        --tokenizer ../public/models/embed-trivia-17m/tokenizer.json --pack ../public/packs/trivia-encyclopaedia --out results/2026-11-29-embedders.json
"""

import argparse
import json
from pathlib import Path

import numpy as np
import onnxruntime
from tokenizers import Tokenizer

from reader_training.embedder import PASSAGE_TOKENS, QUESTION_TOKENS
from reader_training.prompt import body_text, question_text, title_text
from reader_training.score import mcnemar

AT = (1, 2, 3, 5, 7, 10, 20)


def vectors(session: onnxruntime.InferenceSession, rows: list[list[int]]) -> np.ndarray:
    """→ [rows, width] at unit length. One at a time, as the page does it: activations are rounded over a whole batch."""
    found = []
    for row in rows:
        ids = np.array([row], np.int64)
        inputs = {"input_ids": ids, "attention_mask": np.ones_like(ids), "token_type_ids": np.zeros_like(ids)}
        mean = session.run(None, inputs)[0][0].mean(0)
        found.append(mean / np.linalg.norm(mean))
    return np.stack(found)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("new", "old", "tokenizer", "pack", "out"):
        parser.add_argument(f"--{name}", type=Path, required=True)
    arguments = parser.parse_args()
    tokenizer = Tokenizer.from_file(str(arguments.tokenizer))
    read = lambda name: json.loads((arguments.pack / name).read_text("utf-8"))
    ids = lambda text, longest: tokenizer.encode(text, add_special_tokens=False).ids[:longest]
    passages = [ids(title_text(one["title"]) + body_text(one["text"]), PASSAGE_TOKENS) for one in read("passages.json")]
    questions = read("questions.json")
    asked = [ids(question_text(one["question"]), QUESTION_TOKENS) for one in questions]
    ranks = {}
    for name in ("old", "new"):
        session = onnxruntime.InferenceSession(str(getattr(arguments, name)))
        nearest = np.argsort(-(vectors(session, asked) @ vectors(session, passages).T), axis=1)[:, : max(AT)]
        right = [[passage in one["goldPassages"] for passage in row] for row, one in zip(nearest, questions)]
        ranks[name] = np.array([row.index(True) + 1 if True in row else max(AT) + 1 for row in right])
    result = {}
    for split in ("examples", "held-out"):
        chosen = np.array([one["split"] == split for one in questions])
        result[split] = {"questions": int(chosen.sum())}
        for k in AT:
            new, old = ranks["new"][chosen] <= k, ranks["old"][chosen] <= k
            won, lost = int((new & ~old).sum()), int((old & ~new).sum())
            compared = {"new": new.mean(), "old": old.mean(), "won": won, "lost": lost, "p": mcnemar(won, lost)}
            result[split][k] = {name: round(float(value), 6) if isinstance(value, float) else value for name, value in compared.items()}
        print(split, {k: result[split][k] for k in (1, 5, 10)}, flush=True)
    arguments.out.write_text(json.dumps(result, indent=1) + "\n")


if __name__ == "__main__":
    main()

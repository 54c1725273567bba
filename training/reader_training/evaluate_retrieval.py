"""Recall of passages with an answer: dense search by the embedder, given keyword lists (BM25), and both fused.

    python3 -m reader_training.evaluate_retrieval --embedder DIR --data PREPARED --questions validation.jsonl --texts passages.tsv \\
        --out retrieval.json --lists-out questions-with-lists.jsonl

Fusion is by reciprocal rank (Cormack et al. 2009): sum of 1 / (60 + rank). The lists that are written add `dense` and `fused` to each
question for reader_training.evaluate_reader.
"""

import argparse
import json
from collections import defaultdict
from pathlib import Path

import torch
from transformers import BertModel

from reader_training.embedder import QUESTION_TOKENS, embed_all, padded, passage_matrix
from reader_training.passages import read_passages
from reader_training.prompt import question_text
from reader_training.score import holds_answer, wilson_interval
from reader_training.tokenised import TokenisedPassages

KEPT = 20
RANK_OFFSET = 60


def fused(lists: list[list[int]]) -> list[int]:
    points: dict[int, float] = defaultdict(float)
    for one in lists:
        for rank, passage in enumerate(one, 1):
            points[passage] += 1 / (RANK_OFFSET + rank)
    return sorted(points, key=lambda passage: (-points[passage], passage))[:KEPT]


def main() -> None:
    from tokenizers import Tokenizer

    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("embedder", "data", "questions", "texts", "out", "lists-out"):
        parser.add_argument(f"--{name}", type=Path, required=True)
    arguments = parser.parse_args()
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    model = BertModel.from_pretrained(arguments.embedder, add_pooling_layer=False).to(device).eval()
    tokenizer = Tokenizer.from_file(str(arguments.data / "tokenizer.json"))
    passages, texts = TokenisedPassages.load(arguments.data), read_passages(arguments.texts)
    questions = [json.loads(line) for line in arguments.questions.open(encoding="utf-8")]

    rows = [tokenizer.encode(question_text(one["question"])).ids for one in questions]
    asked = embed_all(model, padded(rows, QUESTION_TOKENS), device)
    nearest = (asked @ embed_all(model, passage_matrix(passages), device).T).topk(KEPT, dim=1).indices.tolist()
    results = {}
    for question, dense in zip(questions, nearest):
        question["dense"] = dense
        question["fused"] = fused([question["retrieved"], dense])
    for name, key in (("BM25", "retrieved"), ("dense", "dense"), ("fused", "fused")):
        first = []
        for one in questions:
            hits = (
                rank
                for rank, p in enumerate(one[key], 1)
                if holds_answer(f"{texts.titles[p]}: {texts.texts[p]}", one["aliases"])
            )
            first.append(next(hits, KEPT + 1))
        results[name] = {}
        for k in (1, 2, 3, 5, 7, 10, 20):
            found = sum(rank <= k for rank in first)
            results[name][k] = {"recall": found / len(first), "interval": wilson_interval(found, len(first))}
        results[name]["firstRanks"] = first
        print(name, {k: results[name][k]["recall"] for k in (1, 5, 10, 20)}, flush=True)
    arguments.out.write_text(json.dumps({"passages": len(passages), "questions": len(questions), "recall": results}) + "\n")
    arguments.lists_out.write_text("".join(json.dumps(one, ensure_ascii=False) + "\n" for one in questions))


if __name__ == "__main__":
    main()

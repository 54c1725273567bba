"""The trained embedder as ONNX with 8-bit weights in the layout of transformers.js, and PyTorch's vectors of a few texts.

    python3 -m reader_training.export_embedder --embedder DIR --tokenizer tokenizer.json --articles articles.jsonl --out embed-trivia-17m
"""

import argparse
import json
import tempfile
from pathlib import Path

import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from tokenizers import Tokenizer
from transformers import BertModel

from reader_training.embedder import PASSAGE_TOKENS, QUESTION_TOKENS
from reader_training.prompt import body_text, question_text, title_text

RECORDED = 4


class LastHiddenState(torch.nn.Module):
    def __init__(self, model: BertModel):
        super().__init__()
        self.model = model

    def forward(self, input_ids, attention_mask, token_type_ids):
        return self.model(
            input_ids=input_ids, attention_mask=attention_mask, token_type_ids=token_type_ids
        ).last_hidden_state


@torch.no_grad()
def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("embedder", "tokenizer", "articles", "out"):
        parser.add_argument(f"--{name}", type=Path, required=True)
    arguments = parser.parse_args()
    model = BertModel.from_pretrained(
        arguments.embedder, add_pooling_layer=False, attn_implementation="eager", dtype=torch.float32
    ).eval()
    (arguments.out / "onnx").mkdir(parents=True, exist_ok=True)
    model.config.save_pretrained(arguments.out)
    names = ["input_ids", "attention_mask", "token_type_ids"]
    axes = {name: {0: "batch", 1: "sequence"} for name in [*names, "last_hidden_state"]}
    example = torch.randint(5, 1000, (2, 24))
    with tempfile.TemporaryDirectory() as scratch:
        whole = Path(scratch) / "model.onnx"
        torch.onnx.export(
            LastHiddenState(model),
            (example, torch.ones_like(example), torch.zeros_like(example)),
            str(whole),
            input_names=names,
            output_names=["last_hidden_state"],
            dynamic_axes=axes,
            opset_version=17,
            dynamo=False,
        )
        quantize_dynamic(
            whole, arguments.out / "onnx/model_quantized.onnx", weight_type=QuantType.QInt8, per_channel=True
        )

    tokenizer = Tokenizer.from_file(str(arguments.tokenizer))
    articles = [json.loads(line) for line in arguments.articles.open(encoding="utf-8")][:RECORDED]

    def vector(text: str, longest: int) -> list[float]:
        ids = torch.tensor([tokenizer.encode(text).ids[:longest]])
        mean = model(input_ids=ids).last_hidden_state.mean(1)[0]
        return (mean / mean.norm()).numpy().round(6).astype(float).tolist()

    passages = [title_text(one["title"]) + body_text(one["text"].split("\n\n")[0]) for one in articles]
    questions = [question_text(one["questions"][0]["question"]) for one in articles]
    recorded = {
        "passages": passages,
        "questions": questions,
        "passageVectors": [[round(x, 6) for x in vector(text, PASSAGE_TOKENS)] for text in passages],
        "questionVectors": [[round(x, 6) for x in vector(text, QUESTION_TOKENS)] for text in questions],
    }
    (arguments.out / "reference.json").write_text(json.dumps(recorded, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()

"""What 4 bits cost, against the 8-bit weights that they are made from; writes a result file that documents quote.

    python3 -m four_bits.measure RESULTS --pack public/packs/trivia-encyclopaedia --weights-of 2026-11-29 --out FILE.json

RESULTS as quantise_reader leaves it. The divergence is KL(8 bits || 4 bits) of the next token, in nats, over the tokens
of answers to pack questions that were not used for calibration (and, apart, over all tokens of their prompts).
"""

import argparse
import json
import platform
from datetime import date
from pathlib import Path

import torch
import torch.nn.functional as F
from tokenizers import Tokenizer
from torch import nn

from four_bits.batches import Batch, batches_of
from four_bits.pack_prompts import pack_prompts
from four_bits.quantise_reader import quantise_reader
from four_bits.readers import FOLDERS
from reader_training.checkpoint import open_reader

PROMPTS = 140
ROWS = 4096  # logits at a time


@torch.no_grad()
def divergence(exact: nn.Module, other: nn.Module, batches: list[Batch]) -> dict[str, float]:
    """Mean KL over answer tokens and over all tokens, and in how many answer tokens both choose the same."""
    answers, everywhere, same = [], [], []
    for batch in batches:
        answer = torch.zeros_like(batch.real)
        for row, at in enumerate(batch.answer_at):
            answer[row, at:] = batch.real[row, at:]
            answer[row, int(batch.real[row].sum()) - 1] = False  # nothing follows the end
        rows = [model.hidden(batch.ids)[batch.real] for model in (exact, other)]
        of_answer = answer[batch.real]
        for start in range(0, len(rows[0]), ROWS):
            p, q = (F.log_softmax(F.linear(hidden[start : start + ROWS], exact.head), -1) for hidden in rows)
            kl = (p.exp() * (p - q)).sum(-1)
            here = of_answer[start : start + ROWS]
            everywhere.append(kl)
            answers.append(kl[here])
            same.append(p.argmax(-1)[here] == q.argmax(-1)[here])
    mean = lambda parts: round(torch.cat(parts).double().mean().item(), 5)
    return {
        "answerTokens": sum(len(part) for part in answers),
        "klOfAnswers": mean(answers),
        "klEverywhere": mean(everywhere),
        "sameChoice": mean(same),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("results", type=Path)
    parser.add_argument("--pack", type=Path, required=True)
    parser.add_argument("--four", type=Path, help="where quantise_reader --out wrote, if not to RESULTS")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--weights-of", required=True, help="day of the training that made them")
    parser.add_argument("--prompts", type=int, default=PROMPTS)
    arguments = parser.parse_args()
    tokenizer = Tokenizer.from_file(str(arguments.results / "tokenizer.json"))
    batches = batches_of(pack_prompts(arguments.pack, tokenizer, arguments.prompts, calibration=False))
    readers = {}
    for kind, name in FOLDERS.items():
        eight = arguments.results / name / "model.int8.safetensors"
        four = (arguments.four or arguments.results) / name / "model.int4.safetensors"
        exact, plain = open_reader(kind, eight), open_reader(kind, eight)
        quantise_reader(plain, [], compensated=False)
        readers[name] = {
            "bytes": {"8": eight.stat().st_size, "4": four.stat().st_size},
            "compensated": divergence(exact, open_reader(kind, four), batches),
            "plain": divergence(exact, plain, batches),
        }
        print(name, json.dumps(readers[name]))
    result = {
        "date": date.today().isoformat(),
        "machine": platform.processor() or platform.machine(),
        "torch": torch.__version__,
        "weightsOf": arguments.weights_of,
        "pack": arguments.pack.name,
        "prompts": arguments.prompts,
        "readers": readers,
    }
    arguments.out.write_text(json.dumps(result, indent=2) + "\n")


if __name__ == "__main__":
    main()

"""What Hugging Face's implementations make of the rounded weights: the numbers that the browser's readers are tested against.

    python3 -m reader_training.record_reference --results DIR --prompts tests/recorded/prompts.json [--bits 4]

DIR holds tokenizer.json and per reader a folder named as in public/models with model.int<bits>.safetensors. Adds config.json and
reference.json there, and DIR/recorded/ with the files of tests/recorded. f32 throughout, no TF32.
"""

import argparse
import json
from pathlib import Path

import numpy as np
import torch
from tokenizers import Tokenizer
from transformers import LlamaConfig, LlamaForCausalLM, MambaConfig, MambaForCausalLM

from export import safetensors_file
from reader_training.checkpoint import READERS, dequantised
from reader_training.prompt import END, PAD, PASSAGE_TOKENS, QUESTION_TOKENS, body_text, prompt_ids, question_text, title_text

FOLDERS = {"mamba": "mamba-trivia-32m", "transformer": "transformer-trivia-30m"}
IMPLEMENTATIONS = {"mamba": (MambaConfig, MambaForCausalLM), "transformer": (LlamaConfig, LlamaForCausalLM)}
COMMON = {"pad_token_id": PAD, "bos_token_id": END, "eos_token_id": END, "tie_word_embeddings": True}
NEW_TOKENS, HIGHEST = 12, 10
# Of the first prompt: spread over question, repetition and answer mark.
HIDDEN_TOKENS = [0, 1, 2, 3, 7, 15, 16, 31, 32, 33, 47, 51]


def hugging_face_reader(kind: str, folder: Path, bits: int):
    config_type, model_type = IMPLEMENTATIONS[kind]
    config = config_type(**READERS[kind][1]().hugging_face(), **COMMON)
    config.save_pretrained(folder)
    model = model_type(config)
    state = dequantised(safetensors_file.read(folder / f"model.int{bits}.safetensors"))
    missing = model.load_state_dict(state, strict=False)
    if missing.unexpected_keys or set(missing.missing_keys) - {"lm_head.weight"}:
        raise ValueError(f"{kind}: {missing}")
    model.tie_weights()
    return model.float().eval()


@torch.no_grad()
def record(model, ids: list[int], device) -> tuple[dict, tuple]:
    """→ the ten highest logits and the greedy continuation; all hidden states."""
    inputs = torch.tensor([ids], device=device)
    out = model(input_ids=inputs, output_hidden_states=True)
    highest = out.logits[0, -1].float().cpu().topk(HIGHEST)
    made = model.generate(
        input_ids=inputs, max_new_tokens=NEW_TOKENS, do_sample=False, eos_token_id=END, pad_token_id=PAD
    )
    answer = {
        "generatedIds": made[0, len(ids) :].tolist(),
        "topIds": highest.indices.tolist(),
        "topLogits": [round(value, 5) for value in highest.values.tolist()],
    }
    return answer, out.hidden_states


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--results", type=Path, required=True)
    parser.add_argument("--prompts", type=Path, required=True)
    parser.add_argument("--bits", type=int, choices=(4, 8), default=8)
    arguments = parser.parse_args()
    torch.backends.cuda.matmul.allow_tf32 = False
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    tokenizer = Tokenizer.from_file(str(arguments.results / "tokenizer.json"))
    ids_of = lambda text, longest: tokenizer.encode(text).ids[:longest]
    prompts = json.loads(arguments.prompts.read_text(encoding="utf-8"))
    for one in prompts:
        passages = [ids_of(title_text(title) + body_text(text), PASSAGE_TOKENS) for title, text in one["passages"]]
        one["inputIds"] = prompt_ids(ids_of(question_text(one["question"]), QUESTION_TOKENS), passages)

    recorded = arguments.results / "recorded"
    answers: dict[str, list[dict]] = {}
    for kind, name in FOLDERS.items():
        model = hugging_face_reader(kind, arguments.results / name, arguments.bits).to(device)
        answers[kind] = []
        for number, one in enumerate(prompts):
            answer, hidden = record(model, one["inputIds"], device)
            answers[kind].append(answer)
            if number == 0 and kind == "mamba":
                # Before each layer: what Hugging Face lists behind the last one is normed.
                rows = torch.stack([state[0, HIDDEN_TOKENS] for state in hidden[:-1]]).float().cpu().numpy()
                (recorded / name).mkdir(parents=True, exist_ok=True)
                (recorded / name / "hidden.f32").write_bytes(rows.astype("<f4").tobytes())
        reference = [
            {"input_ids": one["inputIds"], "generated_ids": a["generatedIds"], "top_ids": a["topIds"], "top_logits": a["topLogits"]}
            for one, a in zip(prompts, answers[kind])
        ]
        (arguments.results / name / "reference.json").write_text(json.dumps(reference) + "\n")
    dump = lambda value: json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    lines = ",\n".join(dump(one) for one in prompts)
    (recorded / "prompts.json").write_text(f"[\n{lines}\n]\n", encoding="utf-8")
    (recorded / "answers.json").write_text(dump(answers), encoding="utf-8")


if __name__ == "__main__":
    main()

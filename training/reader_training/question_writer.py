"""A Transformer that writes the question to an answer in a passage, and the check of what it wrote by both readers
(Alberti et al. 2019, arXiv 1906.05416; Lewis et al. 2021, arXiv 2102.07033).

    python3 -m reader_training.question_writer learn --data DIR --out OUT --start transformer.safetensors --steps 900
    python3 -m reader_training.question_writer write --data DIR --out OUT --shard 0/2
    python3 -m reader_training.question_writer check --data DIR --out OUT --shard 0/2 --reader mamba --weights mamba.safetensors
    python3 -m reader_training.question_writer check … --asked        (people's questions with each of their passages)

DIR is made by reader_training.writer_data. `write` leaves OUT/written-<shard> (Ragged; one row for each answer of the shard), `check`
OUT/<reader>-<shard>.npz or OUT/<reader>-asked-<shard>.npz: whether the reader, given question and passage, says exactly this answer,
and the logarithm of the probability of the answer. Shard i/n holds rows i, i + n, i + 2n, …
"""

import argparse
import json
import time
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F

from export import safetensors_file
from reader_training.checkpoint import READERS, dequantised, load_quantised, new_reader, save_quantised
from reader_training.language_model import mixed_precision
from reader_training.prompt import ANSWER, END, PAD, PASSAGE, QUESTION, prompt_ids
from reader_training.tokenised import Ragged, TokenisedPairs, TokenisedPassages
from reader_training.train_reader import optimisers, rate_at, train_step
from reader_training.transformer import Transformer, rotate

SEED = 6
ROWS = 320  # a step
STEP = 64  # lengths are padded to a multiple of this
RATE = 1e-3
PASSAGE_CUT = 224  # tokens of a passage that the writer reads
LONGEST_QUESTION = 32
TEMPERATURE = 0.7
WRITTEN_AT_ONCE = 4096
CHECKED_TOKENS = 400_000


def writer_prompt(passage: list[int], answer: list[int]) -> list[int]:
    return [END, PASSAGE, *passage[:PASSAGE_CUT], ANSWER, *answer, QUESTION]


def padded(rows: list[list[int]]) -> np.ndarray:
    """[rows, L] int64, L a multiple of STEP."""
    width = (max(map(len, rows)) + STEP - 1) // STEP * STEP
    ids = np.full((len(rows), width), PAD, np.int64)
    for row, one in enumerate(rows):
        ids[row, : len(one)] = one
    return ids


def training_batch(passages: TokenisedPassages, pairs: TokenisedPairs, cumulative: np.ndarray, step: int):
    """→ ids, targets [rows, L], positions [n], weights [n]: the question's tokens enter the loss."""
    rng = np.random.default_rng((SEED, step))
    rows, weights = [], []
    for one in np.searchsorted(cumulative, rng.random(ROWS)):
        prompt = writer_prompt(passages.ids(int(pairs.passage[one])), pairs.answers[one].tolist())
        rows.append([*prompt, *pairs.questions[one].tolist(), END])
        weights.append(len(prompt))
    ids = padded(rows)
    counted = np.zeros(ids.shape, np.float32)
    for row, (one, start) in enumerate(zip(rows, weights)):
        counted[row, start - 1 : len(one) - 1] = 1
    targets = np.roll(ids, -1, 1)
    positions = np.flatnonzero(counted)
    return ids, targets, positions, np.ones(len(positions), np.float32)


def learn(arguments, device) -> None:
    passages, pairs = TokenisedPassages.load(arguments.data), TokenisedPairs.load(arguments.data / "asked")
    cumulative = np.cumsum(pairs.weight, dtype=np.float64)
    model = new_reader("transformer", **arguments.shape)
    if arguments.start:
        load_quantised(model, arguments.start)
    model.to(device)
    steppers, losses, begun = optimisers(model, RATE), [], time.time()
    for step in range(arguments.steps):
        batch = training_batch(passages, pairs, cumulative / cumulative[-1], step)
        batch = tuple(torch.from_numpy(one).to(device) for one in batch)
        losses.append(train_step(model, steppers, batch, rate_at(step, arguments.steps, RATE)))
        if (step + 1) % 50 == 0 or step + 1 == arguments.steps:
            print(f"{step + 1} loss {torch.stack(losses).mean().item():.4f}, {time.time() - begun:.0f} s", flush=True)
            losses.clear()
    save_quantised(model, arguments.out / "writer.int8.safetensors")


def opened(kind: str, weights: Path, shape: dict, device):
    model = new_reader(kind, **shape)
    model.load_state_dict(dequantised(safetensors_file.read(weights)))
    return model.to(device).eval()


@torch.no_grad()
def write_questions(model: Transformer, prompts: torch.Tensor, generator: torch.Generator) -> list[list[int]]:
    """prompts [rows, L] of equal length → a drawn question for each, [] where it does not end. Keys and values are kept."""
    rows, length = prompts.shape
    heads, device = model.shape.heads, prompts.device
    kept = [None] * model.shape.layers
    ids, start = prompts, 0
    written = torch.full((rows, LONGEST_QUESTION), PAD, device=device)
    done = torch.zeros(rows, dtype=torch.bool, device=device)
    for step in range(LONGEST_QUESTION):
        with mixed_precision(device):
            h = model.model.embed_tokens(ids)
            cos, sin = model.cos[start : start + ids.shape[1]], model.sin[start : start + ids.shape[1]]
            for number, layer in enumerate(model.model.layers):
                x, attention = layer.input_layernorm(h), layer.self_attn
                q, k, v = (
                    project(x).view(rows, -1, heads, model.shape.d_model // heads).transpose(1, 2)
                    for project in (attention.q_proj, attention.k_proj, attention.v_proj)
                )
                q, k = rotate(q, cos, sin), rotate(k, cos, sin)
                if kept[number] is None:
                    room = [torch.empty(rows, heads, length + LONGEST_QUESTION, k.shape[-1], dtype=k.dtype, device=device) for _ in "kv"]
                    kept[number] = room
                for room, new in zip(kept[number], (k, v)):
                    room[:, :, start : start + new.shape[2]] = new
                keys, values = (room[:, :, : start + ids.shape[1]] for room in kept[number])
                mixed = F.scaled_dot_product_attention(q, keys, values, is_causal=step == 0)
                h = h + attention.o_proj(mixed.transpose(1, 2).reshape(rows, -1, model.shape.d_model))
                h = h + layer.mlp(layer.post_attention_layernorm(h))
            logits = F.linear(model.model.norm(h[:, -1]), model.head).float()
        logits[:, 1:5] = -torch.inf
        token = torch.multinomial((logits / TEMPERATURE).softmax(-1), 1, generator=generator)[:, 0]
        written[:, step] = torch.where(done, PAD, token)
        done |= token == END
        start += ids.shape[1]
        ids = token[:, None]
        if step % 8 == 7 and done.all():
            break
    return [[t for t in row if t > 4] if end else [] for row, end in zip(written.tolist(), done.tolist())]


def of_shard(count: int, shard: str) -> np.ndarray:
    first, step = map(int, shard.split("/"))
    return np.arange(first, count, step)


def write(arguments, device) -> None:
    passages, pairs = TokenisedPassages.load(arguments.data), TokenisedPairs.load(arguments.data / "answers")
    model = opened("transformer", arguments.out / "writer.int8.safetensors", arguments.shape, device)
    if device.type == "cuda":
        model.to(torch.bfloat16)
    mine = of_shard(len(pairs), arguments.shard)
    prompts = [writer_prompt(passages.ids(int(pairs.passage[i])), pairs.answers[i].tolist()) for i in mine]
    order = sorted(range(len(prompts)), key=lambda i: len(prompts[i]))
    questions: list[list[int]] = [[]] * len(prompts)
    generator = torch.Generator(device).manual_seed(SEED + int(arguments.shard.split("/")[0]))
    start, begun, said = 0, time.time(), 0
    while start < len(order):
        end = start + 1
        while end < min(len(order), start + WRITTEN_AT_ONCE) and len(prompts[order[end]]) == len(prompts[order[start]]):
            end += 1
        batch = order[start:end]
        ids = torch.tensor([prompts[i] for i in batch], device=device)
        for i, question in zip(batch, write_questions(model, ids, generator)):
            questions[i] = question
        start = end
        if start - said >= 50_000:
            print(f"{start:,} of {len(order):,} written, {time.time() - begun:.0f} s", flush=True)
            said = start
    Ragged.of([np.array(one, np.uint16) for one in questions]).save(arguments.out, f"written-{arguments.shard.replace('/', '-')}")
    print(f"{sum(map(bool, questions)):,} of {len(questions):,} questions ended, {time.time() - begun:.0f} s", flush=True)


@torch.no_grad()
def check(arguments, device) -> None:
    kind = "asked" if arguments.asked else "answers"
    passages, pairs = TokenisedPassages.load(arguments.data), TokenisedPairs.load(arguments.data / kind)
    name = arguments.shard.replace("/", "-")
    mine = of_shard(len(pairs), arguments.shard)
    questions = [pairs.questions[i] for i in mine] if arguments.asked else Ragged.load(arguments.out, f"written-{name}")
    model = opened(arguments.reader, arguments.weights, arguments.shape, device)
    prompts, answers = [], []
    for i, question in zip(mine, questions):
        prompts.append(prompt_ids(list(question), [passages.ids(int(pairs.passage[i]))]))
        answers.append([*pairs.answers[i].tolist(), END])
    order = [i for i in sorted(range(len(prompts)), key=lambda i: len(prompts[i]) + len(answers[i])) if len(questions[i])]
    says, log_probability = np.zeros(len(mine), bool), np.full(len(mine), -np.inf, np.float16)
    start, begun = 0, time.time()
    while start < len(order):
        # The rows of a batch are as long as its last one.
        end = start + 1
        width = lambda at: (len(prompts[order[at]]) + len(answers[order[at]]) + STEP - 1) // STEP * STEP
        while end < len(order) and (end + 1 - start) * width(end) <= CHECKED_TOKENS:
            end += 1
        batch = order[start:end]
        ids = padded([[*prompts[i], *answers[i]] for i in batch])
        rows = np.repeat(np.arange(len(batch)), [len(answers[i]) for i in batch])
        columns = np.concatenate([np.arange(len(prompts[i]) - 1, len(prompts[i]) - 1 + len(answers[i])) for i in batch])
        expected = torch.from_numpy(ids[rows, columns + 1]).to(device)
        with mixed_precision(device):
            hidden = model.hidden(torch.from_numpy(ids).to(device))
        logits = F.linear(hidden[torch.from_numpy(rows).to(device), torch.from_numpy(columns).to(device)].float(), model.head.float())
        chosen = F.log_softmax(logits, -1).gather(1, expected[:, None])[:, 0]
        wrong = (logits.argmax(-1) != expected).float()
        sums = torch.zeros(2, len(batch), device=device)
        sums.index_add_(1, torch.from_numpy(rows).to(device), torch.stack([chosen, wrong]))
        log_probability[batch], says[batch] = sums[0].half().cpu().numpy(), (sums[1] == 0).cpu().numpy()
        start = end
    np.savez_compressed(
        arguments.out / f"{arguments.reader}{'-asked' if arguments.asked else ''}-{name}.npz", says=says, log_probability=log_probability
    )
    print(f"{arguments.reader}: says {says.sum():,} of {len(order):,} as expected, {time.time() - begun:.0f} s", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("task", choices=("learn", "write", "check"))
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--start", type=Path, help="8-bit weights to go on from")
    parser.add_argument("--steps", type=int, default=900)
    parser.add_argument("--shard", default="0/1")
    parser.add_argument("--reader", choices=READERS)
    parser.add_argument("--weights", type=Path)
    parser.add_argument("--asked", action="store_true")
    parser.add_argument("--shape", type=json.loads, default={})
    arguments = parser.parse_args()
    arguments.out.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(SEED)
    torch.set_float32_matmul_precision("high")
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    {"learn": learn, "write": write, "check": check}[arguments.task](arguments, device)


if __name__ == "__main__":
    main()

"""Trains one reader. Both kinds see the same batches in the same order for the same number of steps.

    python3 -m reader_training.train_reader mamba --data PREPARED --out DIR --steps 12000 [--start model.safetensors]

A run that was interrupted goes on from DIR/<kind>.state.pt. Ends with DIR/<kind>/model.int8.safetensors, which is evaluated as it is.
"""

import argparse
import json
import math
import time
from pathlib import Path

import torch
from torch.utils.data import DataLoader, Dataset

from reader_training.checkpoint import READERS, load_quantised, new_reader, save_quantised
from reader_training.examples import BATCH_TOKENS, Batch, ExampleSampler, sentence_end_ids
from reader_training.language_model import compiled_loss, mixed_precision
from reader_training.muon import Muon
from reader_training.tokenised import TokenisedPassages, TokenisedQuestions

SEED = 1
RATE = 2e-3
WARM_UP = 200  # steps
CONSTANT_UNTIL, LAST_RATE = 0.45, 0.02  # share of the steps; share of the rate at the end of the linear fall
WEIGHT_DECAY = 0.05
LARGEST_GRADIENT = 1.0
SAVE_SECONDS = 150


class Batches(Dataset):
    def __init__(self, sampler: ExampleSampler, first: int, steps: int):
        self.sampler, self.first, self.steps = sampler, first, steps

    def __len__(self) -> int:
        return self.steps - self.first

    def __getitem__(self, index: int) -> tuple[torch.Tensor, ...]:
        number = self.first + index
        batch: Batch = self.sampler.batch(number, number / self.steps)
        return tuple(torch.from_numpy(one) for one in (batch.ids, batch.targets, batch.positions, batch.weights))


def rate_at(step: int, steps: int, rate: float) -> float:
    progress = step / steps
    fall = max(LAST_RATE, (1 - progress) / (1 - CONSTANT_UNTIL) * (1 - LAST_RATE) + LAST_RATE)
    return rate * min(1.0, (step + 1) / WARM_UP) * (1.0 if progress < CONSTANT_UNTIL else fall)


def optimisers(model: torch.nn.Module, rate: float) -> list[torch.optim.Optimizer]:
    """Muon for the matrices of the blocks, AdamW for embedding, norms, convolution, A and D."""
    matrices = [p for name, p in model.named_parameters() if p.dim() == 2 and ".layers." in name and "A_log" not in name]
    others = [p for p in model.parameters() if not any(p is matrix for matrix in matrices)]
    fused = {"fused": True} if next(model.parameters()).is_cuda else {}
    return [
        Muon(matrices, lr=rate, weight_decay=WEIGHT_DECAY),
        torch.optim.AdamW(others, lr=rate, betas=(0.9, 0.95), weight_decay=0.0, **fused),
    ]


def train_step(model, optimisers, batch: tuple[torch.Tensor, ...], rate: float) -> torch.Tensor:
    ids, targets, positions, weights = batch
    for optimiser in optimisers:
        optimiser.zero_grad(set_to_none=True)
        for group in optimiser.param_groups:
            group["lr"] = rate
    with mixed_precision(ids.device):
        hidden = model.hidden(ids)
    hidden = hidden.reshape(-1, hidden.shape[-1])[positions]
    loss = compiled_loss(hidden, model.head.to(hidden.dtype), targets.reshape(-1)[positions], weights)
    loss.backward()
    torch.nn.utils.clip_grad_norm_(model.parameters(), LARGEST_GRADIENT)
    for optimiser in optimisers:
        optimiser.step()
    return loss.detach()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("kind", choices=READERS)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--steps", type=int, required=True)
    parser.add_argument("--stop-after", type=int, help="end here, as if interrupted; the schedule is that of --steps")
    parser.add_argument("--start", type=Path, help="8-bit weights to go on from")
    parser.add_argument("--rate", type=float, default=RATE)
    parser.add_argument("--shape", type=json.loads, default={}, help="JSON, for small models")
    parser.add_argument("--processes", type=int, default=6, help="that draw examples")
    arguments = parser.parse_args()

    torch.manual_seed(SEED)
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    torch.set_float32_matmul_precision("high")
    model = new_reader(arguments.kind, **arguments.shape)
    if arguments.start:
        load_quantised(model, arguments.start)
    model.to(device)
    steppers = optimisers(model, arguments.rate)
    out, state_file = arguments.out, arguments.out / f"{arguments.kind}.state.pt"
    (out / arguments.kind).mkdir(parents=True, exist_ok=True)
    first, losses = 0, []
    if state_file.exists():
        state = torch.load(state_file, map_location=device)
        first, losses = state["step"], state["losses"]
        model.load_state_dict(state["model"])
        for stepper, kept in zip(steppers, state["optimisers"]):
            stepper.load_state_dict(kept)

    vocabulary = json.loads((arguments.data / "tokenizer.json").read_text(encoding="utf-8"))["model"]["vocab"]
    sampler = ExampleSampler(
        TokenisedPassages.load(arguments.data),
        TokenisedQuestions.load(arguments.data / "train"),
        sentence_end_ids(vocabulary),
        SEED,
    )
    last = min(arguments.steps, arguments.stop_after or arguments.steps)
    loader = DataLoader(
        Batches(sampler, first, arguments.steps),
        batch_size=None,
        num_workers=arguments.processes,
        pin_memory=device.type == "cuda",
        **({"prefetch_factor": 8} if arguments.processes else {}),
    )
    parameters = sum(p.numel() for p in model.parameters())
    print(f"{arguments.kind}: {parameters / 1e6:.1f} M parameters, steps {first} to {last}, {len(sampler.questions):,} questions")
    log = (out / f"{arguments.kind}.loss.jsonl").open("a")
    begun, saved, counted = time.time(), time.time(), first

    def save(step: int) -> None:
        state = {
            "step": step,
            "losses": losses,
            "model": model.state_dict(),
            "optimisers": [one.state_dict() for one in steppers],
        }
        torch.save(state, state_file.with_suffix(".new"))
        state_file.with_suffix(".new").replace(state_file)

    for step, batch in enumerate(loader, first):
        if step >= last:
            break
        batch = tuple(one.to(device, non_blocking=True) for one in batch)
        losses.append(train_step(model, steppers, batch, rate_at(step, arguments.steps, arguments.rate)))
        if (step + 1) % 50 == 0 or step + 1 == last:
            mean = torch.stack(losses).mean().item()
            losses.clear()
            if not math.isfinite(mean):
                raise RuntimeError(f"loss {mean} at step {step}")
            now = time.time()
            speed = (step + 1 - counted) * BATCH_TOKENS / (now - begun)
            begun, counted = now, step + 1
            record = {"step": step + 1, "loss": round(mean, 4), "tokensPerSecond": round(speed)}
            print(json.dumps(record), file=log, flush=True)
            print(f"{step + 1}/{arguments.steps} loss {mean:.4f}, {speed / 1e3:.0f} k tokens/s", flush=True)
            if now - saved > SAVE_SECONDS:
                save(step + 1)
                saved = now
    save(last)
    save_quantised(model, out / arguments.kind / "model.int8.safetensors")
    (out / arguments.kind / "config.json").write_text(json.dumps(model.shape.hugging_face(), indent=2) + "\n")


if __name__ == "__main__":
    main()

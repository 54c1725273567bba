"""Prompts of similar length side by side."""

from dataclasses import dataclass

import torch

from four_bits.pack_prompts import PackPrompt

BATCH_TOKENS = 12_288  # bounds the memory of a block
PADDING = 0  # any token: models see nothing to their right


@dataclass(frozen=True)
class Batch:
    """ids [batch, L], and which of them are no padding, [batch, L]; answer_at of each."""

    ids: torch.Tensor
    real: torch.Tensor
    answer_at: list[int]


def batches_of(prompts: list[PackPrompt]) -> list[Batch]:
    batches, group = [], []
    for prompt in sorted(prompts, key=lambda one: len(one.ids)):
        if group and (len(group) + 1) * len(prompt.ids) > BATCH_TOKENS:
            batches.append(join(group))
            group = []
        group.append(prompt)
    return [*batches, join(group)] if group else batches


def join(prompts: list[PackPrompt]) -> Batch:
    longest = max(len(one.ids) for one in prompts)
    ids = torch.full((len(prompts), longest), PADDING)
    real = torch.zeros(len(prompts), longest, dtype=torch.bool)
    for row, one in enumerate(prompts):
        ids[row, : len(one.ids)] = torch.tensor(one.ids)
        real[row, : len(one.ids)] = True
    return Batch(ids, real, [one.answer_at for one in prompts])

"""Passages that the embedder takes for near to a question and that do not answer it: what it has to learn next (arXiv 2007.00808)."""

import numpy as np
import torch

from reader_training.embedder import embed_all, matrix
from reader_training.prompt import ANSWER_TOKENS, PAD
from reader_training.tokenised import TokenisedQuestions

LOOKED_AT, MINED = 40, 8
TOO_NEAR = 0.95  # of the nearest right passage: what is as near may well be right, too (arXiv 2407.15831)
ROWS = 2048


def holds(passages: torch.Tensor, answers: torch.Tensor) -> torch.Tensor:
    """passages [rows, n, L], answers [rows, A], both padded → [rows, n] bool: the answer's ids stand in the passage, in their order."""
    matched = torch.ones(passages.shape, dtype=torch.bool, device=passages.device)
    for i in range(answers.shape[1]):
        one = answers[:, i, None, None]
        following = passages.roll(-i, 2)
        if i:
            following[..., -i:] = PAD
        matched &= (following == one) | (one == PAD)
    return matched.any(2)


@torch.no_grad()
def mine_negatives(
    model, passage_ids: np.ndarray, question_ids: np.ndarray, questions: TokenisedQuestions, device: torch.device
) -> np.ndarray:
    """passage_ids [passages, L], question_ids [questions, Q] → [questions, MINED] int32: passages, nearest first; -1 where there are fewer."""
    vectors = embed_all(model, passage_ids, device)
    texts = torch.from_numpy(passage_ids.astype(np.int32)).to(device)
    answers = torch.from_numpy(matrix(questions.answers, ANSWER_TOKENS).astype(np.int32)).to(device)
    right = torch.from_numpy(np.asarray(questions.positives.values, np.int64)).to(device)
    offsets = questions.positives.offsets
    looked_at = min(LOOKED_AT, len(vectors))
    mined = np.full((len(questions), MINED), -1, np.int32)
    for start in range(0, len(questions), ROWS):
        end = min(start + ROWS, len(questions))
        asked = embed_all(model, question_ids[start:end], device)
        near = (asked @ vectors.T).topk(looked_at, dim=1)
        # Of each right passage the question's row in this batch; its answer has the same number.
        first, last = int(offsets[start]), int(offsets[end])
        row = torch.from_numpy(np.repeat(np.arange(end - start), np.diff(offsets[start : end + 1]))).to(device)
        closeness = (asked[row] * vectors[right[first:last]]).sum(1)
        nearest_right = torch.full((end - start,), -1.0, dtype=closeness.dtype, device=device)
        nearest_right.scatter_reduce_(0, row, closeness, "amax")
        unfit = (near.values >= TOO_NEAR * nearest_right[:, None]) & (nearest_right[:, None] > 0)
        stands = holds(texts[near.indices[row]], answers[first:last]) | (near.indices[row] == right[first:last, None])
        unfit |= torch.zeros_like(unfit, dtype=torch.int32).index_add_(0, row, stands.int()) > 0
        # Fit ones to the front, in their order.
        order = torch.argsort(unfit.int(), dim=1, stable=True)[:, :MINED]
        chosen = near.indices.gather(1, order).masked_fill(unfit.gather(1, order), -1)
        mined[start:end, : chosen.shape[1]] = chosen.cpu().numpy()
    return mined

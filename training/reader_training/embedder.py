"""The embedder: a small BERT whose mean over tokens, at unit length, is the vector of a question or a passage."""

import numpy as np
import torch
import torch.nn.functional as F
from transformers import BertConfig, BertModel

from reader_training.language_model import mixed_precision
from reader_training.prompt import PAD
from reader_training.tokenised import Ragged, TokenisedPassages

QUESTION_TOKENS, PASSAGE_TOKENS = 48, 160
SHAPE = {"hidden_size": 384, "num_hidden_layers": 6, "num_attention_heads": 6, "intermediate_size": 1536}
STEP = 16  # lengths are padded to a multiple of this
BATCH = 4096  # texts that become vectors at once


def new_embedder(vocabulary: int = 16384, **shape) -> BertModel:
    config = BertConfig(
        vocab_size=vocabulary,
        max_position_embeddings=512,
        pad_token_id=PAD,
        hidden_dropout_prob=0.0,
        attention_probs_dropout_prob=0.0,
        **{**SHAPE, **shape},
    )
    return BertModel(config, add_pooling_layer=False)


def padded(rows, longest: int) -> np.ndarray:
    """[rows, L] int64, L at most `longest`."""
    width = min(longest, max(map(len, rows)))
    ids = np.full((len(rows), (width + STEP - 1) // STEP * STEP), PAD, np.int64)
    for row, one in enumerate(rows):
        one = one[: min(longest, ids.shape[1])]
        ids[row, : len(one)] = one
    return ids


def matrix(rows: Ragged, longest: int) -> np.ndarray:
    """[rows, longest] uint16: all rows, cut or padded."""
    starts, lengths = rows.offsets[:-1, None], np.diff(rows.offsets)[:, None]
    column = np.arange(longest)
    at = np.minimum(starts + column, max(0, len(rows.values) - 1))
    return np.where(column < lengths, rows.values[at], PAD).astype(np.uint16)


def passage_matrix(passages: TokenisedPassages, longest: int = PASSAGE_TOKENS) -> np.ndarray:
    """[passages, longest] uint16: title and body of each, cut or padded."""
    titles = matrix(passages.titles, longest)
    bodies = matrix(passages.bodies, longest)
    shift = np.minimum(np.diff(passages.titles.offsets), longest)[:, None]
    column = np.arange(longest)
    return np.where(column < shift, titles, np.take_along_axis(bodies, np.maximum(column - shift, 0), 1))


def embed(model, ids: torch.Tensor) -> torch.Tensor:
    """[rows, L] → [rows, width] at unit length."""
    mask = ids != PAD
    with mixed_precision(ids.device):
        hidden = model(input_ids=ids, attention_mask=mask.long()).last_hidden_state
    mean = (hidden.float() * mask[..., None]).sum(1) / mask.sum(1, keepdim=True)
    return F.normalize(mean, dim=-1)


@torch.no_grad()
def embed_all(model, ids: np.ndarray, device: torch.device) -> torch.Tensor:
    """[rows, L] → [rows, width] at unit length, 16 bits on a GPU."""
    kind = torch.float16 if device.type == "cuda" else torch.float32
    parts = (ids[start : start + BATCH] for start in range(0, len(ids), BATCH))
    return torch.cat([embed(model, torch.from_numpy(part.astype(np.int64)).to(device)).to(kind) for part in parts])

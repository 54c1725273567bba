"""The embedder: a small BERT whose mean over tokens, at unit length, is the vector of a question or a passage."""

import numpy as np
import torch
import torch.nn.functional as F
from transformers import BertConfig, BertModel

from reader_training.prompt import PAD

QUESTION_TOKENS, PASSAGE_TOKENS = 48, 160
STEP = 16  # lengths are padded to a multiple of this


def new_embedder(vocabulary: int = 16384) -> BertModel:
    config = BertConfig(
        vocab_size=vocabulary,
        hidden_size=384,
        num_hidden_layers=6,
        num_attention_heads=6,
        intermediate_size=1536,
        max_position_embeddings=512,
        pad_token_id=PAD,
        hidden_dropout_prob=0.0,
        attention_probs_dropout_prob=0.0,
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


def embed(model, ids: torch.Tensor) -> torch.Tensor:
    """[rows, L] → [rows, width] at unit length."""
    mask = ids != PAD
    with torch.autocast("cuda", torch.bfloat16):
        hidden = model(input_ids=ids, attention_mask=mask.long()).last_hidden_state
    mean = (hidden.float() * mask[..., None]).sum(1) / mask.sum(1, keepdim=True)
    return F.normalize(mean, dim=-1)

"""A world of numbers in which reading can be learnt: the answer is the token behind the question's token in the right passage."""

import json
from pathlib import Path

import numpy as np

from reader_training.tokenised import Ragged, TokenisedPassages, TokenisedQuestions

VOCABULARY = 128
FULL_STOP = 5
SHAPES = {
    "mamba": {"vocabulary": VOCABULARY, "d_model": 64, "layers": 1, "d_state": 6},
    "transformer": {"vocabulary": VOCABULARY, "d_model": 64, "layers": 2, "heads": 4, "feed_forward": 128},
}


def toy_data(passages: int = 400) -> tuple[TokenisedPassages, TokenisedQuestions]:
    """Passage i is about key i % 50 and says a fact about it that no other passage says."""
    rng = np.random.default_rng(0)
    keys, facts = np.arange(passages) % 50 + 10, rng.integers(70, VOCABULARY, passages)
    bodies = [[*rng.integers(60, 70, 4), key, fact, FULL_STOP] for key, fact in zip(keys, facts)]
    corpus = TokenisedPassages(
        Ragged.of([[key] for key in keys]), Ragged.of(bodies), np.repeat(np.arange(passages // 2), 2).astype(np.int32)
    )
    others = [[j for j in rng.integers(0, passages, 20) if keys[j] != keys[i]] for i in range(passages)]
    questions = TokenisedQuestions(
        np.zeros(passages, np.uint8),
        ["triviabot"],
        Ragged.of([[key] for key in keys]),
        Ragged.of([[i] for i in range(passages)], np.int32),
        Ragged.of([[fact] for fact in facts]),
        Ragged.of(others, np.int32),
    )
    return corpus, questions


def write_toy(folder: Path) -> None:
    corpus, questions = toy_data()
    corpus.titles.save(folder, "titles")
    corpus.bodies.save(folder, "bodies")
    np.save(folder / "article.npy", corpus.article)
    questions.save(folder / "train")
    (folder / "tokenizer.json").write_text(json.dumps({"model": {"vocab": {".": FULL_STOP}}}))

"""The byte-level BPE that both readers and the embedder share."""

from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers

from reader_training.passages import Passages
from reader_training.prompt import SPECIAL_TOKENS, body_text, title_text

VOCABULARY = 16384
EVERY = 5  # every fifth passage is enough to count pairs


def train_tokenizer(passages: Passages, vocabulary: int = VOCABULARY) -> Tokenizer:
    tokenizer = Tokenizer(models.BPE())
    digits = pre_tokenizers.Digits(individual_digits=False)
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence([digits, pre_tokenizers.ByteLevel(add_prefix_space=False)])
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=vocabulary, special_tokens=SPECIAL_TOKENS, initial_alphabet=pre_tokenizers.ByteLevel.alphabet()
    )
    texts = (
        title_text(title) + body_text(text) for title, text in zip(passages.titles[::EVERY], passages.texts[::EVERY])
    )
    tokenizer.train_from_iterator(texts, trainer)
    return tokenizer

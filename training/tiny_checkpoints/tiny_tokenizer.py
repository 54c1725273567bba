"""A small byte-level BPE tokenizer in the form of GPT-NeoX's tokenizer.json, and its encoding written out plainly."""

# In the order in which they are learnt; each joins two tokens that exist by then.
WORDS = "the of and in is was to What Which Question Answer Passage river city king born first world".split()


def byte_alphabet() -> list[str]:
    """The 256 characters that stand for bytes (OpenAI's GPT-2 encoder)."""
    kept = [*range(ord("!"), ord("~") + 1), *range(ord("¡"), ord("¬") + 1), *range(ord("®"), ord("ÿ") + 1)]
    alphabet, extra = {}, 0
    for byte in range(256):
        alphabet[byte] = chr(byte) if byte in kept else chr(256 + extra)
        extra += byte not in kept
    return [alphabet[byte] for byte in range(256)]


def tiny_tokenizer() -> dict:
    vocabulary = {"<|endoftext|>": 0, "<|padding|>": 1}
    for character in byte_alphabet():
        vocabulary[character] = len(vocabulary)
    merges = []
    for word in WORDS:
        whole = "Ġ" + word
        for end in range(2, len(whole) + 1):
            if whole[:end] not in vocabulary:
                vocabulary[whole[:end]] = len(vocabulary)
                merges.append([whole[: end - 1], whole[end - 1]])
    added = [token(0, "<|endoftext|>", special=True), token(1, "<|padding|>", special=True)]
    for length in (4, 2):
        added.append(token(len(vocabulary) + len(added) - 2, " " * length, special=False))
    return {
        "version": "1.0",
        "truncation": None,
        "padding": None,
        "added_tokens": added,
        "normalizer": {"type": "NFC"},
        "pre_tokenizer": {"type": "ByteLevel", "add_prefix_space": False, "trim_offsets": True},
        "post_processor": {"type": "ByteLevel", "add_prefix_space": False, "trim_offsets": True},
        "decoder": {"type": "ByteLevel", "add_prefix_space": False, "trim_offsets": True},
        "model": {
            "type": "BPE",
            "dropout": None,
            "unk_token": None,
            "continuing_subword_prefix": None,
            "end_of_word_suffix": None,
            "fuse_unk": False,
            "vocab": vocabulary,
            "merges": [" ".join(pair) for pair in merges],
        },
    }


def token(id: int, content: str, special: bool) -> dict:
    sides = {"single_word": False, "lstrip": False, "rstrip": False, "normalized": not special}
    return {"id": id, "content": content, **sides, "special": special}


def size(tokenizer: dict) -> int:
    ids = [*tokenizer["model"]["vocab"].values(), *(added["id"] for added in tokenizer["added_tokens"])]
    return max(ids) + 1

"""The prompt format that readers are trained on and asked with. It is prefix-stable in the number of passages:

    0 2 Q (3 P)*k 2 Q 4  →  answer 0

The question stands before and after the passages, since a state must know what to look for while it reads
(arXiv 2407.05483).
"""

END, PAD, QUESTION, PASSAGE, ANSWER = range(5)
SPECIAL_TOKENS = ["<|endoftext|>", "<|pad|>", "<|question|>", "<|passage|>", "<|answer|>"]

# Longer ones are cut. The page uses the same numbers (workers/tokenizer/open-prompt-tokenizer.ts).
QUESTION_TOKENS = 64
PASSAGE_TOKENS = 320
ANSWER_TOKENS = 12


def question_text(question: str) -> str:
    return f" {question}"


def title_text(title: str) -> str:
    return f" {title}:"


def body_text(text: str) -> str:
    """The tokens of title and body, one after the other, are the tokens of " title: text"."""
    return f" {text}"


def prompt_ids(question: list[int], passages: list[list[int]]) -> list[int]:
    """question and passages as token ids, without marks."""
    ids = [END, QUESTION, *question]
    for passage in passages:
        ids.append(PASSAGE)
        ids.extend(passage)
    return [*ids, QUESTION, *question, ANSWER]

"""Prompts over the project's own encyclopaedia, for calibration and for measuring: never third-party text, never a held-out question."""

import json
import random
from dataclasses import dataclass
from pathlib import Path

from tokenizers import Tokenizer

from reader_training.prompt import (
    ANSWER_TOKENS,
    END,
    PASSAGE_TOKENS,
    QUESTION_TOKENS,
    body_text,
    prompt_ids,
    question_text,
    title_text,
)

PASSAGES = (0, 1, 2, 3, 5, 7, 10)  # k of the prompts, in turn: what the readers were trained on


@dataclass(frozen=True)
class PackPrompt:
    """ids: a prompt and its answer; from ids[answer_at] on, the answer mark, each token foretells one of the answer."""

    ids: list[int]
    answer_at: int


def pack_prompts(pack: Path, tokenizer: Tokenizer, count: int, calibration: bool) -> list[PackPrompt]:
    """`count` prompts from `examples` questions of a pack of public/packs. Articles are either for calibration or for measuring.

    The passages that answer come with others of the same category, in random order, as a retriever would give them.
    """
    passages = json.loads((pack / "passages.json").read_text("utf-8"))
    questions = json.loads((pack / "questions.json").read_text("utf-8"))
    category = {one["article"]: one["category"] for one in questions}
    articles = sorted(category)
    chosen = set(articles[int(not calibration) :: 2])
    ids_of = lambda text, longest: tokenizer.encode(text).ids[:longest]
    choose = random.Random(int(calibration))
    usable = [one for one in questions if one["split"] == "examples" and one["article"] in chosen]
    prompts = []
    for number, one in enumerate(choose.sample(usable, count)):
        k = PASSAGES[number % len(PASSAGES)]
        gold = one["goldPassages"][:k]
        others = [
            at
            for at, passage in enumerate(passages)
            if passage["title"] in chosen and category[passage["title"]] == one["category"] and at not in gold
        ]
        context = [*gold, *choose.sample(others, min(len(others), k - len(gold)))]
        choose.shuffle(context)
        texts = [title_text(passages[at]["title"]) + body_text(passages[at]["text"]) for at in context]
        question = ids_of(question_text(one["question"]), QUESTION_TOKENS)
        asked = prompt_ids(question, [ids_of(text, PASSAGE_TOKENS) for text in texts])
        answer = [*ids_of(f" {one['answer']}", ANSWER_TOKENS - 1), END]
        prompts.append(PackPrompt([*asked, *answer], len(asked) - 1))
    return prompts

"""Make cross-encoders of a few thousand random weights, judge pairs with them, and say what they answer themselves.

    python tiny_cross_encoder.py FOLDER LABEL,LABEL,… [LABEL,LABEL,… …]

Prints JSON, by what was given as labels: `ours`, the scores by `harness.equivalent`; `straight`, what the model itself says each way; `long`
and `builtin`, the scores of a pair too long for it by either.
"""

from __future__ import annotations

import json
import sys

import torch
from transformers import AutoModelForSequenceClassification, AutoTokenizer, BertConfig, BertTokenizerFast
from transformers import BertForSequenceClassification as Bert

from harness.equivalence import equivalent

WORDS = """you get the money back within a month we refund what paid in four weeks what is your policy ? .""".split()  # noqa: SIM905
PAIRS = [
    ("You get the money back within a month.", "We refund what you paid in four weeks.", None),
    ("we refund you", "the money is back", "what is your policy ?"),
]
LONG = ("the money is back . " * 100, "we refund what you paid . " * 100)


def make(folder: str, labels: list[str]) -> None:
    torch.manual_seed(3)
    vocabulary = {word: place for place, word in enumerate(dict.fromkeys(["[PAD]", "[UNK]", "[CLS]", "[SEP]", *WORDS]))}
    config = BertConfig(
        vocab_size=len(vocabulary),
        hidden_size=32,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=64,
        initializer_range=0.9,
        id2label=dict(enumerate(labels)),
        label2id={label: place for place, label in enumerate(labels)},
    )
    Bert(config).save_pretrained(folder)
    BertTokenizerFast(vocab=vocabulary, model_max_length=512).save_pretrained(folder)


def straight(folder: str, one: str, other: str) -> list[float]:
    tokenizer, model = AutoTokenizer.from_pretrained(folder), AutoModelForSequenceClassification.from_pretrained(folder)
    with torch.no_grad():
        logits = model.eval()(**tokenizer(one, other, return_tensors="pt")).logits[0]
    return (torch.sigmoid(logits) if len(logits) == 1 else torch.softmax(logits, -1)).tolist()


def asked(text: str, question: str | None) -> str:
    return f"{question}\n{text}" if question else text


def report(folder: str, labels: list[str]) -> dict[str, object]:
    make(folder, labels)
    spec = f"nli:{folder}"
    said = [(asked(a, q), asked(b, q)) for a, b, q in PAIRS]
    return {
        "ours": [equivalent(a, b, context=q, embedder=spec).score for a, b, q in PAIRS],
        "straight": [[straight(folder, a, b), straight(folder, b, a)] for a, b in said],
        "long": equivalent(*LONG, embedder=spec).score,
        "builtin": equivalent(*LONG).score,
    }


def main() -> None:
    folder, *models = sys.argv[1:]
    made = {labels: report(f"{folder}/{number}", labels.split(",")) for number, labels in enumerate(models)}
    print(json.dumps(made))  # noqa: T201 - a program of its own


if __name__ == "__main__":
    main()

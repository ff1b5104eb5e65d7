"""Labelled pairs of answers: where they lie, how they are read, and which of them are kept for testing."""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

PAIRS = Path(__file__).parent.parent.parent / "shared" / "data" / "pairs"
MODES = {"bfcl_toolcall_pairs": "tool-calls", "humaneval_code_pairs": "code", "mbpp_code_pairs": "code"}
TEXT_SETS = (
    "breaking_nli", "commonsenseqa_output_pairs", "evouna_llm_pairs", "evouna_nq", "evouna_tq", "gsm8k_output_pairs",
    "halueval_qa_hallucinated", "llmdrift_happynumber_pairs", "llmdrift_opinion_pairs", "llmdrift_prime_pairs",
    "llmdrift_refusal_pairs", "mmlu_pro_output_pairs", "negation_pairs", "openqa_eval_nq301", "paws_wiki",
    "sem_anto_neg",
    "semeval2013_beetle", "semeval2013_scientsbank", "wikifactcheck_refuted",
)  # fmt: skip
SETS = (*TEXT_SETS, *MODES)
KINDS = {
    "model outputs": (
        "commonsenseqa_output_pairs", "gsm8k_output_pairs", "llmdrift_happynumber_pairs", "llmdrift_opinion_pairs",
        "llmdrift_prime_pairs", "llmdrift_refusal_pairs", "mmlu_pro_output_pairs",
    ),
    "answers to a question": (
        "evouna_llm_pairs", "evouna_nq", "evouna_tq", "halueval_qa_hallucinated", "openqa_eval_nq301",
        "semeval2013_beetle", "semeval2013_scientsbank",
    ),
    "negation and opposites": ("negation_pairs", "sem_anto_neg", "wikifactcheck_refuted"),
    "inference": ("breaking_nli",),
    "paraphrase": ("paws_wiki",),
    "tool calls": ("bfcl_toolcall_pairs",),
    "code": ("humaneval_code_pairs", "mbpp_code_pairs"),
}  # fmt: skip
"""What the sets are made of."""


@dataclass(frozen=True, slots=True)
class Row:
    set: str
    a: str
    b: str
    label: int
    context: str | None
    group: str
    kind: str


def read(folder: Path, name: str) -> Iterator[Row]:
    with gzip.open(folder / f"{name}.jsonl.gz", "rt", encoding="utf-8") as lines:
        for line in lines:
            yield _row(name, json.loads(line))


def _row(name: str, data: dict[str, Any]) -> Row:
    group = str(data.get("group") or data["id"])
    return Row(name, data["a"], data["b"], int(data["label"]), data.get("context"), group, data["kind"])


def is_held_out(row: Row) -> bool:
    """Every third group, by a hash that has nothing to do with the order of the files."""
    return int(hashlib.sha256(row.group.encode()).hexdigest(), 16) % 3 == 0

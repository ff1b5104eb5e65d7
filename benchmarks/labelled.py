"""Labelled pairs of answers: where they lie, how they are read, and which of them are kept for testing."""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

DATA = Path(__file__).parent.parent.parent / "shared" / "data"
PAIRS = DATA / "pairs"
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


UNSEEN = {
    "mrpc": "pairs", "squad_sas": "pairs", "stsb_en": "pairs", "sick_en": "measure", "sts_other_en": "measure",
    "paws_qqp": "pairs", "truthfulqa_llm_en": "pairs", "llmbar": "pairs",
}  # fmt: skip
"""English sets that nothing is ever fitted on, and the folder of each."""
LANGUAGES = ("de", "es", "fr", "it", "nl", "pl", "pt", "ru", "ja", "zh")
TRAINED = (
    "alternations", "cad_edits", "cad_nli", "condaqa_edits", "conjnli", "connectives_derived", "coref_entity_swaps",
    "hans_regenerated", "logic_fragments", "med", "saf_answers", "summedits", "temporal_tracie",
)  # fmt: skip
"""Sets of `train/` whose licence is stated and allows what is fitted on them to be shipped."""
TRAINED_KINDS = {
    "edits by people": ("cad_edits", "condaqa_edits", "summedits", "coref_entity_swaps"),
    "logic and syntax": (
        "alternations", "cad_nli", "conjnli", "connectives_derived", "hans_regenerated", "logic_fragments", "med",
        "temporal_tracie",
    ),
    "graded answers": ("saf_answers",),
}  # fmt: skip
A_LABEL = 400
"""Pairs of each label that are taken of a set where a sample does."""


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
        for data in map(json.loads, lines):
            if data["label"] is not None:
                yield _row(name, data)


def _row(name: str, data: dict[str, Any]) -> Row:
    group = str(data.get("group") or data["id"])
    # The context of these sets is the text that both sentences speak of, and no question.
    context = data.get("context") if name not in TRAINED or name == "saf_answers" else None
    return Row(name, data["a"], data["b"], int(data["label"]), context, group, data["kind"])


def is_held_out(row: Row) -> bool:
    """Every third group, by a hash that has nothing to do with the order of the files."""
    return int(hashlib.sha256(row.group.encode()).hexdigest(), 16) % 3 == 0


def sample(rows: Iterable[Row], a_label: int = A_LABEL) -> list[Row]:
    """At most so many pairs of each label, in an order that has nothing to do with the file's."""
    shuffled = sorted(rows, key=lambda row: hashlib.sha256(f"{row.a}\n{row.b}".encode()).digest())
    return [row for label in (1, 0) for row in [one for one in shuffled if one.label == label][:a_label]]

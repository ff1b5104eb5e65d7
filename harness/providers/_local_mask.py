"""JSON held to its schema: tokens the grammar does not allow next get no chance."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from harness.model.exchange import Loss, Request
from harness.providers._local_model import Model

_WHAT = "output.schema"
_SPACING = r"( |\n {0,24})?"
"""Between two tokens of JSON: what models are used to write.

Forced into the compact form, a small one wrote other numbers (10, 10, 10, 10 for 5, 40, 7, 9); without any bound it may
write blank lines for ever.
"""


def matcher(request: Request, model: Model) -> tuple[Any | None, tuple[Loss, ...]]:
    """What knows the allowed tokens, or None; and what is lost where JSON was asked for and cannot be enforced."""
    if request.output.type != "json":
        return None, ()
    if request.tools:
        return None, (Loss(_WHAT, "not enforced while tools are offered: a call is no answer of that schema"),)
    try:
        import llguidance
    except ImportError:
        return None, (Loss(_WHAT, "not enforced: llguidance is not installed; pip install 'portproof[local]'"),)
    try:
        schema = request.output.schema if request.output.schema is not None else {"type": "object"}
        form = {"whitespace_flexible": True, "whitespace_pattern": _SPACING}
        grammar = llguidance.LLMatcher.grammar_from_json_schema(json.dumps(schema), defaults=form)
        made = llguidance.LLMatcher(_vocabulary(model), grammar, log_level=0)  # else it prints to the terminal
    except Exception as error:  # noqa: BLE001 - not every tokenizer and schema suits it, and it says so in many ways
        return None, (Loss(_WHAT, f"not enforced: {error}"),)
    if made.get_error():
        return None, (Loss(_WHAT, f"not enforced: {made.get_error()}"),)
    return made, ()


def _vocabulary(model: Model) -> Any:
    """Takes a while for a large vocabulary, so it is made once."""
    if "vocabulary" not in model.kept:
        from llguidance import hf

        model.kept["vocabulary"] = hf.from_tokenizer(model.tokenizer, n_vocab=model.vocabulary)
    return model.kept["vocabulary"]


class Mask:
    """A logits processor: one matcher a row, None where anything goes."""

    def __init__(self, matchers: Sequence[Any | None], model: Model) -> None:
        self._matchers, self._model, self._begun = matchers, model, False

    def __call__(self, ids: Any, scores: Any) -> Any:
        import numpy as np
        import torch

        for row, matcher in enumerate(self._matchers):
            if matcher is None:
                continue
            if self._begun and not matcher.is_stopped():
                matcher.consume_token(int(ids[row, -1]))
            bits = np.unpackbits(np.frombuffer(matcher.compute_bitmask(), dtype=np.uint8), bitorder="little")
            banned = bits[: scores.shape[1]] == 0
            if matcher.is_stopped() or banned.all():  # nothing may follow but the end
                banned[:] = True
                banned[sorted(self._model.ends)] = False
            scores[row, torch.from_numpy(banned).to(scores.device)] = float("-inf")
        self._begun = True
        return scores

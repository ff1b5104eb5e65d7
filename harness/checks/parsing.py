"""The `assert:` list of a suite or case: every mistake in it at once, or what will be checked."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping

from harness import plugins
from harness.checks.forms import NOT, SET, VALUE, assertion_names, form_of, shown
from harness.checks.schema import json_schema
from harness.checks.use import BAD_VALUE, AssertSource, Keys, Locator, Reporter, Use, is_amount
from harness.checks.values import options_of, value_of
from harness.model.suite import CheckSpec

__all__ = ["ABSENT", "BAD_VALUE", "Keys", "assertion_names", "json_schema", "parse"]

_CODE = "suites are data and run no code; say it with `regex`, `is-json` or another assertion"
_JUDGED = "ask a judge in your own words: `llm-rubric` or `model-graded-closedqa`"
_LOGPROBS = "it needs log-probabilities, which not all vendors give"
ABSENT: Mapping[str, str] = (
    dict.fromkeys(("javascript", "python", "ruby", "webhook"), _CODE)
    | dict.fromkeys(("perplexity", "perplexity-score"), _LOGPROBS)
    | dict.fromkeys(
        (
            "classifier", "context-faithfulness", "context-recall", "context-relevance", "conversation-relevance",
            "moderation", "pi", "human",
        ),
        _JUDGED,
    )
    | {
        "max-score": "candidates are compared with the baseline by the run itself; `select-best` asks a judge",
        "model-graded-factuality": "it is named `factuality`",
        "guardrails": "what a vendor's filter held back is an error of the answer, not a check",
        "meteor": "it needs a thesaurus; use `gleu`, `rouge-n` or `matches-expected`",
    }
)  # fmt: skip
"""Assertions of promptfoo's that are left out, and what to do instead."""


def parse(
    raw: object, report: Reporter, locate: Locator, read: Callable[[str], str] | None = None
) -> tuple[CheckSpec, ...]:
    """The checks of a list, those with mistakes left out; every mistake goes to `report`. `read` gives the text of a
    file that a check names, or raises Refusal.
    """
    if raw is None:
        return ()
    if not isinstance(raw, list):
        report((), "bad-assertion", "`assert` is not a list", "begin each assertion with a dash: - contains: 30 days")
        return ()
    source = AssertSource(report, locate, read)
    return tuple(spec for index, item in enumerate(raw) if (spec := _spec(item, (index,), source)) is not None)


def _spec(item: object, keys: Keys, source: AssertSource) -> CheckSpec | None:
    use = _use(item, keys, source)
    if use is None:
        return None
    if use.assertion == SET:
        return _set(use)
    if use.assertion not in plugins.names("assertions"):
        _complain_of_name(use)
        return None
    form = form_of(use.assertion)
    use.only((VALUE, *form.options))
    return use.spec(value=value_of(use, form), options=dict(options_of(use, form)))


def _use(item: object, keys: Keys, source: AssertSource) -> Use | None:
    """What was written, in the long form; None if it is no assertion at all."""
    match item:
        case str():
            return Use(item, {}, keys, source, short=True)
        case {"type": str(name), **body}:
            return Use(name, body, keys, source, short=False)
        case {"type": _}:
            keys, message = (*keys, "type"), "`type` is not the name of an assertion"
        case Mapping() if len(item) == 1:
            name, value = next(iter(item.items()))
            if isinstance(name, str):
                return Use(name, _long_form(name.removeprefix(NOT), value), keys, source, short=True)
            message = f"{name!r} is not the name of an assertion"
        case Mapping():
            message = "an assertion with several keys needs `type`"
        case _:
            message = "an assertion is a name or a mapping"
    hint = "write {contains: 30 days}, or {type: contains, value: 30 days, weight: 2}"
    source.report(keys, "bad-assertion", message, hint)
    return None


def _long_form(name: str, value: object) -> dict[str, object]:
    """`{name: value}` written out; `{latency: 4000}` names the threshold."""
    if name == SET:
        return {"assert": value}
    if name not in plugins.names("assertions"):
        return {}
    form = form_of(name)
    if form.value is None and "threshold" in form.options and value is not None:
        return {"threshold": value}
    if value is None and not (form.value and form.value.required):
        return {}
    return {VALUE: value}


def _complain_of_name(use: Use) -> None:
    if use.assertion in ABSENT:
        message = f"the assertion {use.assertion!r} is left out here"
        use.complain("type", "unknown-assertion", message, ABSENT[use.assertion])
        return
    near = plugins.suggest(use.assertion, assertion_names())
    # A name with a line's end in it would tear the message apart.
    name = f'"{use.name}"' if use.name.isprintable() else ascii(use.name)
    hint = near or "`harness explain` lists them all; `harness explain contains` tells of one"
    use.complain("type", "unknown-assertion", f"no assertion is named {name}", hint)


def _set(use: Use) -> CheckSpec | None:
    use.only(("assert", "threshold"))
    children = _children(use)
    options = {}
    if "threshold" in use.body:
        options["threshold"] = raw = use.body["threshold"]
        if not is_amount(raw) or raw > 1:
            message = f"`threshold`: expected a number from 0 to 1, found {shown(raw)}"
            use.complain("threshold", "bad-threshold", message)
    return use.spec(options=options, children=children)


def _children(use: Use) -> tuple[CheckSpec, ...]:
    raw, keys, report = use.body.get("assert"), use.at("assert"), use.source.report
    if not isinstance(raw, list) or not raw:
        use.complain("assert", BAD_VALUE, f"`{SET}` has no list of assertions", "assert: [{contains: refund}, is-json]")
        return ()
    parts = [_spec(item, (*keys, index), use.source) for index, item in enumerate(raw)]
    children = tuple(part for part in parts if part is not None)
    rated = [index for index, part in enumerate(parts) if part is not None and part.min_pass_rate is not None]
    # A part with a mistake was told of already; a set short of it would pass where the written one fails.
    if len(children) < len(parts) or rated:
        use.faulty = True
    elif math.fsum(child.weight for child in children) <= 0:
        # The score of a set is a weighted mean, which has no value then.
        use.complain(
            "assert", "bad-weight", "the weights of this set add up to 0", "give at least one assertion a weight"
        )
    for index in rated:
        at, hint = (*keys, index, "min_pass_rate"), "put it on the set, which passes or fails as one"
        report(at, "bad-min-pass-rate", "`min_pass_rate` stands on a part of a set", hint)
    return children

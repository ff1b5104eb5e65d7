"""The `assert:` list of a suite or case: every mistake in it at once, or what will be checked."""

from __future__ import annotations

import math
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from harness import plugins
from harness.checks.forms import NOT, SET, VALUE, AssertionForm, Parameter, assertion_names, form_of, shown
from harness.checks.schema import json_schema
from harness.model.location import Location
from harness.model.suite import CheckSpec
from harness.yamlfile.refusal import Refusal

__all__ = ["ABSENT", "BAD_VALUE", "assertion_names", "is_template", "json_schema", "parse"]

Keys = tuple[str | int, ...]
Reporter = Callable[[Keys, str, str, str], None]
"""Called with the keys from the list to the mistake, a slug, what is wrong, and a hint."""
Locator = Callable[[Keys], Location | None]

COMMON = ("type", VALUE, "weight", "metric", "min_pass_rate")
BAD_VALUE = "bad-value"
"""The slug of a value that an assertion cannot be computed from."""
_CODE = "suites are data and run no code; say it with `regex`, `is-json` or another assertion"
_JUDGED = "ask a judge in your own words: `llm-rubric` or `model-graded-closedqa`"
_LOGPROBS = "it needs log-probabilities, which not all vendors give"
_HERE = "write the value itself, or read a file into a variable: vars: {policy: {file: policy.md}}"
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
    parser = _Parser(report, locate, read)
    return tuple(spec for index, item in enumerate(raw) if (spec := parser.item(item, (index,))) is not None)


class Verbatim(str):
    """The text of a file: its braces are no placeholders."""

    __slots__ = ()


def is_template(value: object) -> bool:
    """Whether a value is, or holds, a text that is yet to be rendered with the case's variables."""
    if isinstance(value, str):
        return not isinstance(value, Verbatim) and ("{{" in value or "{%" in value)
    if isinstance(value, Mapping):
        return any(map(is_template, value.values()))
    return isinstance(value, list) and any(map(is_template, value))


@dataclass(frozen=True, slots=True)
class _Parser:
    report: Reporter
    locate: Locator
    read: Callable[[str], str] | None = None

    def item(self, item: object, keys: Keys) -> CheckSpec | None:
        if isinstance(item, str):
            return self._use(item, {}, keys, short=True)
        if not isinstance(item, Mapping):
            self._malformed(keys, "an assertion is a name or a mapping")
            return None
        if "type" in item:
            return self._long(item, keys)
        if len(item) == 1:
            return self._short(item, keys)
        self._malformed(keys, "an assertion with several keys needs `type`")
        return None

    def _malformed(self, keys: Keys, message: str) -> None:
        self.report(
            keys, "bad-assertion", message, "write {contains: 30 days}, or {type: contains, value: 30 days, weight: 2}"
        )

    def _long(self, item: Mapping[Any, Any], keys: Keys) -> CheckSpec | None:
        name = item["type"]
        if not isinstance(name, str):
            self._malformed((*keys, "type"), "`type` is not the name of an assertion")
            return None
        return self._use(name, item, keys, short=False)

    def _short(self, item: Mapping[Any, Any], keys: Keys) -> CheckSpec | None:
        name, value = next(iter(item.items()))
        if not isinstance(name, str):
            self._malformed(keys, f"{name!r} is not the name of an assertion")
            return None
        return self._use(name, _long_form(name.removeprefix(NOT), value), keys, short=True)

    def _use(self, name: str, body: Mapping[Any, Any], keys: Keys, *, short: bool) -> CheckSpec | None:
        base = name.removeprefix(NOT)
        at = self._places(name, keys, short=short)
        if base == SET:
            return self._set(name, body, keys, at)
        if base not in plugins.names("assertions"):
            self._unknown(name, at("type"))
            return None
        return self._check(form_of(base), name, body, keys, at)

    def _places(self, name: str, keys: Keys, *, short: bool) -> Callable[[str], Keys]:
        """Where a part of the long form stands; in the short form all stand at the name."""

        def at(part: str) -> Keys:
            return (*keys, name) if short and part in ("type", VALUE, "threshold", "assert") else (*keys, part)

        return at

    def _unknown(self, name: str, keys: Keys) -> None:
        base = name.removeprefix(NOT)
        if base in ABSENT:
            self.report(keys, "unknown-assertion", f"the assertion {base!r} is left out here", ABSENT[base])
            return
        near = plugins.suggest(base, assertion_names()) or "`harness explain contains` shows one; docs/ lists them all"
        self.report(keys, "unknown-assertion", f'no assertion is named "{name}"', near)

    def _check(
        self, form: AssertionForm, name: str, body: Mapping[Any, Any], keys: Keys, at: Callable[[str], Keys]
    ) -> CheckSpec | None:
        accepted = {**form.options, **dict.fromkeys(COMMON)}
        good = self._only_known(body, accepted, name, keys)
        value = self._value(form, name, body, at)
        options = self._options(form, name, body, at)
        use = self._use_of(body, keys)
        if not good or value is None or options is None or use is None:
            return None
        return CheckSpec(
            assertion=form.name,
            negated=name.startswith(NOT),
            value=value[0],
            options=options,
            **use,
            location=self.locate(keys),
        )

    def _set(self, name: str, body: Mapping[Any, Any], keys: Keys, at: Callable[[str], Keys]) -> CheckSpec | None:
        accepted = dict.fromkeys(("type", "assert", "threshold", "weight", "metric", "min_pass_rate"))
        good = self._only_known(body, accepted, name, keys)
        children = self._children(body.get("assert"), at("assert"))
        threshold = self._threshold(body, at)
        use = self._use_of(body, keys)
        if not good or children is None or threshold is None or use is None:
            return None
        return CheckSpec(
            assertion=SET,
            negated=name.startswith(NOT),
            options=threshold,
            **use,
            children=children,
            location=self.locate(keys),
        )

    def _children(self, raw: object, keys: Keys) -> tuple[CheckSpec, ...] | None:
        if not isinstance(raw, list) or not raw:
            self.report(keys, BAD_VALUE, f"`{SET}` has no list of assertions", "assert: [{contains: refund}, is-json]")
            return None
        children = [self.item(item, (*keys, index)) for index, item in enumerate(raw)]
        parsed = tuple(child for child in children if child is not None)
        # Told already; a set short of a part would pass where the written one fails.
        if len(parsed) < len(children):
            return None
        parts = [index for index, child in enumerate(parsed) if child.min_pass_rate is not None]
        for index in parts:
            hint = "put it on the set, which passes or fails as one"
            at = (*keys, index, "min_pass_rate")
            self.report(at, "bad-min-pass-rate", "`min_pass_rate` stands on a part of a set", hint)
        if parts:
            return None
        # The score of a set is a weighted mean, which has no value then.
        if math.fsum(child.weight for child in parsed) <= 0:
            self.report(
                keys, "bad-weight", "the weights of this set add up to 0", "give at least one assertion a weight"
            )
            return None
        return parsed

    def _only_known(self, body: Mapping[Any, Any], accepted: Mapping[str, Any], name: str, keys: Keys) -> bool:
        unknown = [key for key in body if key not in accepted]
        for key in unknown:
            hint = plugins.suggest(str(key), tuple(accepted))
            self.report((*keys, key), "unknown-key", f"{name!r} has no key {str(key)!r}", hint)
        return not unknown

    def _value(
        self, form: AssertionForm, name: str, body: Mapping[Any, Any], at: Callable[[str], Keys]
    ) -> tuple[Any] | None:
        """The value in a tuple; None if there is something wrong with it."""
        raw = body.get(VALUE)
        if form.value is None:
            if raw is None:
                return (None,)
            self.report(at(VALUE), BAD_VALUE, f"{name!r} takes no value", _example(form))
            return None
        if VALUE not in body:
            if not form.value.required:
                return (None,)
            self.report(at("type"), BAD_VALUE, f"{name!r} needs a value", _example(form))
            return None
        return self._accepted(form.value, raw, at(VALUE), form, name)

    def _accepted(
        self, parameter: Parameter, raw: object, keys: Keys, form: AssertionForm, name: str
    ) -> tuple[Any] | None:
        if is_template(raw):
            return (raw,)
        if isinstance(raw, str) and raw.startswith("file://"):
            self.report(keys, BAD_VALUE, f"the value of {name!r} is a file, which a check does not read", _HERE)
            return None
        try:
            value = parameter.accept(raw)
        except ValueError as error:
            self.report(keys, BAD_VALUE, f"the value of {name!r}: {error}", _example(form))
            return None
        if isinstance(value, dict) and form.reads_files and value.keys() == {"file"}:
            return self._from_file(value["file"], keys, form, name)
        return self._sound(value, keys, form, name)

    def _from_file(self, path: str, keys: Keys, form: AssertionForm, name: str) -> tuple[Any] | None:
        if self.read is None:
            self.report(keys, BAD_VALUE, f"the value of {name!r} is a file, which only a suite can name", "")
            return None
        try:
            return self._sound(Verbatim(self.read(path)), keys, form, name)
        except Refusal as refusal:
            self.report(keys, refusal.slug, refusal.message, refusal.hint)
            return None

    def _sound(self, value: Any, keys: Keys, form: AssertionForm, name: str) -> tuple[Any] | None:
        fault = form.fault(value) if form.fault else None
        if fault:
            self.report(keys, BAD_VALUE, f"the value of {name!r}: {fault}", _example(form))
            return None
        return (value,)

    def _options(
        self, form: AssertionForm, name: str, body: Mapping[Any, Any], at: Callable[[str], Keys]
    ) -> dict[str, Any] | None:
        options: dict[str, Any] = {}
        good = True
        for key, parameter in form.options.items():
            if key not in body:
                if parameter.required:
                    self.report(at("type"), BAD_VALUE, f"{name!r} needs `{key}`", _example(form))
                    good = False
                continue
            accepted = self._option(parameter, body[key], key, at)
            good = good and accepted is not None
            if accepted is not None:
                options[key] = accepted[0]
        return options if good else None

    def _option(self, parameter: Parameter, raw: object, key: str, at: Callable[[str], Keys]) -> tuple[Any] | None:
        if is_template(raw):
            return (raw,)
        try:
            if isinstance(raw, str) and not parameter.takes_text():
                raise ValueError(f"expected a number without quotes, found the text {raw!r}")  # noqa: TRY301
            return (parameter.accept(raw),)
        except ValueError as error:
            self.report(at(key), f"bad-{key}" if key == "threshold" else BAD_VALUE, f"`{key}`: {error}", "")
            return None

    def _threshold(self, body: Mapping[Any, Any], at: Callable[[str], Keys]) -> dict[str, float] | None:
        if "threshold" not in body:
            return {}
        raw = body["threshold"]
        if _is_amount(raw) and raw <= 1:
            return {"threshold": float(raw)}
        self.report(
            at("threshold"), "bad-threshold", f"`threshold`: expected a number from 0 to 1, found {shown(raw)}", ""
        )
        return None

    def _weight(self, body: Mapping[Any, Any], keys: Keys) -> float | None:
        raw = body.get("weight", 1.0)
        if _is_amount(raw):
            return float(raw)
        hint = "0 only measures, 2 counts double"
        self.report(
            (*keys, "weight"), "bad-weight", f"`weight`: expected a number, 0 or more, found {shown(raw)}", hint
        )
        return None

    def _use_of(self, body: Mapping[Any, Any], keys: Keys) -> dict[str, Any] | None:
        """What can be said of the use of any assertion; None if there is something wrong with it."""
        weight, metric, enough = self._weight(body, keys), self._metric(body, keys), self._min_pass_rate(body, keys)
        if weight is None or metric is None or enough is None:
            return None
        return {"weight": weight, "metric": metric[0], "min_pass_rate": enough[0]}

    def _min_pass_rate(self, body: Mapping[Any, Any], keys: Keys) -> tuple[float | None] | None:
        raw = body.get("min_pass_rate")
        if raw is None:
            return (None,)
        if _is_amount(raw) and 0 < raw <= 1:
            return (float(raw),)
        message = f"`min_pass_rate`: expected a share above 0, at most 1, found {shown(raw)}"
        hint = "0.8 asks that 4 of 5 samples pass"
        self.report((*keys, "min_pass_rate"), "bad-min-pass-rate", message, hint)
        return None

    def _metric(self, body: Mapping[Any, Any], keys: Keys) -> tuple[str | None] | None:
        raw = body.get("metric")
        if raw is None or isinstance(raw, str):
            return (raw,)
        self.report((*keys, "metric"), BAD_VALUE, f"`metric`: expected a name, found {shown(raw)}", "")
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


def _is_amount(raw: object) -> bool:
    return isinstance(raw, int | float) and not isinstance(raw, bool) and 0 <= raw <= sys.float_info.max


def _example(form: AssertionForm) -> str:
    """The first example of the manual."""
    lines = (line.strip() for line in form.manual.splitlines() if line.startswith("- "))
    return next((f"for example: {line}" for line in lines), "")

"""promptfoo's assertions as ours: most have the same name and meaning; whatever has none is listed with the reason."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from harness.checks.forms import NOT, SET, form_of
from harness.checks.parsing import ABSENT, assertion_names, parse
from harness.importers._project.ledger import Fields, ImportLedger
from harness.importers._promptfoo._scripts.nodes import NotUnderstood
from harness.importers._promptfoo._scripts.subject import AnswerPart
from harness.importers._promptfoo._scripts.translation import assertions_of, view_of
from harness.importers._promptfoo.graders import Graders
from harness.importers._promptfoo.nunjucks import as_text, converted, environment_names, flaw
from harness.importers._promptfoo.reading import CODE, Folder
from harness.importers._promptfoo.views import seen_through
from harness.model.numerals import to_json
from harness.templates.template import is_template
from harness.visible import shorten
from harness.yamlfile.refusal import Refusal

Item = str | dict[str, Any]
SAME = {"model-graded-factuality": "factuality", "similar:cosine": "similar", "similar:dot": "similar"}
"""`similar:dot` is the cosine of the embedders here, whose vectors have the length 1."""
SCRIPTS = ("javascript", "python")
REASONS = {
    "similar:euclidean": "a distance; `similar` takes the cosine",
    "skill-used": "skills of agents are not known here",
    "agent-rubric": "a grader that acts by itself is not known here; `llm-rubric` asks a judge",
    "search-rubric": "a grader that searches is not known here; `llm-rubric` asks a judge",
    "trajectory:goal-success": "ask a judge in your own words: `llm-rubric`",
    "trace-span-count": "spans of an agent's own program are not measured here",
    "trace-span-duration": "spans of an agent's own program are not measured here",
    "trace-error-spans": "spans of an agent's own program are not measured here",
}
# promptfoo's default. Written out, so that the suite keeps it whatever harness's own default becomes.
DEFAULT_SIMILAR = 0.75
_GRADED_TEXT = ("llm-rubric", "g-eval", "factuality", "model-graded-closedqa", "select-best", "answer-relevance")


@dataclass(frozen=True, slots=True)
class AssertionReader:
    """Reads assertions of one configuration; `grader` and `factuality` are what its tests set for all of theirs."""

    folder: Folder
    ledger: ImportLedger
    graders: Graders
    has_tools: bool

    def read(self, raw: Any, place: str, view: AnswerPart, options: Mapping[str, Any]) -> list[Item]:
        """What the assertion checks, in our words; nothing if it has no equal.

        `view` is what the transforms of provider and test make of the answer, `options` those of the test.
        """
        if not isinstance(raw, Mapping) or not isinstance(raw.get("type"), str):
            self.ledger.lose(place, "an assertion", "it is no mapping with a `type`")
            return []
        fields = Fields(raw, place, self.ledger)
        name = str(fields.take("type"))
        base = name.removeprefix(NOT)
        if base == SET:
            return self._set(fields, name, view, options)
        common = self._common(fields)
        inner = self._view(fields.take("transform"), view, place, name)
        if inner is None:
            return self._gone(fields)
        if base in SCRIPTS:
            return self._script(fields, name, common, inner)
        if SAME.get(base, base) not in assertion_names():
            self.ledger.lose(place, f"`{shorten(name, 60)}`", self._why_not(base))
            return self._gone(fields)
        return self._known(fields, name, common, inner, options)

    def _known(
        self, fields: Fields, name: str, common: dict[str, Any], view: AnswerPart, options: Mapping[str, Any]
    ) -> list[Item]:
        """An assertion that harness has, too."""
        place, base = fields.place, name.removeprefix(NOT)
        ours = SAME.get(base, base)
        item = self._item(fields, name.replace(base, ours), common, options)
        fields.close()
        if item is None:
            return []
        items = self._through(item, view, place, name)
        return [self._short(checked) for checked in items if self._is_sound(checked, place, name)]

    def _gone(self, fields: Fields) -> list[Item]:
        """An assertion that is listed already takes its keys along."""
        fields.skip(*tuple(fields.left()))
        return []

    def _why_not(self, base: str) -> str:
        if base.startswith("promptfoo:redteam:"):
            return "promptfoo's own service grades it"
        return REASONS.get(base) or ABSENT.get(base) or "promptfoo has no assertion of this name, nor has harness"

    def _common(self, fields: Fields) -> dict[str, Any]:
        common: dict[str, Any] = {}
        weight, metric = fields.take("weight"), fields.take("metric")
        if isinstance(weight, int | float) and not isinstance(weight, bool) and weight >= 0:
            if weight != 1:
                common["weight"] = weight
        elif weight is not None:
            self.ledger.lose(fields.at("weight"), "`weight`", "it is no number from 0")
        if metric is not None:
            common["metric"] = converted(as_text(metric))
        for key in ("contextTransform", "config"):
            fields.lose(key, "it is for promptfoo's own program")
        return common

    def _set(self, fields: Fields, name: str, view: AnswerPart, options: Mapping[str, Any]) -> list[Item]:
        raw = fields.take("assert")
        inner = raw if isinstance(raw, list) else []
        common, threshold = self._common(fields), fields.take("threshold")
        children: list[Item] = []
        for number, part in enumerate(inner):
            items = self.read(part, f"{fields.at('assert')}[{number}]", view, options)
            if not items:
                # A set short of a part would pass where the written one fails.
                self.ledger.lose(fields.place, f"`{name}`", f"its part {number + 1} has no equal")
                return self._gone(fields)
            children += items if len(items) == 1 else [{"type": SET, "assert": items}]
        fields.close()
        item = {"type": name, **({} if threshold is None else {"threshold": threshold}), "assert": children, **common}
        return [item] if self._is_sound(item, fields.place, name) else []

    def _view(self, raw: Any, outer: AnswerPart, place: str, name: str) -> AnswerPart | None:
        """What the transforms leave of the answer; None, and listed, where that cannot be said."""
        if raw is None:
            return outer
        # The second would see what the first made of the answer, and no check here can say that of the answer itself.
        if outer != AnswerPart():
            self.ledger.lose(place, f"`{shorten(name, 60)}`", "two transforms, one after the other")
            return None
        try:
            return view_of(str(raw))
        except NotUnderstood as found:
            self.ledger.lose(place, f"`{shorten(name, 60)}`", f"its transform is a program, and none is run: {found}")
            return None

    def _script(self, fields: Fields, name: str, common: dict[str, Any], view: AnswerPart) -> list[Item]:
        text, place = fields.take("value"), fields.place
        fields.take("threshold")
        language = name.removeprefix(NOT)
        if not isinstance(text, str) or text.startswith("file://") or PurePosixPath(text).suffix in CODE:
            self.ledger.lose(place, f"`{name}`", "it stands in a program, and none is run")
            return self._gone(fields)
        if view != AnswerPart():
            self.ledger.lose(place, f"`{name}`", "a script behind a transform")
            return self._gone(fields)
        try:
            items = assertions_of(converted(text), language)
        except NotUnderstood as found:
            reason = f"a program, and none is run; what it does has no equal here: {found}"
            self.ledger.lose(place, f"`{name}`", reason)
            return self._gone(fields)
        fields.close()
        if not self.has_tools and any(item["type"].startswith("trajectory:") for item in items):
            self.ledger.lose(place, f"`{name}`", "it looks at calls of tools, and the providers declare none")
            return []
        negated = name.startswith(NOT)
        if not items and not negated:
            self.ledger.lose(place, f"`{name}`", "it holds whatever the answer is, so nothing is checked")
            return []
        whole: dict[str, Any]
        whole = dict(items[0]) if len(items) == 1 else {"type": SET, "assert": [self._short(item) for item in items]}
        if negated:
            kind = str(whole["type"])
            whole["type"] = kind.removeprefix(NOT) if kind.startswith(NOT) else NOT + kind
        # Weight and metric are of the whole: given to every part they would count several times.
        whole |= common
        return [self._short(whole)] if self._is_sound(whole, place, name) else []

    def _item(
        self, fields: Fields, name: str, common: dict[str, Any], options: Mapping[str, Any]
    ) -> dict[str, Any] | None:
        """The long form; None, and listed, where its value cannot be had."""
        base = name.removeprefix(NOT)
        item: dict[str, Any] = {"type": name}
        form = form_of(base)
        if fields.has("value"):
            value = self._value(fields.take("value"), fields, name)
            if value is None:
                return None
            item["value"] = as_text(value) if base in _GRADED_TEXT and not isinstance(value, list) else value
            if base == "equals" and not isinstance(value, dict | list):
                item["value"] = as_text(value)
        threshold = fields.take("threshold")
        if threshold is not None and "threshold" in form.options:
            item["threshold"] = threshold
        elif threshold is not None:
            self.ledger.lose(
                fields.at("threshold"), f"`threshold` of `{name}`", "the assertion has none; it passes or fails"
            )
        elif base == "similar":
            item["threshold"] = DEFAULT_SIMILAR
        item |= self._judged(fields, name, options)
        if base == "factuality" and isinstance(options.get("factuality"), Mapping):
            known = set(form.options) - {"provider", "threshold"}
            item |= {key: worth for key, worth in options["factuality"].items() if key in known}
        return item | common

    def _judged(self, fields: Fields, name: str, options: Mapping[str, Any]) -> dict[str, Any]:
        """Who judges, of an assertion that needs a judge."""
        base = name.removeprefix(NOT)
        judge = fields.take("provider", options.get("provider"))
        rubric = fields.take("rubricPrompt", options.get("rubricPrompt"))
        if "provider" not in form_of(base).options:
            if base == "similar" and judge is not None:
                reason = "the suite's own embedder is asked; check the threshold"
                self.ledger.lose(fields.at("provider"), "the embedder of `similar`", reason)
            return {}
        if rubric is not None:
            reason = "the judge is asked in harness's own words"
            self.ledger.lose(fields.at("rubricPrompt"), f"`rubricPrompt` of `{name}`", reason)
        return {"provider": self.graders.named(judge, fields.at("provider"))}

    def _value(self, value: Any, fields: Fields, name: str) -> Any:
        if isinstance(value, str) and value.startswith("file://"):
            file = value.removeprefix("file://")
            suffix = PurePosixPath(file.split(":")[0]).suffix.lower()
            if suffix in CODE:
                self.ledger.lose(fields.place, f"`{name}`", "a program makes its value, and none is run")
                return self._gone(fields) or None
            try:
                value = (
                    self.folder.data(file) if suffix in (".json", ".yaml", ".yml") else self.folder.text(file).strip()
                )
            except Refusal as refused:
                self.ledger.lose(fields.place, f"`{name}`", refused.message)
                return self._gone(fields) or None
        return _converted(value)

    def _through(self, item: dict[str, Any], view: AnswerPart, place: str, name: str) -> list[dict[str, Any]]:
        try:
            return [seen_through(item, view, has_tools=self.has_tools)]
        except NotUnderstood as found:
            self.ledger.lose(place, f"`{shorten(name, 60)}`", f"behind its transform it has no equal: {found}")
            return []

    def _is_sound(self, item: dict[str, Any], place: str, name: str) -> bool:
        """Whether a suite takes the assertion; what is wrong with it is listed."""
        for text in _texts(item):
            for variable in environment_names(text):
                self.ledger.lose(place, f"`{shorten(name, 60)}`", f"it needs the environment variable {variable}")
                return False
            trouble = flaw(text)
            if trouble:
                self.ledger.lose(place, f"`{shorten(name, 60)}`", f"its template cannot be used here: {trouble}")
                return False
        problems: list[str] = []
        # The suite's own parser has the last word: what is written must load, whatever this module thinks of it.
        parse([item], lambda _keys, _slug, message, _hint: problems.append(message), lambda _keys: None)
        if problems:
            self.ledger.lose(place, f"`{shorten(name, 60)}`", problems[0])
        return not problems

    def _short(self, item: dict[str, Any]) -> Item:
        """As people write it: the name alone, or the name with its value."""
        if set(item) == {"type"}:
            return str(item["type"])
        if set(item) == {"type", "value"}:
            return {item["type"]: item["value"]}
        return item


def _converted(value: Any) -> Any:
    if isinstance(value, str):
        return converted(value)
    if isinstance(value, list):
        return [_converted(part) for part in value]
    if isinstance(value, Mapping):
        return {str(key): _converted(part) for key, part in value.items()}
    return value


def _texts(value: Any) -> list[str]:
    """Every template in an item."""
    if isinstance(value, str):
        return [value] if is_template(value) else []
    if isinstance(value, list):
        return [text for part in value for text in _texts(part)]
    if isinstance(value, Mapping):
        return [text for part in value.values() for text in _texts(part)]
    return []


def templates_of(items: list[Item]) -> list[str]:
    """The templates in assertions, whose variables every case must have."""
    return _texts(list(items))


def label_of(item: Item) -> str:
    """A line to tell two assertions apart."""
    return item if isinstance(item, str) else to_json(item)

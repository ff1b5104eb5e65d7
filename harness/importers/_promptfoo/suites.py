"""From a promptfoo configuration to suites: one a prompt, its tests as cases, its providers as targets."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from harness.importers._project.drafts import SuiteDraft
from harness.importers._project.ledger import Fields, ImportLedger
from harness.importers._project.naming import case_id, free, slug
from harness.importers._promptfoo._scripts.nodes import NotUnderstood
from harness.importers._promptfoo._scripts.subject import AnswerPart
from harness.importers._promptfoo._scripts.translation import view_of
from harness.importers._promptfoo.assertions import Item, templates_of
from harness.importers._promptfoo.chats import filled_chat_of, is_lone
from harness.importers._promptfoo.configuration import Configuration
from harness.importers._promptfoo.nunjucks import as_text, converted, filled, names
from harness.importers._promptfoo.prompts import Prompt
from harness.importers._promptfoo.providers import PromptfooProvider
from harness.importers._promptfoo.tests import ForeignAssertion, Test
from harness.model.numerals import to_json
from harness.suitefile.forms.suite import MOST_SAMPLES
from harness.templates.template import rendered

_OPTIONS = ("provider", "rubricPrompt", "factuality", "transform", "postprocess", "disableVarExpansion",
            "disableDefaultAsserts", "repeat", "prefix", "suffix")  # fmt: skip
CONVERSATION = "conversation"
"""The variable that holds a case's messages, where their number differs from test to test."""
_HOW = ("disableConversationVar", "runSerially")


@dataclass(frozen=True, slots=True)
class PromptSuite:
    """A suite and what it was made of; `cases` are the ids of its cases by the number of their test."""

    draft: SuiteDraft
    prompt: Prompt
    providers: Sequence[PromptfooProvider]
    cases: Mapping[int, str]
    partial: frozenset[int] = frozenset()
    """Tests of whose answers a transform leaves a part only."""


@dataclass(slots=True)
class SuiteMaker:
    """Makes the suites of one configuration, each assertion converted once."""

    config: Configuration
    ledger: ImportLedger
    name: str
    heading: str
    baseline: str | None
    scores: tuple[str, ...] = ()
    _known: dict[tuple[str, ...], list[Item]] = field(default_factory=dict)

    def suites(self) -> list[PromptSuite]:
        """A suite for every prompt that somebody answers and some test is about."""
        made: list[PromptSuite] = []
        taken: set[str] = set()
        several = len(self.config.prompts) > 1
        for prompt in self.config.prompts:
            name = free(f"{self.name}-{slug(prompt.label, 'prompt')[:40].strip('-.')}" if several else self.name, taken)
            suite = self._suite(prompt, name)
            if suite is not None:
                made.append(suite)
        return made

    def _suite(self, prompt: Prompt, name: str) -> PromptSuite | None:
        providers = [
            provider
            for provider in self.config.providers
            if provider.prompts is None or any(map(prompt.named, provider.prompts))
        ]
        tests = [
            (number, test)
            for number, test in enumerate(self.config.tests)
            if (test.prompts is None or any(map(prompt.named, test.prompts))) and _asked(test, providers)
        ]
        if not providers or not tests:
            self.ledger.lose(prompt.place, f"the prompt `{prompt.label}`", "no provider or no test uses it")
            return None
        targets = tuple(provider.target.name for provider in providers)
        outer = self._outer_view(providers)
        keys = self._prompt_keys(prompt, providers, tests)
        rows = [self._checked(test, outer) for _, test in tests]
        # Before anything is shared: with one target there is nothing to choose among, in the suite or in a case.
        if len(providers) == 1:
            rows = [(self._without_best(default, prompt), self._without_best(own, prompt)) for default, own in rows]
        shared = self._shared(rows)
        thresholds = {test.threshold for _, test in tests}
        checks = [*shared, *({"imported-score": score} for score in self.scores)]
        if checks:
            keys["assert"] = checks
        if len(thresholds) == 1 and None not in thresholds:
            keys["threshold"] = tests[0][1].threshold
        needed = _needed(prompt, shared, keys)
        cases: list[dict[str, Any]] = []
        ids: dict[int, str] = {}
        taken: set[str] = set()
        for (number, test), (default, own) in zip(tests, rows, strict=True):
            ids[number] = case_id(test.description, f"test-{number + 1}", taken)
            # Where tests differ in what they have by default, each case has to say all of it.
            items = own if shared or not default else [*default, *own]
            case = self._case(test, items, needed, providers, prefixed="prompt_prefix" in needed)
            if test.threshold is not None and "threshold" not in keys:
                case["threshold"] = test.threshold
            texts = [keys["prompt"]] if isinstance(keys["prompt"], str) else prompt.texts()
            flaws = [flaw for text in texts for flaw in rendered(text, case.get("vars", {}))[1]]
            trouble = f"the prompt's template fails: {flaws[0].message}" if flaws else ""
            if trouble:
                del ids[number]
                self.ledger.lose(test.place, f"the test, with the prompt `{prompt.label}`", trouble)
                continue
            cases.append({"id": ids[number], **case})
        cases = self._as_chats(prompt, keys, cases)
        ids = {number: identity for number, identity in ids.items() if any(case["id"] == identity for case in cases)}
        if not cases:
            self.ledger.lose(prompt.place, f"the prompt `{prompt.label}`", "none of its tests can be filled in")
            return None
        baseline = next((item for item in providers if self.baseline and item.named(self.baseline)), providers[0])
        draft = SuiteDraft(
            name=name, keys=keys, cases=cases, targets=targets, baseline=baseline.target.name, heading=self.heading
        )
        partial = frozenset(number for number, test in tests if _view_or_none(test.options).json or outer.json)
        return PromptSuite(draft, prompt, providers, ids, partial)

    def _as_chats(self, prompt: Prompt, keys: dict[str, Any], cases: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """The cases with the messages that the prompt comes to in each, where it is a chat once it is filled in."""
        template = keys["prompt"]
        if not prompt.chat_when_filled or not isinstance(template, str):
            return cases
        # On a list of its own: if it proves to be no chat, nothing was lost by trying.
        scratch = ImportLedger(self.ledger.file)
        chats = [filled_chat_of(filled(template, case.get("vars", {})) or "", prompt.place, scratch) for case in cases]
        if is_lone(prompt.texts()[0]) and None in chats:
            # What a variable holds is a question, unless every test has a whole chat there.
            return cases
        self.ledger.add(scratch.not_carried)
        kept: list[dict[str, Any]] = []
        for case, chat in zip(cases, chats, strict=True):
            if chat is None:
                reason = "filled in, it is no list of messages"
                self.ledger.lose(prompt.place, f"the prompt `{prompt.label}` in the test `{case['id']}`", reason)
            else:
                kept.append({**case, "vars": {**case.get("vars", {}), CONVERSATION: chat}})
        keys["prompt"] = [{"messages": CONVERSATION}]
        return kept

    def _outer_view(self, providers: Sequence[PromptfooProvider]) -> AnswerPart:
        """What the providers' own transform leaves of the answer, if they have the same."""
        transforms = {provider.transform for provider in providers}
        if transforms == {None}:
            return AnswerPart()
        given = next(filter(None, transforms))
        if len(transforms) > 1:
            self.ledger.lose(
                "providers", "`transform` of some providers", "assertions see every target's answer as it stands"
            )
            return AnswerPart()
        try:
            return view_of(given)
        except NotUnderstood as found:
            self.ledger.lose(
                "providers",
                "`transform`",
                f"a program, and none is run; assertions see the answer as it stands: {found}",
            )
            return AnswerPart()

    def _checked(self, test: Test, outer: AnswerPart) -> tuple[list[Item], list[Item]]:
        """What is expected of a test's answer by default, and by its own words."""
        options = Fields(test.options, f"{test.place}.options", self.ledger)
        for key in _OPTIONS:
            options.take(key)
        options.skip(*_HOW)
        options.close()
        view: AnswerPart | None = outer
        transform = test.options.get("transform", test.options.get("postprocess"))
        trouble = ""
        if transform is not None:
            try:
                view = view_of(str(transform)) if outer == AnswerPart() else None
                trouble = "" if view else "two transforms, one after the other"
            except NotUnderstood as found:
                view, trouble = None, f"the test's transform is a program, and none is run: {found}"
        default: list[Item] = []
        own: list[Item] = []
        for wanted in test.wanted:
            items = self._converted(wanted, view, trouble, test.options)
            (default if wanted.by_default else own).extend(items)
        return default, own

    def _converted(
        self, wanted: ForeignAssertion, view: AnswerPart | None, trouble: str, options: Mapping[str, Any]
    ) -> list[Item]:
        if view is None:
            kind = wanted.raw.get("type") if isinstance(wanted.raw, Mapping) else "an assertion"
            self.ledger.lose(wanted.place, f"`{kind}`", trouble)
            return []
        # By everything that decides how it is converted: hundreds of tests share one assertion by reference, and what
        # is lost in it should be listed once.
        key = (
            wanted.place,
            repr(view),
            *(repr(options.get(name)) for name in ("provider", "rubricPrompt", "factuality")),
        )
        if key not in self._known:
            self._known[key] = self.config.assertions.read(wanted.raw, wanted.place, view, options)
        return self._known[key]

    def _without_best(self, items: list[Item], prompt: Prompt) -> list[Item]:
        """Without the choice among targets, of a suite with one of them; promptfoo would choose among prompts."""
        kept = [item for item in items if not (isinstance(item, dict) and item.get("type") == "select-best")]
        if len(kept) < len(items):
            reason = "only one provider answers this prompt, and prompts are suites of their own"
            self.ledger.lose(prompt.place, "`select-best`", reason)
        return kept

    def _shared(self, rows: Sequence[tuple[list[Item], list[Item]]]) -> list[Item]:
        """The assertions of every test, where all have the same by default."""
        first = rows[0][0]
        return first if all(default == first for default, _ in rows) else []

    def _prompt_keys(
        self, prompt: Prompt, providers: Sequence[PromptfooProvider], tests: Sequence[tuple[int, Test]]
    ) -> dict[str, Any]:
        keys: dict[str, Any] = {}
        description = self.config.description
        if description:
            keys["description"] = description
        repeats = [repeat for _, test in tests if isinstance(repeat := test.options.get("repeat"), int)]
        samples = max([self.config.repeat, *repeats])
        if samples > 1:
            keys["samples"] = min(samples, MOST_SAMPLES)
        keys["prompt"] = self._prompt(prompt, tests)
        keys |= self._tools(providers, prompt)
        systems = {provider.target.name: provider.system for provider in providers if provider.system}
        if systems:
            keys["variants"] = {name: {"prompt": {"system": converted(text)}} for name, text in systems.items()}
        return keys

    def _prompt(self, prompt: Prompt, tests: Sequence[tuple[int, Test]]) -> Any:
        affixes = {(test.options.get("prefix") or "", test.options.get("suffix") or "") for _, test in tests}
        if affixes == {("", "")}:
            return prompt.messages
        if not isinstance(prompt.messages, str):
            self.ledger.lose(prompt.place, "`prefix` and `suffix`", "they go round a text, and this prompt is a chat")
            return prompt.messages
        if len(affixes) == 1:
            prefix, suffix = affixes.pop()
            return converted(str(prefix)) + prompt.messages + converted(str(suffix))
        return f"{{{{ prompt_prefix }}}}{prompt.messages}{{{{ prompt_suffix }}}}"

    def _tools(self, providers: Sequence[PromptfooProvider], prompt: Prompt) -> dict[str, Any]:
        keys: dict[str, Any] = {}
        tools = [provider.tools for provider in providers if provider.tools]
        if tools:
            keys["tools"] = list(tools[0])
            if len(tools) < len(providers) or any(other != tools[0] for other in tools):
                reason = "a suite offers the same tools to every target: those of the first provider that has some"
                self.ledger.lose(prompt.place, "tools of single providers", reason)
        outputs = [provider.output for provider in providers]
        wanted = [output for output in outputs if output is not None]
        if wanted and all(output == wanted[0] for output in outputs):
            keys["output"] = wanted[0]
        elif wanted:
            self.ledger.lose(
                prompt.place,
                "`response_format`",
                "not every provider has the same; a suite asks one kind of all targets",
            )
        return keys

    def _case(
        self,
        test: Test,
        items: list[Item],
        needed: Iterable[str],
        providers: Sequence[PromptfooProvider],
        *,
        prefixed: bool,
    ) -> dict[str, Any]:
        values = {name: _plain(value) for name, value in test.vars.items()}
        if prefixed:
            values |= {f"prompt_{end}": str(test.options.get(end) or "") for end in ("prefix", "suffix")}
        missing = sorted({*needed, *(name for text in templates_of(items) for name in names(text))} - set(values))
        for name in missing:
            self.ledger.lose(
                f"{test.place}.vars", f"the variable `{name}`", "no value is given; it is empty, as promptfoo has it"
            )
            values[name] = ""
        case: dict[str, Any] = {}
        if test.group:
            case["group"] = " ".join(test.group.split())[:200]
        if values:
            case["vars"] = values
        if items:
            case["assert"] = items
        if test.providers is not None:
            others = [item.target.name for item in providers if not any(map(item.named, test.providers))]
            if others:
                case["skip"] = dict.fromkeys(others, "the test is about other targets")
        return case


def _view_or_none(options: Mapping[str, Any]) -> AnswerPart:
    transform = options.get("transform", options.get("postprocess"))
    try:
        return view_of(str(transform)) if transform is not None else AnswerPart()
    except NotUnderstood:
        return AnswerPart(json=True)


def _asked(test: Test, providers: Sequence[PromptfooProvider]) -> bool:
    return test.providers is None or any(provider.named(name) for provider in providers for name in test.providers)


def _needed(prompt: Prompt, shared: list[Item], keys: Mapping[str, Any]) -> list[str]:
    """The variables that every case must have."""
    texts = [*prompt.texts(), *templates_of(shared)]
    if isinstance(keys["prompt"], str):
        texts.append(keys["prompt"])
    texts += [variant["prompt"]["system"] for variant in keys.get("variants", {}).values()]
    return sorted({name for text in texts for name in names(text)})


def _plain(value: Any) -> Any:
    """A value that a suite reads as it stands: none is empty, and `{file: …}` would be the name of a file."""
    if value is None:
        return ""
    if isinstance(value, Mapping) and set(value) == {"file"}:
        return to_json(value)
    return value if not isinstance(value, str) else as_text(value)

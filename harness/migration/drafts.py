"""What suites need for the successor, drafted: variants made of what the linter's rules can mend mechanically."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from harness import plugins
from harness.errors import InputError
from harness.facts import Book
from harness.linting.view import suite_view
from harness.model.config import Config, Target
from harness.model.exchange import Message
from harness.model.lint import PlannedCall
from harness.model.suite import Suite
from harness.yamlfile.parsing import load as load_document
from harness.yamlfile.parsing import parse

_ENDLESS = 100_000
"""Characters: no text is wrapped that was on one line."""


@dataclass(frozen=True, slots=True)
class Draft:
    """One suite's variant for one target. `because` says why, a line a finding; `by_hand` why it is not in the file's
    new text, which is then empty, as is the diff.
    """

    suite: str
    path: Path
    lines: tuple[str, ...]
    because: tuple[str, ...]
    after: str = ""
    diff: str = ""
    by_hand: str = ""


@dataclass(slots=True)
class _Variant:
    params: dict[str, Any] = field(default_factory=dict)
    prompts: dict[str, tuple[Message, ...]] = field(default_factory=dict)
    because: dict[str, None] = field(default_factory=dict)


def drafts(config: Config, suites: Sequence[Suite], target: Target, book: Book) -> tuple[Draft, ...]:
    """For each suite that the target would be asked otherwise than the rules advise. Reads the suites' files."""
    rules = [module for name in plugins.names("rules") if (module := plugins.load("rules", name)).SCOPE == "call"]
    made = []
    for suite in suites:
        view = suite_view(suite, config, [target] if target.name not in suite.targets else [], book)
        variant = _drafted([call for call in view.calls if call.target.name == target.name], rules)
        if variant.params or variant.prompts:
            made.append(_placed(suite, target.name, variant))
    return tuple(made)


def _drafted(calls: Sequence[PlannedCall], rules: Sequence[Any]) -> _Variant:
    variant = _Variant()
    for call in calls:
        for rule in rules:
            for remark in rule.check(call):
                if remark.draft:
                    variant.params |= remark.draft.get("params", {})
                    if "prompt" in remark.draft:
                        variant.prompts[call.step.name] = remark.draft["prompt"]
                    variant.because[f"{rule.CODE}: {remark.message}"] = None
    return variant


def _placed(suite: Suite, target: str, variant: _Variant) -> Draft:
    path = Path(suite.location.path if suite.location else suite.path)
    written = tuple(_written(target, variant))
    because = tuple(variant.because)
    plain = all(_is_plain(message) for messages in variant.prompts.values() for message in messages)
    if not plain:
        return Draft(suite.name, path, written, because, by_hand="its prompt has more than texts")
    document, _ = load_document(path, str(path))
    before = path.read_bytes().decode("utf-8-sig")
    after, why = _inserted(before, document, target, written)
    if not why and not _has(after, target):
        why = "it is written in a form to which no key can be added"
    if why:
        return Draft(suite.name, path, written, because, by_hand=why)
    diff = "".join(
        difflib.unified_diff(
            before.splitlines(keepends=True), after.splitlines(keepends=True), f"a/{suite.path}", f"b/{suite.path}"
        )
    )
    return Draft(suite.name, path, written, because, after, diff)


def _has(text: str, target: str) -> bool:
    """Whether the text can still be read, and has the variant."""
    try:
        document, problems = parse(text.encode("utf-8", "surrogatepass"), "")
        return not problems and target in document.value["variants"]
    except (InputError, KeyError, TypeError):
        return False


def _is_plain(message: Message) -> bool:
    return not (message.tool_calls or message.tool_call_id or message.attachments or message.variable)


def _written(target: str, variant: _Variant) -> Iterator[str]:
    """The variant as YAML, its lines without the indent of `variants:`."""
    value: dict[str, Any] = {}
    if variant.params:
        value["params"] = variant.params
    whole = {
        name: [{"role": turn.role, "content": turn.content} for turn in turns]
        for name, turns in variant.prompts.items()
    }
    if "" in whole:
        value["prompt"] = whole[""]
    elif whole:
        value["steps"] = whole
    for reason in variant.because:
        yield f"# {' '.join(reason.split())}"
    text = yaml.dump({target: value}, Dumper=_Blocks, sort_keys=False, allow_unicode=True, width=_ENDLESS)
    yield from text.split("\n")[:-1]


class _Blocks(yaml.SafeDumper):
    """Texts of several lines as blocks, as people write them."""


def _as_block(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style="|" if "\n" in text else None)


_Blocks.add_representer(str, _as_block)


def _inserted(before: str, document: Any, target: str, lines: Sequence[str]) -> tuple[str, str]:
    """The file's new text, or why it has to be changed by hand."""
    value: Mapping[str, Any] = document.value
    end = "\r\n" if "\r\n" in before else "\n"
    block = "".join(f"  {line}".rstrip() + end for line in lines)
    if "variants" not in value:
        gap = "" if before.endswith("\n") else end
        return f"{before}{gap}{end}variants:{end}{block}", ""
    if target in (value["variants"] or {}):
        return "", f"it has a variant for {target} already"
    mark = document.marks.parts["variants"]
    line, column = document.marks.keys["variants"]
    if column != 1 or not value["variants"] or mark.line <= line:
        return "", "its `variants:` stand on one line"
    kept = before.splitlines(keepends=True)
    indent = " " * (mark.column - 1)
    return "".join([*kept[:line], *(f"{indent}{text}".rstrip() + end for text in lines), *kept[line:]]), ""

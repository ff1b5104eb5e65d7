"""The successor of a target: what it would be, and the change to `harness.yaml` that adds it."""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass, replace
from pathlib import Path

from harness import plugins
from harness.errors import UsageError
from harness.facts import Book
from harness.model.config import Config, Target
from harness.model.facts import ModelFacts
from harness.yamlfile.parsing import load as load_document

_PLAIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]*")


@dataclass(frozen=True, slots=True)
class Proposal:
    """`config` has the new target; `diff` is the change to the file and `after` its new text, empty where the target is
    there already or where `by_hand` has to be put in by the user.
    """

    leaving: Target
    coming: Target
    config: Config
    facts: ModelFacts | None
    diff: str = ""
    by_hand: str = ""
    after: str = ""


def propose(config: Config, leaving: str, coming: str | None, book: Book) -> Proposal:
    """`coming` is a configured target, `PROVIDER/MODEL` or a model of the same provider; None: the successor that the
    vendor names.

    Raises:
        UsageError: a target or provider is unknown, no successor is named, or both are the same.
    """
    old = target_named(config, leaving)
    facts = book.about(old)
    name = coming or (facts.successor if facts else "")
    if not name:
        raise UsageError(
            f"no source names a successor of {old.model!r}",
            slug="no-successor",
            hint="say which: harness migrate FROM TO",
        )
    if name in config.targets:
        if name == leaving:
            raise UsageError(f"{name!r} is to be compared with itself", slug="same-target", hint="name two targets")
        return Proposal(old, config.targets[name], config, facts)
    new = _successor(config, old, name)
    changed = replace(config, targets={**config.targets, new.name: new})
    return Proposal(old, new, changed, facts, *_change(config, old, new))


def target_named(config: Config, name: str) -> Target:
    """Raises UsageError if none is."""
    if name not in config.targets:
        hint = plugins.suggest(name, tuple(config.targets))
        raise UsageError(f"no target is named {name!r}", slug="unknown-target", hint=hint)
    return config.targets[name]


def _successor(config: Config, old: Target, name: str) -> Target:
    """The same target with another model; of another provider, nothing but that."""
    provider, _, model = name.rpartition("/")
    if provider and provider not in (providers := plugins.names("providers")):
        hint = plugins.suggest(provider, providers)
        raise UsageError(f"no provider is named {provider!r}", slug="unknown-provider", hint=hint)
    given = _PLAIN.fullmatch(model)
    if given is None:
        raise UsageError(f"{name!r} is no name of a model", slug="bad-target", hint="for example openai/gpt-6-sol")
    called = model if model not in config.targets else f"{model}-new"
    same = provider in ("", old.provider)
    vendor = plugins.load("providers", provider or old.provider)
    # An address can serve another model; a deployment is one model's own.
    kept = ("model", "base_url") if same else ("model",)
    missing = [key for key in getattr(vendor, "NEEDS", ("model",)) if key not in kept]
    if missing:
        hint = "add it to harness.yaml, and name it as TO"
        raise UsageError(
            f"a target of {provider or old.provider!r} needs its own {', '.join(missing)}", slug="bad-target", hint=hint
        )
    if same:
        return replace(old, name=called, model=model, price=None, served=())
    return Target(
        name=called,
        provider=provider,
        model=model,
        params=old.params,
        failure_domain={"vendor": vendor.VENDOR},
        vision=bool(getattr(vendor, "VISION", False)),
    )


def _change(config: Config, old: Target, new: Target) -> tuple[str, str, str]:
    """The diff of the file, what is to be done by hand, and the file's new text: the first and last, or the second."""
    path = Path(config.path)
    before = path.read_text(encoding="utf-8-sig").splitlines(keepends=True)
    document, _ = load_document(path, path.name)
    marks = document.marks.parts["targets"]
    line, column = marks.keys[old.name]
    # In a flow mapping, or one on a single line, no line can be put in without rewriting others.
    own = marks.parts[old.name]
    block = before[line - 1][: column - 1].strip() == "" and own.line > line
    if not block:
        return "", "".join(_written(new, None, "  ")), ""
    following = [at for at, _ in marks.keys.values() if at > line]
    end = min(following) - 1 if following else _end(before, line, column)
    while end > line and not before[end - 1].strip():
        end -= 1
    body = before[line:end] if new.provider == old.provider else None
    written = _written(new, body, " " * (own.column - column))
    block_lines = [f"{' ' * (column - 1)}{text}" for text in written]
    after = [*before[:end], "\n", *block_lines, *before[end:]]
    named = path.name
    return "".join(difflib.unified_diff(before, after, f"a/{named}", f"b/{named}")), "", "".join(after)


def _end(lines: list[str], line: int, column: int) -> int:
    """The last line of a block that begins at `line`: before the next that stands no further in."""
    for number in range(line, len(lines)):
        text = lines[number]
        if text.strip() and not text.lstrip().startswith("#") and len(text) - len(text.lstrip()) < column:
            return number
    return len(lines)


def _written(new: Target, body: list[str] | None, indent: str) -> list[str]:
    """The new target's lines, without the indent of their block. Of the old target's `body` all is taken over but the
    model, the price and what belongs to them.
    """
    lines = [f"{new.name}:\n", f"{indent}provider: {new.provider}\n", f"{indent}model: {new.model}\n"]
    if body is None:  # nothing of another vendor's: not its address, its key or its domains
        return lines
    outer = min((len(text) - len(text.lstrip()) for text in body if text.strip()), default=0)
    keep = False
    for text in body:
        if len(text) - len(text.lstrip()) == outer and text.strip():
            key = text.strip().partition(":")[0]
            keep = key not in ("provider", "model", "price", "served", "deployment") and not key.startswith("#")
        if keep and text.strip():
            lines.append(indent + text[outer:])
    return lines

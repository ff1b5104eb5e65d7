"""A promptfoo configuration as a whole: its parts read, in the order in which they need each other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from harness.checks.parsing import ABSENT, assertion_names
from harness.importers._project.ledger import Fields, ImportLedger
from harness.importers._promptfoo.assertions import REASONS, SAME, AssertionReader
from harness.importers._promptfoo.graders import Graders
from harness.importers._promptfoo.prompts import Prompt, PromptReader
from harness.importers._promptfoo.providers import PromptfooProvider, read_providers
from harness.importers._promptfoo.reading import Folder
from harness.importers._promptfoo.references import dereferenced
from harness.importers._promptfoo.tests import Test, TestReader
from harness.visible import shorten
from harness.yamlfile.refusal import Refusal

HOW = (
    "outputPath", "sharing", "writeLatestResults", "commandLineOptions", "$schema", "redteamEnabled",
)  # fmt: skip
"""Keys about where a program keeps and shows its work: they say nothing about what is asked or checked."""
_HOW_EVALUATED = ("maxConcurrency", "delay", "cache", "showProgressBar", "timeoutMs", "maxEvalTimeMs",
                  "interactiveProviders", "generateSuggestions", "eventSource")  # fmt: skip
_DATA = (".yaml", ".yml", ".json")
KNOWN = frozenset((*assertion_names(), *ABSENT, *SAME, *REASONS))


@dataclass(frozen=True, slots=True)
class Configuration:
    """What a configuration asks, of whom, and what it expects."""

    description: str
    prompts: Sequence[Prompt]
    providers: Sequence[PromptfooProvider]
    tests: Sequence[Test]
    repeat: int
    assertions: AssertionReader
    graders: Graders


def folder_of(source: Path) -> Folder:
    """The files that a configuration may name: those where the user stands, if it lies below, else its own folder's."""
    base, here = source.resolve().parent, Path.cwd().resolve()
    return Folder(here if base.is_relative_to(here) else base, base)


def read_configuration(raw: Mapping[str, Any], source: Path, ledger: ImportLedger) -> Configuration:
    """Everything in a configuration; what cannot be taken over is listed in the ledger.

    Raises:
        InputError: a reference in it leads back to itself.
    """
    folder = folder_of(source)
    fields = Fields(dereferenced(raw, folder, ledger), "", ledger)
    fields.skip(*HOW)
    environment = (
        {str(key): value for key, value in env.items()} if isinstance(env := fields.take("env"), Mapping) else {}
    )
    key = "targets" if fields.has("targets") else "providers"
    providers = read_providers(_loaded(fields.take(key), key, folder, ledger), key, ledger)
    reader = PromptReader(folder, ledger, environment)
    prompts = _distinct(reader.read(_prompts(fields.take("prompts", ["{{ prompt }}"]), folder), "prompts"))
    taken = {provider.target.name for provider in providers}
    graders = Graders(taken, ledger)
    has_tools = any(provider.tools for provider in providers)
    assertions = AssertionReader(folder, ledger, graders, has_tools)
    tests = TestReader(folder, ledger, KNOWN, environment).read(fields)
    description = str(fields.take("description", ""))
    repeat = _repeat(fields.take("evaluateOptions"), ledger)
    _lose_the_rest(fields)
    return Configuration(description, prompts, providers, tests, repeat, assertions, graders)


def _lose_the_rest(fields: Fields) -> None:
    for key, reason in (
        ("redteam", "attacks are made by promptfoo's own service"),
        ("nunjucksFilters", "programs of the user's, and none is run"),
        ("extensions", "programs of the user's, and none is run"),
        ("derivedMetrics", "numbers that are computed from other metrics are not known here"),
        ("tracing", "spans of an agent's own program are not measured here"),
    ):
        fields.lose(key, reason)
    # Anchors for `$ref`, put in place already.
    fields.skip("assertionTemplates")
    fields.close("promptfoo knows no such key, or nothing here says the same")


def _prompts(raw: Any, folder: Folder) -> Any:
    """A file named in place of the list, if it holds a list."""
    if isinstance(raw, str) and raw.endswith((".yaml", ".yml")):
        try:
            value = folder.data(raw)
        except Refusal:
            return raw
        if isinstance(value, list) and all(isinstance(item, str) for item in value):
            return value
    return raw


def _loaded(raw: Any, place: str, folder: Folder, ledger: ImportLedger) -> Any:
    """Providers with those that stand in files of their own read in, and the files that their settings name."""
    if isinstance(raw, list):
        return [_loaded(item, f"{place}[{number}]", folder, ledger) for number, item in enumerate(raw)]
    if isinstance(raw, str) and raw.startswith("file://") and raw.endswith((".yaml", ".yml", ".json")):
        try:
            return _loaded(folder.data(raw), place, folder, ledger)
        except Refusal as refused:
            ledger.lose(place, f"the providers {shorten(raw, 80)!r}", refused.message)
            return []
    if isinstance(raw, Mapping):
        return {key: _settings(value, f"{place}.{key}", folder, ledger) for key, value in raw.items()}
    return raw


def _settings(value: Any, place: str, folder: Folder, ledger: ImportLedger) -> Any:
    if isinstance(value, list):
        return [_settings(item, f"{place}[{number}]", folder, ledger) for number, item in enumerate(value)]
    if isinstance(value, Mapping):
        return {str(key): _settings(item, f"{place}.{key}", folder, ledger) for key, item in value.items()}
    if isinstance(value, str) and value.startswith("file://") and value.endswith((*_DATA, ".txt", ".md")):
        try:
            return folder.data(value) if value.endswith(_DATA) else folder.text(value)
        except Refusal as refused:
            ledger.lose(place, f"the file {shorten(value, 80)!r}", refused.message)
            return None
    return value


def _repeat(raw: Any, ledger: ImportLedger) -> int:
    if not isinstance(raw, Mapping):
        return 1
    options = Fields(raw, "evaluateOptions", ledger)
    repeat = options.take("repeat", 1)
    options.skip(*_HOW_EVALUATED)
    options.close("it is said on the command line: `harness run -k …`")
    return repeat if isinstance(repeat, int) and 1 <= repeat <= 1000 else 1  # noqa: PLR2004 - a suite's own limit


def _distinct(prompts: list[Prompt]) -> list[Prompt]:
    """Each prompt once, however often it is named."""
    seen: dict[tuple[str, str], Prompt] = {}
    for prompt in prompts:
        seen.setdefault((prompt.label, prompt.raw), prompt)
    return list(seen.values())

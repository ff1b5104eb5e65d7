"""promptfoo's tests: files and tables read, defaults merged in, scenarios multiplied out, lists of values expanded."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import PurePosixPath
from typing import Any

from harness import strictjson
from harness.errors import InputError
from harness.importers._project.ledger import Fields, ImportLedger
from harness.importers._promptfoo.nunjucks import as_text, environment_names, resolved, without_environment
from harness.importers._promptfoo.reading import CODE, Folder, rows
from harness.importers._promptfoo.tables import tests_of
from harness.visible import shorten
from harness.yamlfile.refusal import Refusal

MOST_COMBINATIONS = 100_000
_MEDIA = (".png", ".jpg", ".jpeg", ".gif", ".webp", ".svg", ".bmp", ".mp3", ".wav", ".mp4", ".webm", ".ogg", ".pdf")
_ELSEWHERE = ("https://docs.google.com", "huggingface://", "http://", "https://", "langfuse://", "portkey://")


@dataclass(frozen=True, slots=True)
class ForeignAssertion:
    """An assertion as it stands in a file, and where."""

    raw: Any
    place: str
    by_default: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Test:
    """A test with its defaults merged in; `providers` and `prompts` None mean all of them."""

    place: str
    description: str = ""
    vars: Mapping[str, Any] = field(default_factory=dict)
    wanted: tuple[ForeignAssertion, ...] = ()
    threshold: float | None = None
    options: Mapping[str, Any] = field(default_factory=dict)
    providers: tuple[str, ...] | None = None
    prompts: tuple[str, ...] | None = None
    output: Any = None
    """An answer that the configuration itself gives."""
    group: str | None = None


@dataclass(frozen=True, slots=True)
class TestReader:
    """Reads the tests of one configuration; what cannot be taken over is listed."""

    folder: Folder
    ledger: ImportLedger
    known: frozenset[str]
    """Names of assertions, for tables."""
    environment: Mapping[str, Any]

    def read(self, config: Fields) -> list[Test]:
        """Every test in the order in which promptfoo runs them; one without variables if there are none."""
        default = self._default(config.take("defaultTest"))
        given = config.has("tests") or config.has("scenarios")
        tests = [_merged(default, test) for test in self._listed(config.take("tests"), "tests")]
        for number, raw in enumerate(_list(config.take("scenarios"))):
            tests += [_merged(default, test) for test in self._scenario(raw, f"scenarios[{number}]")]
        if not given:
            tests = [replace(default, place="tests")]
        return [row for test in tests for row in self._expanded(test)]

    def _default(self, raw: Any) -> Test:
        if isinstance(raw, str):
            raw = self._file(raw, "defaultTest")
        if not isinstance(raw, Mapping):
            return Test(place="defaultTest")
        test = self._test(raw, "defaultTest")
        return replace(test, wanted=tuple(replace(wanted, by_default=True) for wanted in test.wanted))

    def _listed(self, raw: Any, place: str) -> Iterator[Test]:
        for number, item in enumerate(_list(raw)):
            at = f"{place}[{number}]" if isinstance(raw, list) else place
            if isinstance(item, str):
                yield from self._named(item, at)
            elif isinstance(item, Mapping) and isinstance(item.get("path"), str) and "vars" not in item:
                yield from self._named(item["path"], at)
                if item.get("config"):
                    self.ledger.lose(f"{at}.config", "`config`", "it is for a program that makes tests")
            elif isinstance(item, Mapping):
                yield self._test(item, at)
            elif item is not None:
                self.ledger.lose(at, "a test", "it is no mapping")

    def _named(self, name: str, place: str) -> Iterator[Test]:
        if name.startswith(_ELSEWHERE):
            self.ledger.lose(place, f"the tests {shorten(name, 80)!r}", "they lie on a server; nothing is fetched")
            return
        files = self.folder.matching(name)
        if not files:
            self.ledger.lose(place, f"the tests {shorten(name, 80)!r}", "no file fits the pattern")
        for file in files:
            bare = file.removeprefix("file://")
            suffix = PurePosixPath(bare.split(":")[0]).suffix.lower()
            if suffix in CODE:
                self.ledger.lose(place, f"the tests {shorten(bare, 80)!r}", "a program makes them, and none is run")
                continue
            try:
                yield from self._table(bare, suffix, place)
            except Refusal as refused:
                self.ledger.lose(place, f"the tests {shorten(bare, 80)!r}", refused.message)
            except InputError as error:
                self.ledger.lose(place, f"the tests {shorten(bare, 80)!r}", error.problems[0].message)

    def _table(self, name: str, suffix: str, place: str) -> Iterator[Test]:
        if suffix == ".csv":
            for number, row in enumerate(
                tests_of(rows(self.folder.text(name), name), name, self.known, self.ledger), 1
            ):
                yield self._test(row, f"{name} row {number}")
        elif suffix == ".jsonl":
            for number, line in enumerate(self.folder.text(name).splitlines(), 1):
                if not line.strip():
                    continue
                try:
                    row = strictjson.read(line, distinct=False)
                except (ValueError, RecursionError) as error:
                    self.ledger.lose(f"{name}:{number}", "a test", f"the line is no JSON: {error}")
                    continue
                if isinstance(row, Mapping):
                    yield self._test(row, f"{name}:{number}")
        elif suffix in (".yaml", ".yml", ".json"):
            inner = TestReader(self.folder.beside(name), self.ledger, self.known, self.environment)
            yield from inner._listed(self.folder.data(name), name)
        else:
            self.ledger.lose(
                place,
                f"the tests {shorten(name, 80)!r}",
                f"files of the kind {suffix or 'without a suffix'} are not read",
            )

    def _file(self, name: str, place: str) -> Any:
        try:
            return self.folder.data(name)
        except Refusal as refused:
            self.ledger.lose(place, f"the file {shorten(name, 80)!r}", refused.message)
            return None

    def _scenario(self, raw: Any, place: str) -> Iterator[Test]:
        if isinstance(raw, str):
            raw = self._file(raw, place)
        if isinstance(raw, list):
            for number, item in enumerate(raw):
                yield from self._scenario(item, f"{place}[{number}]")
            return
        if not isinstance(raw, Mapping):
            return
        fields = Fields(raw, place, self.ledger)
        fields.take("description")
        settings = list(self._listed(fields.take("config"), fields.at("config")))
        tests = list(self._listed(fields.take("tests"), fields.at("tests")))
        fields.close()
        for setting, test in itertools.product(settings or [Test(place=place)], tests or [Test(place=place)]):
            yield _merged(setting, test)

    def _test(self, raw: Mapping[str, Any], place: str) -> Test:
        fields = Fields(raw, place, self.ledger)
        wanted = tuple(
            ForeignAssertion(item, f"{fields.at('assert')}[{number}]")
            for number, item in enumerate(_list(fields.take("assert")))
        )
        metadata = fields.take("metadata")
        metadata = dict(metadata) if isinstance(metadata, Mapping) else {}
        group = metadata.pop("conversationId", None)
        if metadata:
            names = ", ".join(shorten(str(name), 40) for name in metadata)
            self.ledger.lose(
                fields.at("metadata"), f"`metadata` ({names})", "a case has no further columns than its variables"
            )
        fields.lose("assertScoringFunction", "a program of the user's, and none is run")
        fields.lose("provider", "a test of one target's own is not known; `skip` leaves targets out")
        threshold = fields.take("threshold")
        if threshold is not None and (
            isinstance(threshold, bool) or not isinstance(threshold, int | float) or not 0 <= threshold <= 1
        ):
            self.ledger.lose(fields.at("threshold"), "`threshold`", "it is no number from 0 to 1")
            threshold = None
        options = fields.take("options")
        test = Test(
            place=place,
            description=str(fields.take("description", "")),
            vars=self._variables(fields.take("vars"), fields.at("vars")),
            wanted=wanted,
            threshold=threshold,
            options=dict(options) if isinstance(options, Mapping) else {},
            providers=_names(fields.take("providers")),
            prompts=_names(fields.take("prompts")),
            output=fields.take("providerOutput"),
            group=None if group is None else str(group),
        )
        fields.close("promptfoo knows no such key, or nothing here says the same")
        return test

    def _variables(self, raw: Any, place: str) -> dict[str, Any]:
        if raw is None:
            return {}
        if isinstance(raw, str | list):
            merged: dict[str, Any] = {}
            for name in _list(raw):
                for file in self.folder.matching(str(name)):
                    value = self._file(file, place)
                    merged |= value if isinstance(value, Mapping) else {}
            return merged
        if not isinstance(raw, Mapping):
            self.ledger.lose(place, "`vars`", "they are no mapping")
            return {}
        return {str(name): self._value(value, f"{place}.{name}") for name, value in raw.items()}

    def _value(self, value: Any, place: str) -> Any:
        if isinstance(value, list):
            return [self._value(part, f"{place}[{number}]") for number, part in enumerate(value)]
        if isinstance(value, Mapping):
            return {str(key): self._value(part, f"{place}.{key}") for key, part in value.items()}
        if not isinstance(value, str):
            return value
        if value.startswith("file://"):
            return self._from_file(value.removeprefix("file://"), place)
        for name in environment_names(value):
            if name not in self.environment:
                self.ledger.lose(
                    place, f"the environment variable {name}", "the environment is not read; it is left empty"
                )
        return without_environment(value, self.environment)

    def _from_file(self, name: str, place: str) -> Any:
        files = self.folder.matching(name)
        if not files:
            self.ledger.lose(place, f"the file {shorten(name, 80)!r}", "no file fits the pattern")
            return ""
        texts = [self._text(file, place) for file in files]
        return texts if len(texts) > 1 or "*" in name else texts[0]

    def _text(self, name: str, place: str) -> str:
        suffix = PurePosixPath(name.split(":", maxsplit=1)[0]).suffix.lower()
        reason = ""
        if suffix in CODE:
            reason = "a program makes the value, and none is run"
        elif suffix in _MEDIA:
            reason = "images and documents are attached by `images:` and `files:` of a suite's messages"
        if not reason:
            try:
                if suffix in (".yaml", ".yml"):
                    return json.dumps(self.folder.data(name), ensure_ascii=False)
                return self.folder.text(name).strip()
            except Refusal as refused:
                reason = refused.message
        self.ledger.lose(place, f"the file {shorten(name, 80)!r}", reason)
        return ""

    def _expanded(self, test: Test) -> Iterator[Test]:
        """A test for each combination of the values of variables that are lists of texts; later ones vary fastest."""
        lists = {
            name: value
            for name, value in test.vars.items()
            if isinstance(value, list)
            and value
            and isinstance(value[0], str)
            and not test.options.get("disableVarExpansion")
        }
        count = 1
        for value in lists.values():
            count *= len(value)
        if count > MOST_COMBINATIONS:
            self.ledger.lose(test.place, "a test", f"its variables make more than {MOST_COMBINATIONS:,} combinations")
            return
        for combination in itertools.product(*lists.values()):
            chosen = {**test.vars, **dict(zip(lists, combination, strict=True))}
            values, lost = resolved({name: _trimmed(value) for name, value in chosen.items()})
            for name in lost:
                reason = "it names others in a way that a suite's templates do not know; it stays as it is written"
                self.ledger.lose(f"{test.place}.vars.{name}", "the template in a variable", reason)
            yield replace(test, vars=values)


def _trimmed(value: Any) -> Any:
    return value.removesuffix("\n") if isinstance(value, str) else value


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _names(value: Any) -> tuple[str, ...] | None:
    return tuple(map(as_text, _list(value))) if value is not None else None


def _merged(default: Test, test: Test) -> Test:
    """The test over its defaults: assertions and variables join, the test's own settings win."""
    options = {**default.options, **test.options}
    inherited = () if test.options.get("disableDefaultAsserts") else default.wanted
    return Test(
        place=test.place,
        description=test.description or default.description,
        vars={**default.vars, **test.vars},
        wanted=(*inherited, *test.wanted),
        threshold=default.threshold if test.threshold is None else test.threshold,
        options=options,
        providers=default.providers if test.providers is None else test.providers,
        prompts=default.prompts if test.prompts is None else test.prompts,
        output=default.output if test.output is None else test.output,
        group=test.group or default.group,
    )

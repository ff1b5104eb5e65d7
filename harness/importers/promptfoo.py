"""promptfoo: a configuration, and the results of a run of it, as suites, targets and recordings.

    harness import promptfoo promptfooconfig.yaml --into ported
    harness import promptfoo promptfooconfig.yaml results.json --into ported && cd ported && harness run

Each prompt becomes a suite, each test a case, each provider a target; assertions keep their names. Results
(`promptfoo eval -o results.json`, or `.jsonl`) become recordings, so that a run replays at once; they bring `score`
and `pass`, of which `--score pass` makes a check. What hosted OpenAI Evals exports is such a pair, too. Files are read
below the folder you stand in, or below the configuration's own if that lies elsewhere. Programs (`.js`, `.py`) are
never run: an expression that only says what an assertion of ours says is carried over as that, all others are listed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from harness.errors import InputError, UsageError
from harness.importers._project.drafts import AnswerDraft, ProjectDraft
from harness.importers._project.ledger import ImportLedger
from harness.importers._project.naming import suite_name
from harness.importers._project.writing import heading_of, write_project
from harness.importers._promptfoo.configuration import Configuration, read_configuration
from harness.importers._promptfoo.nunjucks import as_text
from harness.importers._promptfoo.providers import read_providers
from harness.importers._promptfoo.reading import load
from harness.importers._promptfoo.results import Results, answers_of, is_results, read_results
from harness.importers._promptfoo.suites import PromptSuite, SuiteMaker
from harness.model.carrying import Imported, ImportOptions
from harness.model.exchange import Response
from harness.model.location import Location, Problem
from harness.plugins import suggest
from harness.strictjson import kind_of
from harness.summary.phrases import count_of

TAKES = ("further", "models", "baseline", "scores")

_CONFIGS = ("promptfooconfig.yaml", "promptfooconfig.yml", "promptfooconfig.json")
SCORES = ("score", "pass")


def take_over(source: Path, options: ImportOptions) -> Imported:
    """Write suites, targets and recordings from a configuration and, in `options.further`, results of its runs.

    Raises:
        InputError: the configuration cannot be read, or nothing of it can be taken over; says why.
        UsageError: a suite of that name exists, no provider is the baseline asked for, or results have no such score.
        StoreError: something cannot be written.
    """
    source = (
        next((source / name for name in _CONFIGS if (source / name).is_file()), source) if source.is_dir() else source
    )
    raw = load(source)
    ledger = ImportLedger(source.name)
    results = [read_results(path) for path in options.further]
    if is_results(raw):
        results.append(read_results(source))
        raw = results[-1].config
    if not isinstance(raw, Mapping):
        message = f"expected a configuration (key: value), found {kind_of(raw)}"
        raise InputError([Problem("import-unreadable", message, Location(str(source)))])
    config = _with_providers(read_configuration(raw, source, ledger), results, options, ledger)
    name = suite_name(options.suite or (None if source.name not in _CONFIGS else source.resolve().parent.name), source)
    scores = _scores(options.scores)
    maker = SuiteMaker(config, ledger, name, heading_of(source), options.baseline, scores)
    suites = maker.suites()
    if not suites:
        raise InputError(_nothing(source, ledger))
    answers = [
        *_given_outputs(config, suites),
        *(answer for part in results for answer in answers_of(part, config, suites, ledger)),
    ]
    draft = _project(config, suites, answers)
    done = write_project(options.root, draft, options.origin)
    ledger.add(done.not_carried)
    notices = (*done.notices, *_notices(suites, config))
    return replace(done, not_carried=ledger.not_carried, notices=notices)


def _scores(named: Sequence[str]) -> tuple[str, ...]:
    """The results' scores that are to be checks, in the order in which they are asked for."""
    for name in named:
        if name not in SCORES:
            raise UsageError(
                f"results of promptfoo have no column {name!r}", slug="unknown-column", hint=suggest(name, SCORES)
            )
    return tuple(named)


def _project(config: Configuration, suites: Sequence[PromptSuite], answers: Sequence[AnswerDraft]) -> ProjectDraft:
    judges = config.graders.targets
    return ProjectDraft(
        suites=[suite.draft for suite in suites],
        targets=[*(provider.target for provider in config.providers), *judges],
        baseline=suites[0].draft.baseline,
        judge=judges[0].name if judges else None,
        answers=answers,
    )


def _with_providers(
    config: Configuration, results: Sequence[Results], options: ImportOptions, ledger: ImportLedger
) -> Configuration:
    """The configuration with the providers that are wanted; those of the results where it names none."""
    providers = config.providers
    if not providers:
        named = list(dict.fromkeys(result.provider for part in results for result in part.results if result.provider))
        providers = read_providers(named or [{"id": "recorded", "label": "recorded"}], "providers", ledger)
    if options.models:
        known = tuple(provider.label for provider in providers)
        for model in options.models:
            if not any(provider.named(model) or provider.target.model == model for provider in providers):
                raise UsageError(f"no provider is {model!r}", slug="unknown-model", hint=suggest(model, known))
        providers = [
            provider
            for provider in providers
            if any(provider.named(model) or provider.target.model == model for model in options.models)
        ]
    if options.baseline and not any(provider.named(options.baseline) for provider in providers):
        known = tuple(provider.label for provider in providers)
        raise UsageError(
            f"no provider is the baseline {options.baseline!r}",
            slug="unknown-model",
            hint=suggest(options.baseline, known),
        )
    return replace(config, providers=providers)


def _given_outputs(config: Configuration, suites: Sequence[PromptSuite]) -> Iterator[AnswerDraft]:
    """The answers that tests bring themselves, for every target."""
    for suite in suites:
        for number, case in suite.cases.items():
            output: Any = config.tests[number].output
            if output is not None and number not in suite.partial:
                for provider in suite.providers:
                    yield AnswerDraft(
                        suite=suite.draft.name,
                        case=case,
                        target=provider.target.name,
                        responses=(Response(text=as_text(output)),),
                    )


def _notices(suites: Sequence[PromptSuite], config: Configuration) -> Iterator[str]:
    cases = sum(len(suite.draft.cases) for suite in suites)
    if len(suites) > 1:
        asked = f"{count_of(cases, 'case')} for {count_of(len(config.providers), 'target')}"
        yield f"each prompt became a suite: {len(suites)}, with {asked}"


def _nothing(source: Path, ledger: ImportLedger) -> list[Problem]:
    """Why no suite came of it."""
    place = Location(str(source))
    reasons = [entry for entry in ledger.not_carried if "prompt" in entry.what or "test" in entry.what][:20]
    listed = [Problem("import-empty", str(entry), place) for entry in reasons]
    return listed or [Problem("import-empty", "it has no prompt that a suite could have", place)]

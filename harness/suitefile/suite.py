"""Suites: found, read, checked completely and resolved, so that nothing is left to go wrong after the first call."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from harness import plugins
from harness.checks import parsing as checks
from harness.errors import InputError
from harness.model.config import Config
from harness.model.location import Problem
from harness.model.suite import CheckSpec, Suite
from harness.strictjson import kind_of
from harness.suitefile.alike import Askings
from harness.suitefile.attached_files import find_attachments, vary_by_case
from harness.suitefile.budgets import budgets
from harness.suitefile.cases import CaseReader, cases_kept, grouped, read_cases, with_weights_checked
from harness.suitefile.columns import tell_case_keys
from harness.suitefile.digests import SuiteDigest, digest
from harness.suitefile.discovery import SuiteCandidate, find_suites, nothing
from harness.suitefile.equivalence import candidates, check_judge, equivalence, with_judge, with_judged_checked
from harness.suitefile.forms.failover import failover_of
from harness.suitefile.forms.suite import NEEDED, SuiteForm
from harness.suitefile.placeholders import with_conversations_checked, with_placeholders_checked
from harness.suitefile.references import with_references_checked
from harness.suitefile.steps import check_choice, read_steps
from harness.suitefile.tables import Files
from harness.suitefile.variants import read_variants, turns_by_step
from harness.yamlfile.document import Document, Key
from harness.yamlfile.forms import Scope, validate
from harness.yamlfile.opening import from_root
from harness.yamlfile.parsing import load


def load_suite(path: Path, config: Config) -> Suite:
    """Read and check one suite.

    Raises:
        InputError: it is unreadable or wrong; carries every problem.
    """
    problems: list[Problem] = []
    suite = _load(SuiteCandidate(path, named=True), config, problems)
    if problems or suite is None:
        raise InputError(problems)
    return suite


def load_suites(
    paths: Sequence[Path],
    config: Config,
    documents: dict[str, Document] | None = None,
    passed_over: list[str] | None = None,
) -> tuple[Suite, ...]:
    """All suites of the files and, recursively, folders; sorted by path within each. The files as they were read join
    `documents`, by the path that locations have.

    YAML files below a folder that hold a list are tables of cases and left alone; a sentence on each that no suite
    reads joins `passed_over`.

    Raises:
        UsageError: a path does not exist, or there is no suite.
        InputError: suites are wrong; carries every problem of every file.
    """
    problems: list[Problem] = []
    lists: list[Path] = []
    loaded = [_load(file, config, problems, documents, lists) for file in find_suites(paths, config)]
    suites = [suite for suite in loaded if suite is not None]
    # Suites without a name are told already, and no twins.
    nameless = {one.location.path for one in problems if one.location and one.message == "the key `suite` is missing"}
    problems.extend(_twins([suite for suite in suites if suite.location and suite.location.path not in nameless]))
    if problems:
        raise InputError(problems)
    unread = tuple(_unread(lists, suites, Path(config.root)))
    if not suites:
        raise nothing(paths, unread)
    if passed_over is not None:
        passed_over += unread
    return tuple(suites)


def _load(
    file: SuiteCandidate,
    config: Config,
    problems: list[Problem],
    documents: dict[str, Document] | None = None,
    lists: list[Path] | None = None,
) -> Suite | None:
    """The suite, or None if it is wrong (then the problems say why) or no suite; a list found joins `lists`."""
    try:
        document, flaws = load(file.path)
    except InputError as error:
        problems.extend(error.problems)
        return None
    if isinstance(document.value, list) and not file.named:
        if lists is not None:
            lists.append(file.path)
        return None
    if documents is not None:
        documents[document.path] = document
    scope = Scope(document, [])
    suite = _suite(file.path, document, config, scope)
    problems.extend(scope.every_problem(flaws))
    return suite


def _suite(path: Path, document: Document, config: Config, scope: Scope) -> Suite | None:
    raw = document.value
    form = validate(SuiteForm, raw, scope, NEEDED)
    if form is None or not isinstance(raw, dict):
        if not scope.problems:
            scope.tell("wrong-type", f"expected a suite (key: value), got {kind_of(raw)}")
        return None
    failover = None
    if form.failover:
        failover = failover_of(form.failover, tuple(config.targets), scope.into("failover"), config.failover)
    settings = equivalence(form.equivalence, config.equivalence, scope.into("equivalence"))
    check_judge(settings.judge, config.targets, scope.into("equivalence", "judge"))
    targets, baseline = _targets(form, candidates(config, settings), config, scope)
    settings = with_judge(settings, config.judge, targets, scope.into("equivalence"))
    files = Files(Path(config.root), path.resolve().parent)
    read_checks = partial(_checks, files)
    steps = read_steps(raw, form, scope, read_checks)
    params = form.params.model_dump(exclude_unset=True) if form.params else {}
    for placed in steps:
        check_choice(placed.step, params, scope)
    variants = read_variants(form.variants, steps, config, scope.into("variants"))
    own = read_checks(raw.get("assert"), scope.into("assert"))
    tools = tuple(dict.fromkeys(tool.name for placed in steps for tool in placed.step.tools))
    reader = CaseReader(files, own, form.threshold, form.min_pass_rate, targets, read_checks, tools)
    turns = turns_by_step(steps, variants)
    cases = cases_kept(own)
    suite = Suite(
        name=form.suite,
        path=from_root(path.resolve(), Path(config.root)),
        steps=tuple(placed.step for placed in steps),
        cases=(),
        description=form.description,
        critical=form.critical,
        targets=targets,
        baseline=baseline,
        samples=form.samples,
        baseline_samples=form.baseline_samples,
        claim=form.claim,
        least=form.least,
        group_by=form.group_by,
        budgets=budgets(form.budgets, config.budgets),
        failover=failover,
        resend=form.resend,
        stream=form.stream,
        params=params,
        variants={name: tuned.variant for name, tuned in variants.items()},
        attachments={} if vary_by_case(turns) else find_attachments(turns, (), files, scope),
        equivalence=settings,
        tags=tuple(form.tags),
        location=scope.at("suite"),
    )
    # Every question is asked of a case while it is read, and then it is kept: many lie on disk, where to go over them
    # again for each question would take most of the time.
    running = SuiteDigest(suite)
    found = read_cases(raw.get("cases"), reader, scope.into("cases"), cases.share)
    if form.group_by is not None:
        found = grouped(found, form.group_by, files, scope)
    if steps:
        found = with_references_checked(found, suite.steps)
    found = with_weights_checked(found, form.claim, scope)
    found = with_placeholders_checked(steps, turns, found, files, scope)
    found = with_conversations_checked(turns, found, scope)
    found = with_judged_checked(found, suite.steps, config, scope)
    canned, askings = False, Askings(suite)
    for case in askings.over(running.over(found)):
        cases.append(case)
        canned = canned or bool(case.returns)
    tell_case_keys(files.case_keys, suite, own, scope)
    whole = replace(suite, cases=cases.settled())
    if vary_by_case(turns):
        whole = replace(whole, attachments=find_attachments(turns, whole.cases, files, scope))
    is_whole = not canned and not vary_by_case(turns)
    whole = replace(whole, files=files.read, digest=running.value() if is_whole else digest(whole))
    # Behind the digest: which cases belong together follows from what they say.
    return askings.joined(whole)


def _targets(form: SuiteForm, default: tuple[str, ...], config: Config, scope: Scope) -> tuple[tuple[str, ...], str]:
    """The suite's targets, its baseline always among them, and the baseline."""
    configured = tuple(config.targets)
    baseline = form.baseline or config.baseline
    if form.baseline is not None and form.baseline not in configured:
        _tell_target(form.baseline, configured, scope.into("baseline"))
    names = form.targets or default
    for number, name in enumerate(names):
        if name not in configured:
            _tell_target(name, configured, scope.into("targets", number))
        elif name in names[:number]:
            scope.tell("duplicate-target", f"{name!r} stands twice among the targets", "targets", number)
    targets = tuple(dict.fromkeys(names))
    return (targets if baseline in targets else (baseline, *targets)), baseline


def _tell_target(name: str, configured: tuple[str, ...], scope: Scope) -> None:
    hint = plugins.suggest(name, configured) or "targets are named in harness.yaml"
    scope.tell("unknown-target", f"no target is named {name!r}", hint=hint)


def _checks(files: Files, raw: object, scope: Scope) -> tuple[CheckSpec, ...]:
    def report(keys: tuple[Key, ...], slug: str, message: str, hint: str) -> None:
        scope.tell(slug, message, *keys, hint=hint, key=slug in ("unknown-key", "unknown-assertion"))

    return checks.parse(raw, report, lambda keys: scope.at(*keys), files.text) if isinstance(raw, list) else ()


def _unread(lists: Sequence[Path], suites: Sequence[Suite], root: Path) -> Iterator[str]:
    """A sentence for each list that no suite reads as a table of its cases."""
    read = {file for suite in suites for file in suite.files}
    for path in lists:
        name = from_root(path.resolve(), root)
        if name not in read:
            instead = "not a suite (suite:, prompt:, cases:), and no suite reads it"
            yield f"{name} is passed over: it holds a list, {instead}"


def _twins(suites: Sequence[Suite]) -> Iterator[Problem]:
    first: dict[str, Suite] = {}
    for suite in suites:
        other = first.setdefault(suite.name.casefold(), suite)
        if other is not suite:
            message = f"the suite {suite.name!r} is also in {other.location}"
            hint = "recordings are kept under a suite's name; rename one of them"
            yield Problem("duplicate-suite", message, suite.location, f"suite: {suite.name}", hint)

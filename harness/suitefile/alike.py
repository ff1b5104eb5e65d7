"""Cases that ask the same. Written under many ids, one question is no more evidence than once: such cases are one unit,
as if they had one `group`.

What a case asks is what the prompts of all steps and variants take from its variables, blanks at the ends aside.
Variables that no prompt uses tell no cases apart, nor does what is expected of the answer.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from hashlib import blake2b
from itertools import pairwise
from typing import Any

from harness.errors import InputError
from harness.model.numerals import to_json
from harness.model.suite import Case, Suite
from harness.spool.sequence import kept, shared_by
from harness.spool.sizes import cases_limit
from harness.suitefile.cases import LONGEST_GROUP
from harness.suitefile.placeholders import STEPS
from harness.templates.template import compile_template, is_template, rendered

_DIGEST_BYTES = 8
_Part = Callable[[Mapping[str, Any]], str]


class Askings:
    """What the cases of a suite ask, taken while they go by; a number of eight bytes is kept of each.

    for case in (askings := Askings(suite)).over(cases): …
    askings.joined(suite)
    """

    def __init__(self, suite: Suite) -> None:
        self._parts = tuple(_parts(suite))
        self._asked = array("Q")

    def over(self, cases: Iterable[Case]) -> Iterator[Case]:
        """The cases as they are."""
        for case in cases:
            self._asked.append(self._digest(case))
            yield case

    def joined(self, suite: Suite) -> Suite:
        """The suite with cases that ask the same in one group; groups that share a question are one, under the name of
        the first. Its cases must be those that went by. Raises StoreError.
        """
        repeated = {one for one, other in pairwise(sorted(self._asked)) if one == other}
        if not repeated:
            return suite
        ids: dict[int, list[str]] = {}
        for asked, case in zip(self._asked, suite.cases, strict=True):
            if asked in repeated:
                ids.setdefault(asked, []).append(case.id)
        alike = {name: same[0] for same in ids.values() for name in same}
        labels = _labels(suite.cases, alike)
        regrouped = {case.id for case in suite.cases if labels(case) != case.group}
        cases = suite.cases
        if regrouped:
            cases = kept(
                (replace(case, group=labels(case)) if case.id in regrouped else case for case in suite.cases),
                shared_by(suite.cases),
                most=cases_limit(),
            )
        return replace(suite, cases=cases, alike=alike, regrouped=frozenset(regrouped))

    def _digest(self, case: Case) -> int:
        state = blake2b(digest_size=_DIGEST_BYTES)
        for part in self._parts:
            text = part(case.vars).encode("utf-8", "surrogatepass")
            state.update(b"%d:%b" % (len(text), text))
        if case.returns:
            state.update(repr(case.returns).encode("utf-8", "surrogatepass"))
        return int.from_bytes(state.digest())


def _labels(cases: Sequence[Case], alike: Mapping[str, str]) -> Callable[[Case], str | None]:
    """The group of a case once those that ask the same are joined, and with them the groups that they are of."""
    above: dict[tuple[str, str], tuple[str, str]] = {}

    def root(unit: tuple[str, str]) -> tuple[str, str]:
        while (higher := above.get(unit, unit)) != unit:
            above[unit] = above.get(higher, higher)
            unit = higher
        return unit

    names: dict[tuple[str, str], str] = {}
    for case in cases:
        if case.id not in alike:
            continue
        asked = root(("asked", alike[case.id]))
        if case.group is not None and (written := root(("written", case.group))) != asked:
            above[written] = asked
            name = names.get(written) or case.group
            names.setdefault(asked, name)

    def label(case: Case) -> str | None:
        if case.group is not None:
            return names.get(root(("written", case.group)), case.group)
        if case.id not in alike:
            return None
        asked = root(("asked", alike[case.id]))
        return names.get(asked, f"asks the same as {asked[1]}"[:LONGEST_GROUP])

    return label


def _parts(suite: Suite) -> Iterator[_Part]:
    """What tells cases apart: texts of a case's variables. A placeholder is read by the variable's own value, which
    costs less than to fill it in; where a template decides or changes anything, it is filled in.
    """
    prompts = [step.prompt for step in suite.steps]
    prompts += [prompt for variant in suite.variants.values() for prompt in variant.prompts.values()]
    messages = [message for prompt in prompts for message in prompt]
    names = {message.variable for message in messages if message.variable}
    sources = [message.content for message in messages]
    sources += [attachment.name for message in messages for attachment in message.attachments]
    for source in dict.fromkeys(filter(is_template, sources)):
        try:
            template = compile_template(source)
        except InputError:
            continue  # told already
        if template.plain is not None or STEPS in template.names:
            names.update(template.names)
        else:
            yield partial(_filled, source)
    yield from (partial(_value, name) for name in sorted(names - {STEPS}))


def _filled(source: str, variables: Mapping[str, Any]) -> str:
    stripped = {name: value.strip() if type(value) is str else value for name, value in variables.items()}
    return rendered(source, stripped)[0].strip()


def _value(name: str, variables: Mapping[str, Any]) -> str:
    value = variables.get(name)
    return value.strip() if isinstance(value, str) else to_json(value, default=str)

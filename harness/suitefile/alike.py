"""Cases that ask the same. Written under many ids, one question is no more evidence than once: such cases are one unit,
as if they had one `group`.

What a case asks is what the prompts of all steps and variants take from its variables, blanks at the ends of a message
aside; within one they may be indentation, and count. Variables that no prompt uses tell no cases apart, nor does what
is expected of the answer.
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
    ends = {message.variable: (False, False) for message in messages if message.variable}
    contents = dict.fromkeys(message.content for message in messages)
    attached = dict.fromkeys(attachment.name for message in messages for attachment in message.attachments)
    for source in filter(is_template, contents | attached):
        try:
            template = compile_template(source)
        except InputError:
            continue  # told already
        if template.plain is not None and source in contents:
            for name, begins, closes in _placed(template.plain):
                before = ends.get(name, (True, True))
                ends[name] = (before[0] and begins, before[1] and closes)
        elif template.plain is not None or STEPS in template.names:
            ends.update(dict.fromkeys(template.names, (False, False)))
        else:
            yield partial(_filled, source)
    ends.pop(STEPS, None)
    yield from (partial(_value, name, sides) for name, sides in sorted(ends.items()))


def _placed(parts: Sequence[tuple[str, bool]]) -> Iterator[tuple[str, bool, bool]]:
    """The variables in a message: the name, whether it begins the message, and whether it ends it."""
    parts = [(text, is_name) for text, is_name in parts if is_name or text.strip()]
    for number, (name, is_name) in enumerate(parts):
        if is_name:
            yield name, number == 0, number == len(parts) - 1


def _filled(source: str, variables: Mapping[str, Any]) -> str:
    return rendered(source, variables)[0].strip()


def _value(name: str, sides: tuple[bool, bool], variables: Mapping[str, Any]) -> str:
    """The value of a variable, without blanks at those `sides` of it that are ends of a message."""
    begins, closes = sides
    value = variables.get(name)
    if not isinstance(value, str):
        return to_json(value, default=str)
    value = value.lstrip() if begins else value
    return value.rstrip() if closes else value

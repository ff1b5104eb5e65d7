"""A variant was proven for another suite, model or state of facts than there is now.

`harness adapt` wrote down what its proof rests on. A changed prompt, case or check, another model behind the target, or
news about the model (its price, its end) make it a proof of something else.

Fix: `harness adapt SUITE --to TARGET` again, or `harness run` to see whether it still ports.
Source: harness's own purpose.
"""

from __future__ import annotations

from collections.abc import Iterator

from harness.facts import book
from harness.model.config import Target
from harness.model.lint import Place, Remark, SuiteView
from harness.model.suite import Adapted, Suite
from harness.suitefile.digests import digest, facts_digest, target_digest

CODE = "HP811"
SCOPE = "suite"
SEVERITY = "warning"


def check(view: SuiteView) -> Iterator[Remark]:
    for name, variant in view.suite.variants.items():
        target = view.config.targets.get(name)
        if variant.adapted is None or target is None:
            continue
        at = Place(("variants", name, "adapted"))
        if not variant.adapted.proven:
            yield Remark(
                f"the variant for {name!r} was written on {variant.adapted.day} without proof"
                f" ({variant.adapted.verdict.replace('-', ' ')} on the held-out cases)",
                at,
                hint="add cases and adapt it again, or leave the target out",
                targets=(name,),
            )
        elif changed := list(_changed(view.suite, target, variant.adapted)):
            yield Remark(
                f"the variant for {name!r} was proven on {variant.adapted.day}; since then"
                f" {' and '.join(changed)} changed",
                at,
                hint=f"harness adapt {view.suite.path} --to {name}",
                targets=(name,),
            )


def _changed(suite: Suite, target: Target, adapted: Adapted) -> Iterator[str]:
    if digest(suite) != adapted.suite:
        yield "the suite"
    if target_digest(target) != adapted.model:
        yield "the target's model or settings"
    if facts_digest(book().about(target)) != adapted.facts:
        yield "what is published about its model"

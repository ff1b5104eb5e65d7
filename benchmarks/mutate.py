"""Are mistakes noticed? Small ones are made, one at a time, in the code where they would cost users most, and the tests of
that code are run on each.

    python benchmarks/mutate.py 60              # mutants drawn over all modules
    python benchmarks/mutate.py 60 --only redactor --seed 2

A mutant is *noticed* if a test fails or takes five times as long as on the sound code. What survives is printed: some change nothing that
anybody could see (a bound that is never reached), the others show a test that is missing.
"""

from __future__ import annotations

import argparse
import ast
import copy
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LONGER, AT_LEAST_S = 5, 60
"""Times as long as they took on the sound code tests may take on a mutant, before it counts as noticed."""
MODULES: Mapping[str, tuple[str, ...]] = {
    "sending/journal.py": ("sending/test_journal.py", "sending/test_takeover.py", "sending/test_batch_lane.py"),
    "sending/journal_contents.py": ("sending/test_journal.py", "sending/test_takeover.py"),
    "sending/budget.py": ("sending/test_budget.py",),
    "sending/gate.py": ("sending/test_gate.py",),
    "redaction/redactor.py": ("redaction",),
    "redaction/numbers.py": ("redaction",),
    "seal.py": ("stored_runs/test_seal.py",),
    "visible.py": ("terminal/test_sanitize.py",),
    "yamlfile/opening.py": ("yamlfile",),
    "comparison/verdict.py": ("comparison/test_verdict.py", "comparison/test_family.py"),
    "stats/noninferiority.py": ("stats/test_noninferiority.py", "stats/test_looks.py"),
    "guards/numbers.py": ("guards",),
    "guards/negation.py": ("guards",),
}
"""Journal, budget, retrying, redaction, the seal, escaping, the resolver of files, verdicts, guards; by their tests."""

OPPOSITE: Mapping[type[ast.AST], type[ast.AST]] = {
    ast.Eq: ast.NotEq, ast.NotEq: ast.Eq, ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt,
    ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Is: ast.IsNot, ast.IsNot: ast.Is,
    ast.And: ast.Or, ast.Or: ast.And, ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div, ast.Div: ast.Mult,
}  # fmt: skip
Change = Callable[[ast.AST], None]


def changes(node: ast.AST) -> Iterator[tuple[str, Change]]:
    """What may be done wrong at this place, in words and done to a copy of it."""
    if isinstance(node, ast.Compare):
        for number, operator in enumerate(node.ops):
            yield _named(operator), lambda at, number=number: at.ops.__setitem__(number, _opposite(at.ops[number]))
    elif isinstance(node, ast.BoolOp | ast.BinOp) and type(node.op) in OPPOSITE:
        yield _named(node.op), lambda at: setattr(at, "op", _opposite(at.op))
    elif isinstance(node, ast.Constant) and isinstance(node.value, int):
        other = not node.value if isinstance(node.value, bool) else node.value + 1
        yield f"{node.value} → {other}", lambda at: setattr(at, "value", other)
    elif isinstance(node, ast.If | ast.While | ast.IfExp):
        yield "condition turned round", lambda at: setattr(at, "test", ast.UnaryOp(ast.Not(), at.test))
    elif isinstance(node, ast.Return) and node.value is not None and not _is_nothing(node.value):
        yield "returns nothing", lambda at: setattr(at, "value", ast.Constant(None))
    elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Call | ast.Await):
        yield "left out", lambda at: setattr(at, "value", ast.Constant(None))


def _is_nothing(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and node.value is None


def _named(operator: ast.AST) -> str:
    return f"{type(operator).__name__} → {OPPOSITE[type(operator)].__name__}"


def _opposite(operator: ast.AST) -> ast.AST:
    return OPPOSITE[type(operator)]()


def places(tree: ast.Module) -> list[tuple[int, int, str]]:
    """(number of the node, which of its changes, words); what is inside annotations and signatures is left alone."""
    left_out = {
        id(inner)
        for node in ast.walk(tree)
        for part in (
            getattr(node, "annotation", None),
            getattr(node, "returns", None),
            *getattr(node, "decorator_list", ()),
        )
        if part is not None
        for inner in ast.walk(part)
    }
    return [
        (number, which, f"line {node.lineno}: {words}")  # type: ignore[attr-defined]
        for number, node in enumerate(ast.walk(tree))
        if id(node) not in left_out
        for which, (words, _) in enumerate(changes(node))
    ]


def mutant(tree: ast.Module, number: int, which: int) -> str:
    changed = copy.deepcopy(tree)
    node = next(node for at, node in enumerate(ast.walk(changed)) if at == number)
    list(changes(node))[which][1](node)
    return ast.unparse(ast.fix_missing_locations(changed))


def score(count: int, *, only: str = "", seed: int = 1) -> tuple[int, int, list[str]]:
    """How many were noticed of how many tried, and those that were not."""
    rng, survivors = random.Random(seed), []
    trees = {name: ast.parse((ROOT / "harness" / name).read_text(encoding="utf-8")) for name in MODULES if only in name}
    found = [(name, *place) for name, tree in trees.items() for place in places(tree)]
    drawn = rng.sample(found, min(count, len(found)))
    with tempfile.TemporaryDirectory() as folder:
        copy_ = Path(folder)
        for part in ("harness", "tests", "examples", "suites", "fixtures", "docs", "benchmarks", "scripts"):
            shutil.copytree(ROOT / part, copy_ / part, ignore=shutil.ignore_patterns("__pycache__"))
        for file in ("pyproject.toml", "README.md", "harness.yaml"):
            shutil.copy(ROOT / file, copy_ / file)
        within_s = {}
        for name in sorted({name for name, *_ in drawn}):
            begun = time.monotonic()
            if not passes(copy_, MODULES[name], None):
                sys.exit(f"the tests of {name} do not pass even as it is")
            within_s[name] = max(AT_LEAST_S, LONGER * (time.monotonic() - begun))
        for name, number, which, words in drawn:
            path = copy_ / "harness" / name
            sound = path.read_text(encoding="utf-8")
            path.write_text(mutant(trees[name], number, which), encoding="utf-8")
            if passes(copy_, MODULES[name], within_s[name]):
                survivors.append(f"{name}, {words}")
            path.write_text(sound, encoding="utf-8")
    return len(drawn) - len(survivors), len(drawn), survivors


def passes(root: Path, tests: tuple[str, ...], within_s: float | None) -> bool:
    words = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:randomly", "-p", "no:cacheprovider"]
    # No compiled files: one of the same second and size would be taken for the mutant's.
    environment = os.environ | {"PYTHONPATH": str(root), "PYTHONDONTWRITEBYTECODE": "1"}
    try:
        done = subprocess.run(
            [*words, *(f"tests/{path}" for path in tests)],
            cwd=root, env=environment, capture_output=True, timeout=within_s, check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return False
    return done.returncode == 0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("count", type=int, nargs="?", default=60)
    parser.add_argument("--only", default="", help="modules whose name holds this")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    noticed, tried, survivors = score(options.count, only=options.only, seed=options.seed)
    for survivor in survivors:
        print(f"survived: {survivor}")
    print(f"{noticed} of {tried} mutants noticed ({noticed / max(tried, 1):.0%})")


if __name__ == "__main__":
    main()

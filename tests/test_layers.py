"""The order of the house: modules import downwards only, by the ranks of ARCHITECTURE.md; rooms stay small; a class has
a name of its own."""

from __future__ import annotations

import ast
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "harness"

RANKS = (
    {"model", "reading", "version", "visible", "messages", "strictjson", "garbage", "redaction", "reads"},
    {"errors", "protocols", "stats", "guards", "written_calls"},
    {
        "plugins",
        "files",
        "periods",
        "judging",
        "embedders",
        "providers",
        "resultsfile",
        "sandbox",
        "summary",
        "faults",
        "facts",
        "spool",
    },
    {"yamlfile", "seal"},
    {"cassettes", "assertions", "equivalence", "history", "probes", "pages", "terminal", "exit_codes"},
    {"templates", "checks", "sending", "reports", "view", "serving", "failover", "gateways", "traffic"},
    {"suitefile", "stored_runs"},
    {"planning", "channels"},
    {"comparison", "importers", "telemetry"},
    {"scoring", "drift", "exporters"},
    {"engine", "calibration", "rules"},
    {"evidence", "drilling", "linting"},
    {"adapting", "api", "migration"},
    {"past_runs", "running"},
    {"cli", "testing"},
    {"pytest_plugin"},
)
"""From the ground up. Parts of one rank leave each other alone."""
EVERYWHERE = {"__init__", "__main__"}
"""The package itself loads its verbs lazily; the command stands on top of everything."""
HEAVY = {
    "anthropic", "defusedxml", "h11", "jinja2", "jsonschema", "model2vec", "numpy", "obstore", "openai", "opentelemetry", "psycopg", "rapidfuzz", "ray", "re2",
    "sentence_transformers", "sqlalchemy", "sqlglot", "starlette", "tiktoken", "tokenizers", "torch", "transformers",
    "uvicorn", "watchfiles",
}  # fmt: skip

ON_DEMAND = {
    "history/_adaptations.py", "history/_database.py", "history/_queries.py", "history/_store.py", "history/_tables.py",
    "providers/_line.py", "providers/_transport.py", "templates/filters.py", "templates/jinja.py", "templates/meter.py", "templates/tree.py",
}  # fmt: skip
"""Modules that exist to hold a heavy library; all others import them inside functions only."""


def part_of(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def rank_of(part: str) -> int:
    return next(number for number, parts in enumerate(RANKS) if part in parts)


BLOCKS = ("body", "orelse", "finalbody", "handlers", "cases")


def statements(tree: ast.AST, *, type_checking: bool) -> Iterator[ast.AST]:
    """All statements below a node, without a look at expressions: most of a tree is those, and no import hides there."""
    for name in BLOCKS:
        for node in getattr(tree, name, ()):
            guarded = isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"
            if type_checking or not guarded:
                yield node
                yield from statements(node, type_checking=type_checking)


def imported_by(nodes: Iterable[ast.AST]) -> set[str]:
    """Full names of what these statements import."""
    found = set()
    for node in nodes:
        if isinstance(node, ast.ImportFrom):
            found |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
        elif isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
    return found


@cache
def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text())


MODULES = sorted(path for path in PACKAGE.rglob("*.py") if part_of(path) not in EVERYWHERE)


def test_every_part_has_one_rank():
    assert sorted({part_of(path) for path in MODULES}) == sorted(part for parts in RANKS for part in parts)


def test_architecture_names_every_part_with_its_rank():
    rows = re.findall(r"^\| (\d+) \| (.*?) \|", (PACKAGE.parent / "ARCHITECTURE.md").read_text(), re.MULTILINE)
    named = {part: int(rank) for rank, cell in rows for part in re.findall(r"`(\w+)(?:/|\.py)`", cell)}
    assert named == {part: rank for rank, parts in enumerate(RANKS) for part in parts}


def module_of(path: Path) -> str:
    return ".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts)


def test_no_modules_import_each_other_in_a_circle():
    """Not even inside a room, and not by imports hidden in functions."""
    names = {module_of(path) for path in MODULES}
    uses = {module_of(path): imported_by(statements(parsed(path), type_checking=False)) & names for path in MODULES}
    while leaves := {name for name, used in uses.items() if not used & uses.keys()}:
        uses = {name: used for name, used in uses.items() if name not in leaves}
    assert not uses, f"modules in a circle, or above one: {sorted(uses)}"


def name_of(path: Path) -> str:
    return path.relative_to(PACKAGE).as_posix()


def test_a_module_imports_lower_ranks_only():
    wrong = []
    for path in MODULES:
        part, names = part_of(path), imported_by(statements(parsed(path), type_checking=True))
        wrong += [
            f"{name_of(path)} (rank {rank_of(part)}) imports {other} (rank {rank_of(other)})"
            for other in {name.split(".")[1] for name in names if name.startswith("harness.")} - {part}
            if any(other in parts for parts in RANKS) and rank_of(other) >= rank_of(part)
        ]
    assert wrong == []


def test_heavy_libraries_are_imported_only_where_they_are_used():
    held = {"harness." + name.removesuffix(".py").replace("/", ".") for name in ON_DEMAND}
    wrong = {}
    for path in MODULES:
        names = {name for name in imported_by(parsed(path).body) if name}
        heavy = {name for name in names if name.split(".")[0] in HEAVY} | names & held
        if heavy and name_of(path) not in ON_DEMAND:
            wrong[name_of(path)] = heavy
    assert wrong == {}


PRINTERS = {"rich", "typer", "click"}
MAY_PRINT = re.compile(rf"\bprint\(|\bsys\.std|\b({'|'.join(PRINTERS)})\b")


def test_only_the_terminal_prints():
    """Text leaves by `harness.terminal` only; the command line may besides echo what harness itself wrote."""
    wrong = []
    for path in PACKAGE.rglob("*.py"):
        if path.parent.name == "terminal" or not MAY_PRINT.search(path.read_text()):
            continue
        # A sandboxed child's standard output is a file of its own, which never reaches the terminal.
        edge = part_of(path) in ("cli", "sandbox")
        for node in ast.walk(parsed(path)):
            if isinstance(node, ast.Call):
                bad = prints(node.func, edge=edge)
            else:
                bad = not edge and bool({str(name).split(".")[0] for name in imported_by([node])} & PRINTERS)
            if bad:
                wrong.append(f"{name_of(path)}:{node.lineno}: {ast.unparse(node)}")
    assert wrong == []


def prints(called: ast.expr, *, edge: bool) -> bool:
    """Whether `print(…)`, `….print(…)` or, away from the edge, `sys.stdout.….…(…)` is called."""
    if not isinstance(called, ast.Attribute):
        return isinstance(called, ast.Name) and called.id == "print"
    stream = called.value
    while isinstance(stream, ast.Attribute) and isinstance(stream.value, ast.Attribute):
        stream = stream.value
    return called.attr == "print" or (
        not edge
        and isinstance(stream, ast.Attribute)
        and stream.attr in ("stdout", "stderr")
        and isinstance(stream.value, ast.Name)
        and stream.value.id == "sys"
    )


@pytest.mark.parametrize(
    ("called", "edge", "wrong"),
    [
        ("print", True, True),
        ("console.print", True, True),
        ("sys.stdout.write", False, True),
        ("sys.stderr.buffer.write", False, True),
        ("self.stdout.write", False, False),
        ("sys.stdout.write", True, False),
        ("out.write", False, False),
        ("pprint", False, False),
    ],
)
def test_a_print_is_known_by_what_is_called(called, edge, wrong):
    assert prints(ast.parse(called, mode="eval").body, edge=edge) is wrong


def test_every_command_stands_in_a_room_and_is_put_together():
    from harness.cli._app import COMMANDS

    commands = [path for path in (PACKAGE / "cli").rglob("*.py") if not path.name.startswith("_")]
    assert sorted(f"{path.parent.name}.{path.stem}" for path in commands) == sorted(COMMANDS)


LARGEST_ROOM = 26
SEAMS = {"assertions", "faults", "providers", "rules"}
"""Rooms of plug-ins, in which one more of a kind is one more file."""


def test_a_room_can_be_taken_in_at_a_glance():
    rooms = Counter(path.parent.relative_to(PACKAGE).as_posix() for path in MODULES)
    assert {room: files for room, files in rooms.items() if files > LARGEST_ROOM and room not in SEAMS} == {}


IMPORT = re.compile(r"^ *from (harness[\w.]*) import (\([^)]*\)|[^(\n]+)", re.MULTILINE)


@cache
def names_in(path: Path) -> set[str]:
    """What may be imported from a module; also some names that may not, inside its functions."""
    names = set()
    for node in statements(parsed(path), type_checking=True):
        if isinstance(node, ast.Import | ast.ImportFrom):
            names |= {alias.asname or alias.name for alias in node.names}
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            names |= {name.id for name in ast.walk(node) if isinstance(name, ast.Name)}
        elif hasattr(node, "name") and isinstance(node.name, str):
            names.add(node.name)
    return names


@pytest.mark.parametrize("folder", ["tests", "benchmarks", "scripts"])
def test_what_is_imported_from_outside_the_package_is_there(folder):
    """Benchmarks and scripts are not run here, so nothing else would say that a name has moved."""
    lacking = []
    for path in (PACKAGE.parent / folder).rglob("*.py"):
        for module, listed in IMPORT.findall(path.read_text()):
            place = PACKAGE.parent.joinpath(*module.split("."))
            source = place / "__init__.py" if place.is_dir() else place.with_suffix(".py")
            names = names_in(source) if source.exists() else set()
            wanted = re.findall(r"(\w+)(?: as \w+)?,?", re.sub(r"#.*", "", listed))
            lacking += [
                f"{path.relative_to(PACKAGE.parent)}: {name} of {module}"
                for name in wanted
                if name not in names and "__getattr__" not in names and not list(place.glob(f"{name}*"))
            ]
    assert lacking == []


def test_every_room_has_its_tests():
    """Of its own or, for a room inside a room, of the room around it; see CONTRIBUTING.md."""
    tests = PACKAGE.parent / "tests"
    tried = {path.parent.relative_to(tests) for path in tests.rglob("test_*.py")} - {Path()}
    rooms = {path.parent.relative_to(PACKAGE) for path in MODULES} - {Path()}
    assert [room.as_posix() for room in sorted(rooms) if tried.isdisjoint({room, *room.parents})] == []


SAME_BY_PROTOCOL = {"Settings"}
"""What every provider and every fault calls its own keys."""


def test_a_class_has_a_name_of_its_own():
    places = defaultdict(list)
    for path in MODULES:
        for node in statements(parsed(path), type_checking=True):
            if isinstance(node, ast.ClassDef) and node.name not in SAME_BY_PROTOCOL:
                places[node.name].append(f"{path.relative_to(PACKAGE)}:{node.lineno}")
    assert {name: where for name, where in places.items() if len(where) > 1} == {}

"""How the code reads, in figures: sizes, names, comments, circles.

    python benchmarks/code_figures.py [FOLDER]

Counts what a reviewer would otherwise guess at. A name is every identifier that is bound or passed: variables, parameters,
functions, classes, attributes assigned to.
"""

from __future__ import annotations

import ast
import io
import statistics
import sys
import tokenize
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from usage import told

VAGUE = frozenset("one found told shown those these said known such others whole".split())
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


def names(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Name):
            yield node.id
        elif isinstance(node, ast.arg):
            yield node.arg
        elif isinstance(node, (*FUNCTIONS, ast.ClassDef)):
            yield node.name


def comment_lines(source: str) -> int:
    tokens = tokenize.generate_tokens(io.StringIO(source).readline)
    return sum(
        token.type == tokenize.COMMENT and not token.string.startswith(("# noqa", "# type:", "# fmt:"))
        for token in tokens
    )


def is_hidden(node: ast.AST, tree: ast.Module) -> bool:
    return isinstance(node, ast.Import | ast.ImportFrom) and node not in tree.body


def main() -> None:
    root = Path(sys.argv[1] if len(sys.argv) > 1 else Path(__file__).parent.parent / "harness")
    sources = {path: path.read_text(encoding="utf-8") for path in sorted(root.rglob("*.py"))}
    trees = {path: ast.parse(source) for path, source in sources.items()}
    lines = {path: source.count("\n") for path, source in sources.items()}
    functions = [node for tree in trees.values() for node in ast.walk(tree) if isinstance(node, FUNCTIONS)]
    lengths = sorted((node.end_lineno or 0) - node.lineno + 1 for node in functions)
    every = Counter(name for tree in trees.values() for name in names(tree))
    private = [node.name for node in functions if node.name.startswith("_") and not node.name.startswith("__")]
    uses = Counter(
        getattr(node, "attr", getattr(node, "id", None)) for tree in trees.values() for node in ast.walk(tree)
    )
    hidden = sum(is_hidden(node, tree) for tree in trees.values() for node in ast.walk(tree))
    rooms = Counter(path.parent.relative_to(root).as_posix() for path in sources)
    print(f"files {len(sources)}, lines {sum(lines.values()):,}, longest {max(lines.values())}")
    print(
        f"functions {len(functions):,}: median {statistics.median(lengths):.0f},"
        f" p95 {lengths[int(0.95 * len(lengths))]}, longest {lengths[-1]} lines"
    )
    vague = sum(every[word] for word in VAGUE)
    print(
        f"vague names {vague / every.total():.1%} of {every.total():,}: {Counter({w: every[w] for w in VAGUE}).most_common(4)}"
    )
    print(f"comment lines {sum(map(comment_lines, sources.values())) / sum(lines.values()):.1%}")
    print(f"private functions used once {sum(uses[name] == 1 for name in private) / len(private):.0%}")
    print(f"imports inside functions {hidden}")
    print("largest rooms " + ", ".join(f"{room} {count}" for room, count in rooms.most_common(6)))


if __name__ == "__main__":
    told(__doc__)
    main()

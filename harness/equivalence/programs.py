"""Mode `code`: the same program, whatever its comments, layout and local names.

Code is taken out of its fences and the words around them. Python is compared as a syntax tree (`pythoncode` says in
which form); other languages by their tokens, strings whole and indentation kept where no braces mark a block. Two
programs that do the same in different ways get a score below the threshold, which says how much of them is the same;
where reading them shows no other effect, the difference is in doubt (`disproof`). If code may run (`--allow-exec`),
Python functions decide by what they return (`trials`).
"""

from __future__ import annotations

import ast
import builtins
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from difflib import SequenceMatcher
from functools import lru_cache
from itertools import islice

from harness.equivalence.disproof import tokens_disprove, trees_disprove
from harness.equivalence.pairs import Means, Pair, identical
from harness.equivalence.pythoncode import PYTHON, is_python, normal, parse
from harness.equivalence.trials import tried
from harness.model.result import Difference, Equivalence
from harness.reading.exactly.sourcecode import language_of, tokens
from harness.reading.excerpts import LONGEST, apart, short
from harness.reading.fences import blocks, code_of

KIND, BEHAVIOUR = "changed code", "changed answer"
CUT = ("length", "context")
ON_TRIAL = 0.9
"""Score of programs that returned the same on everything tried, which is no proof."""
MOST_PLACES = 3
"""Places at which two programs differ that are told."""
_OPEN = ":;{([,"
"""What a line ends on that goes on in the next."""
MOST_CHARACTERS = 200_000
"""Characters of code that are parsed."""


def compare(pairs: Sequence[Pair], means: Means) -> list[Equivalence]:
    return [_compare(pair, means) for pair in pairs]


def _compare(pair: Pair, means: Means) -> Equivalence:
    if _lines_of(pair.baseline.text) == _lines_of(pair.candidate.text) and identical(pair):
        return Equivalence(1.0, True)
    breaks = means.breaks(pair, frozenset({"empty", "refusal", "truncation"}))
    ours, theirs = _programs(pair, means)
    if theirs.language == "python" and pair.candidate.stop_reason not in CUT:
        # What parses was not broken off, whatever word of prose it seems to end on ("return a").
        breaks = tuple(one for one in breaks if one.guard != "truncation")
    breaks = (*breaks, *_broken(ours, theirs, pair.context or ""))
    if ours.shape == theirs.shape:
        return means.judge(1.0, breaks)
    outcome = tried(ours.source, theirs.source, pair.context or "") if _may_run(ours, theirs, means, breaks) else None
    if outcome is not None and outcome.agree:
        return means.judge(ON_TRIAL, ())
    if outcome is not None:
        breaks = (Difference("code", *outcome.shown, BEHAVIOUR),)
    score = means.threshold * (0.2 + 0.79 * _overlap(ours, theirs))
    found = _differences(ours, theirs)
    if not breaks and not _is_disproved(ours, theirs):
        found = [replace(one, hard=False) for one in found]
    return means.judge(score, breaks, softer=found)


def _is_disproved(ours: Program, theirs: Program) -> bool:
    """Whether reading two programs shows that they do not do the same, and not only that they look different."""
    if ours.language != theirs.language or ours.returns != theirs.returns or _is_indented_otherwise(ours, theirs):
        return True
    if ours.plain and theirs.plain:
        return trees_disprove(ours.plain, theirs.plain)
    return tokens_disprove(tuple(ours.shape), tuple(theirs.shape), ours.named or theirs.named)


def _is_indented_otherwise(ours: Program, theirs: Program) -> bool:
    """Whether the same lines stand in the same order, some of them in other blocks."""
    return _filled(ours.source.splitlines()) == _filled(theirs.source.splitlines())


def _programs(pair: Pair, means: Means) -> tuple[Program, Program]:
    """Of two answers one may show in which language both are."""
    texts, question = (pair.baseline.text, pair.candidate.text), pair.context or ""
    ours, theirs = (program(text, question, means.output.language or "") for text in texts)
    if theirs.named and not ours.named:
        ours = program(texts[0], question, theirs.named)
    if ours.named and not theirs.named:
        theirs = program(texts[1], question, ours.named)
    return ours, theirs


def _may_run(ours: Program, theirs: Program, means: Means, breaks: Sequence[Difference]) -> bool:
    return means.allow_exec and not breaks and ours.language == theirs.language == "python"


def _lines_of(text: str) -> list[str]:
    """Unlike prose, code may mean something else where only white space differs."""
    return [line.rstrip() for line in text.strip().splitlines()]


class Program:
    """A program read from an answer: `shape` is equal for programs that differ only in what does not matter. `named` is
    its language as far as that is known, `language` "python" or "text".
    """

    __slots__ = ("error", "functions", "language", "named", "parts", "plain", "returns", "shape", "source", "undefined")

    def __init__(self, source: str, tree: ast.Module | None, error: str | None, language: str) -> None:
        self.source, self.error = source, error
        self.language = "text" if tree is None else "python"
        self.named = self.language if tree else language_of(source, language)
        self.functions = tuple(node.name for node in tree.body if isinstance(node, ast.FunctionDef)) if tree else ()
        self.undefined = _undefined(tree) if tree else frozenset()
        self.returns = _returns(tree) if tree else frozenset()
        self.plain = normal(tree) if tree else None
        self.shape = ast.dump(self.plain) if self.plain else tokens(source, self.named)
        self.parts = _parts(self.plain) if self.plain else Counter(self.shape)


@lru_cache(maxsize=1024)
def program(text: str, question: str = "", language: str = "") -> Program:
    """The program in an answer, of that language where its fence names none. A question that is itself the beginning of
    a function may have to be put before it.
    """
    source = code_of(text)[:MOST_CHARACTERS]
    language = next((tag for tag, _ in blocks(text)), "") or language.lower()
    if language and language not in PYTHON:
        return Program(source, None, None, language)
    tree, error = parse(source)
    if tree is None and question:
        tree, _ = parse(question + source)
    if tree is not None and not language and not is_python(tree):
        return Program(source, None, None, language)
    return Program(source, tree, None if tree else error, language)


def _broken(ours: Program, theirs: Program, question: str) -> list[Difference]:
    """What would stop one of them where the other runs; the question may bring names of its own."""
    if ours.language != "python":
        return []
    if theirs.language != "python" and theirs.error:
        return [Difference("code", "valid Python", f"not valid Python: {theirs.error}", "format")]
    all_defined = "all names defined"
    found = [
        Difference("code", all_defined, f"{name} is not defined", "format")
        for name in sorted(theirs.undefined - ours.undefined)
        if name not in question
    ]
    if theirs.language == "python":
        found += [
            Difference("code", f"{name} is not defined", all_defined, "format")
            for name in sorted(ours.undefined - theirs.undefined)
            if name not in question
        ]
    missing = [name for name in ours.functions[-1:] if name not in theirs.source]
    return found + [Difference("code", f"defines {name}", f"{name} is not defined", "format") for name in missing]


def _differences(ours: Program, theirs: Program) -> list[Difference]:
    """The lines that differ, place by place, in the programs' own words; where neither lacks one, what became of their
    order or of their white space.
    """
    written_ours, written_theirs = (one.source.splitlines()[:2000] for one in (ours, theirs))
    for lines in (_without_comments, _filled):  # what looks like a comment may be none: "#define N 5"
        lines_ours, lines_theirs = lines(written_ours), lines(written_theirs)
        if Counter(lines_ours) != Counter(lines_theirs):
            return list(islice(_places(lines_ours, lines_theirs), MOST_PLACES))
        swapped = next(((a, b) for a, b in zip(lines_ours, lines_theirs, strict=True) if a != b), None)
        if swapped is not None:
            first, second = (short(line, LONGEST // 2) for line in swapped)
            return [Difference("code", f"{first} before {second}", f"{second} before {first}", KIND)]
    indented = zip(_filled(written_ours, str.rstrip), _filled(written_theirs, str.rstrip), strict=True)
    line = next((short(a) for a, b in indented if a != b), "")
    otherwise = f"{line}, indented otherwise" if line else "other white space"
    return [Difference("code", line or "white space", otherwise, KIND)]


def _places(ours: Sequence[str], theirs: Sequence[str]) -> Iterator[Difference]:
    """Each place at which lines differ; of lines that only one of the programs has, the other side is empty."""
    for tag, a, b, c, d in SequenceMatcher(None, ours, theirs).get_opcodes():
        if tag != "equal":
            before, after = apart(_on_one_line(ours[a:b]), _on_one_line(theirs[c:d]))
            yield Difference("code", before, f"{after}, spaced otherwise" if before == after else after, KIND)


def _on_one_line(lines: Sequence[str]) -> str:
    """`if whole == 0: return 0.0`, `total = 0; seen = []`."""
    ends = (" " if line[-1:] in _OPEN else "; " for line in lines)
    return "".join(part for pair in zip(lines, ends, strict=True) for part in pair).rstrip("; ")


def _filled(lines: Sequence[str], stripped: Callable[[str], str] = str.strip) -> list[str]:
    return [stripped(line) for line in lines if line.strip()]


def _without_comments(lines: Sequence[str]) -> list[str]:
    return [line for line in _filled(lines) if not line.startswith(("#", "//"))]


def _overlap(ours: Program, theirs: Program) -> float:
    """Dice's coefficient of the programs' parts, halved where what they return has another form."""
    total = ours.parts.total() + theirs.parts.total()
    shared = 2 * (ours.parts & theirs.parts).total() / total if total else 1.0
    return shared if ours.returns == theirs.returns else shared / 2


def _undefined(tree: ast.Module) -> frozenset[str]:
    """Names that are read and nowhere made, in any scope: a cautious reading."""
    made, read = set(dir(builtins)), set[str]()
    for node in ast.walk(tree):
        if isinstance(node, ast.Name):
            (read if isinstance(node.ctx, ast.Load) else made).add(node.id)
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            made.add(node.name)
        elif isinstance(node, ast.arg):
            made.add(node.arg)
        elif isinstance(node, ast.alias):
            if node.name == "*":
                return frozenset()
            made.add((node.asname or node.name).partition(".")[0])
        elif isinstance(node, ast.ExceptHandler | ast.MatchAs | ast.MatchStar) and node.name:
            made.add(node.name)
    return frozenset(read - made)


def _returns(tree: ast.Module) -> frozenset[str]:
    """The forms of what the functions return: a tuple, a list, a comparison …"""
    forms = {
        ast.Tuple: "tuple",
        ast.List: "list",
        ast.ListComp: "list",
        ast.Dict: "dict",
        ast.DictComp: "dict",
        ast.Set: "set",
        ast.SetComp: "set",
    }
    return frozenset(
        forms.get(type(node.value), "value") if node.value else "nothing"
        for node in ast.walk(tree)
        if isinstance(node, ast.Return)
    )


def _parts(tree: ast.AST) -> Counter[str]:
    """Kinds of nodes, names of what is called, and constants."""
    found: Counter[str] = Counter()
    for node in ast.walk(tree):
        found[type(node).__name__] += 1
        if isinstance(node, ast.Constant):
            found[f"={node.value!r:.40}"] += 1
        elif isinstance(node, ast.Attribute):
            found[f".{node.attr}"] += 1
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
            found[node.id] += 1
    return found

"""Mode `code`: blanks between tokens count where a language reads them, and nowhere else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.equivalence import equivalent


def is_same(language, first, second):
    if language:
        first, second = (f"```{language}\n{code}\n```" for code in (first, second))
    found = {equivalent(*pair, mode="code").equivalent for pair in ((first, second), (second, first))}
    (answer,) = found
    return answer


OTHER = [
    ("sh", "rm -r build/*", "rm -r build /*"),
    ("sh", "echo $x", "echo $ x"),
    ("sh", "make 2>log", "make 2 >log"),
    ("sh", 'echo "a" "b"', 'echo "a""b"'),
    ("sh", "x=1", "x = 1"),
    ("sh", "echo $(date) b", "echo $(date)b"),
    ("sh", "a=(b c)", "a= (b c)"),
    ("sh", "cat <(ls)", "cat < (ls)"),
    ("sh", "a && b", "a & & b"),
    ("sh", "echo a#b", "echo a #b"),
    ("dockerfile", "RUN rm -r /a/*", "RUN rm -r /a /*"),
    ("makefile", "clean:\n\trm -r $(B)/*", "clean:\n\trm -r $(B) /*"),
    ("powershell", "Remove-Item a/*", "Remove-Item a /*"),
    ("bat", "del a\\*", "del a \\*"),
    ("", "rm -r build/*", "rm -r build /*"),
    ("", 'clean() {\n  rm -r "$1"/*\n}', 'clean() {\n  rm -r "$1" /*\n}'),
    ("", "#!/bin/bash\nls a/b", "#!/bin/bash\nls a /b"),
    ("css", ".a.b { color: red; }", ".a .b { color: red; }"),
    ("css", "a:hover { color: red; }", "a :hover { color: red; }"),
    ("css", "a { margin: 1px -2px; }", "a { margin: 1px-2px; }"),
    ("css", "a { width: calc(1px + 2px); }", "a { width: calc(1px+2px); }"),
    ("scss", "a { &:hover { color: red; } }", "a { & :hover { color: red; } }"),
    ("", ".a.b {\n  color: red;\n}", ".a .b {\n  color: red;\n}"),
    ("yaml", "a: b", "a:b"),
    ("yaml", "- a", "-a"),
    ("c", "x = a++ + b;", "x = a + ++b;"),
    ("js", "x = a && b", "x = a & & b"),
]
SAME = [
    ("sh", "ls|wc", "ls | wc"),
    ("sh", "ls && pwd", "ls&&pwd"),
    ("sh", "ls >b;pwd", "ls > b ; pwd"),
    ("sh", "ls  -a   x", "ls -a x # all"),
    ("sh", "f() { ls; }", "f () { ls; }"),
    ("sh", "echo $(ls a)", "echo $( ls a )"),
    ("dockerfile", 'CMD ["a", "b"]', 'CMD [ "a","b" ]'),
    ("makefile", "CC=gcc", "CC = gcc"),
    ("powershell", "$x=1", "$x = 1"),
    ("css", "a>b,c+d{color:red;}", "a > b, c + d {\n  color : red;\n}"),
    ("css", "a { color: red !important; }", "a{color:red!important;}"),
    ("yaml", "a: [1, 2]", "a: [ 1,2 ]"),
    ("js", "const a = {b:1}", "const a={ b : 1 }"),
    ("go", "x := make([]int, 3)", "x:=make([]int,3)"),
    ("sql", "SELECT a,b FROM t WHERE x=1", "SELECT a, b FROM t WHERE x = 1"),
    ("ts", "f<A<B>>(x)", "f<A<B> >(x)"),
    ("toml", "a=1", "a = 1"),
    ("", "for (i = 0; i < 3; i++) {\n  x(i);\n}", "for(i=0;i<3;i++){\n  x( i );\n}"),
    ("", "export const x = {a: 1};", "export const x = {a:1};"),
]


@pytest.mark.parametrize(("language", "first", "second"), OTHER)
def test_a_blank_that_says_something(language, first, second):
    assert not is_same(language, first, second)


@pytest.mark.parametrize(("language", "first", "second"), SAME)
def test_a_blank_that_only_looks_otherwise(language, first, second):
    assert is_same(language, first, second)


_word = st.sampled_from(["-r", "build", "/", "*", "$x", '"a b"', "..", "~", "./run", "a=1", "@", "{", "50%"])


@given(st.lists(_word, min_size=2, max_size=6), st.data(), st.sampled_from(["sh", "bash", "console", "dockerfile"]))
def test_two_words_of_a_shell_are_not_one(words, data, language):
    place = data.draw(st.integers(1, len(words) - 1))
    glued = " ".join(words[:place]) + " ".join(words[place:])
    assert not is_same(language, f"tool {' '.join(words)}", f"tool {glued}")


@given(st.lists(_word, min_size=1, max_size=6), st.sampled_from(["|", "&&", ";", ">"]), st.integers(1, 4))
def test_around_what_parts_words_and_between_them_any_blanks_are_alike(words, sign, width):
    first, second = (blank.join(["tool", *words]) for blank in (" ", " " * width))
    assert is_same("sh", f"{first} {sign} out", f"{second}{sign}out")

"""A file of a kind that an importer does not read is told in one error, with the user's own file and what is read."""

from __future__ import annotations

import gzip

import pytest
from command_line import Project as CommandLine

from harness import plugins
from harness.errors import InputError
from harness.importers._lines import require_lines

KINDS = {
    "notes.yaml": "a: 1\nb:\n  - x\n  - y\n# c\nd: e\nf: |\n  more\n  and more\n",
    "notes.md": "# Title\n\nsome words\nmore words\n\nand more\n",
    "list.json": '[\n  {"case": "one", "target": "gpt", "output": "x"},\n  {"case": "two", "target": "gpt", "output": "y"}\n]\n',
    "one.json": '{\n  "case": "one",\n  "target": "gpt",\n  "output": "x"\n}\n',
    "book.xlsx": b"PK\x03\x04\xff\xfe\x00\x01",
    "empty.jsonl": "",
    "there is none.jsonl": None,
}
FORMATS = [name for name in plugins.names("importers") if name not in ("captured", "promptfoo")]
"""`captured` reads a folder of harness's own; what promptfoo's YAML may be is `promptfoo/`."""


RIGHT_KINDS = {"inspect": {"list.json"}}
"""Whose rows are told one by one."""


@pytest.fixture
def workplace(project):
    project.write("suites/demo.yaml", "suite: demo\nprompt: hello\ncases: [{id: one}]\n")
    for name, content in KINDS.items():
        if content is not None:
            project.write(name, content)
    return CommandLine(project.root)


@pytest.mark.parametrize("name", FORMATS)
def test_it_is_one_error_with_the_users_file_and_what_is_read(workplace, name):
    for file in set(KINDS) - RIGHT_KINDS.get(name, set()):
        suite = "demo" if name == "answers" else "new"
        ran = workplace.harness("import", name, file, "--suite", suite)
        assert ran.returncode == 2, (file, ran.stdout)
        assert ran.stderr.count("error[") == 1, (file, ran.stderr)
        assert ran.stderr.startswith(f"{file}:"), ran.stderr
        assert "hint: " in ran.stderr, (file, ran.stderr)
        assert "harness-import-" not in ran.stderr


@pytest.mark.parametrize("name", ["answers", "outputs"])
def test_the_kinds_that_are_read_are_named(workplace, name):
    ran = workplace.harness("import", name, "notes.yaml", "--suite", "demo" if name == "answers" else "new")
    assert "notes.yaml:1:1: error[import-unreadable]: holds no lines of JSON" in ran.stderr
    assert (
        "hint: read are .jsonl and .jsonl.gz, with a JSON object a line, and .csv, with the same columns" in ran.stderr
    )


@pytest.mark.parametrize(
    "text",
    [
        '{"case": "a", "output": "x"}\n{"case": \n{"case": "c"}\n',
        '{"case": "a"\n',
        "# exported today\n" + '{"case": "a"}\n' * 3,
        "\n\n",
        "7\n[1]\n",
        '\ufeff{"case": "a"}\n',
    ],
)
def test_lines_of_which_some_are_broken_are_left_to_be_told_one_by_one(tmp_path, text):
    (tmp_path / "a.jsonl").write_text(text, encoding="utf-8")
    require_lines(tmp_path / "a.jsonl")
    (tmp_path / "a.jsonl.gz").write_bytes(gzip.compress(text.encode()))
    require_lines(tmp_path / "a.jsonl.gz")


def test_a_packed_file_of_another_kind_is_told_too(tmp_path):
    (tmp_path / "a.yaml.gz").write_bytes(gzip.compress(b"a: 1\nb: 2\n"))
    with pytest.raises(InputError, match="holds no lines of JSON"):
        require_lines(tmp_path / "a.yaml.gz")

"""What an editor makes of our schemas: a real YAML language server in a project that `harness init` wrote."""

from __future__ import annotations

import pytest
from jsonschema import Draft202012Validator
from servers.language_server import LanguageServer

from harness import plugins
from harness.cli.project.init import init
from harness.suitefile.schema import config_schema, suite_schema

SUITE = """\
# yaml-language-server: $schema=../schemas/suite.schema.json
suite: s
prompt: hello
assert:
  - contains: 30 days
  - word-count: {max: 3}
  - {type: contains, value: x, weight: 2}
  -
cases:
  - vars: {a: b}

"""
GUARDED = """\
# yaml-language-server: $schema=../schemas/suite.schema.json
suite: s
equivalence:
  guards:
    - numbers
    - acme-currency
    -
prompt: hello
"""
WRONG = SUITE.replace("prompt:", "promt:").replace("- contains:", "- contians:").replace("weight", "wieght")
CONFIG = """\
# yaml-language-server: $schema=schemas/config.schema.json
baseline: gpt
targets:
  gpt:
    provider: openai
    model: gpt-5.1
    lim
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("project")
    init(folder)
    (folder / "suites" / "s.yaml").write_text(SUITE)
    (folder / "suites" / "wrong.yaml").write_text(WRONG.replace("  -\n", ""))
    (folder / "suites" / "guarded.yaml").write_text(GUARDED)
    (folder / "mine.yaml").write_text(CONFIG)
    return folder


@pytest.fixture(scope="module")
def editor(folder):
    with LanguageServer(folder) as server:
        yield server


def test_what_init_wrote_is_without_fault_and_names_its_schema(folder, editor):
    suite = folder / "suites" / "support-answers.yaml"
    for path in (folder / "harness.yaml", suite):
        assert path.read_text().startswith("# yaml-language-server: $schema=")
        assert editor.marks(editor.open(path)) == []
    assert "unique in the project" in editor.hover(
        editor.open(suite), suite.read_text().splitlines().index("suite: support-answers"), 2
    )


def test_keys_are_completed_with_their_meaning(folder, editor):
    suite, config = editor.open(folder / "suites" / "s.yaml"), editor.open(folder / "mine.yaml")
    keys = editor.completions(suite, 10, 0)
    assert {"params", "steps", "variants", "output"} <= set(keys)
    assert "suite" not in keys
    assert keys["samples"] == "Answers per case and target."
    assert editor.completions(suite, 9, 4)["expected"].startswith("A reference answer")
    target = editor.completions(config, 6, 7)
    assert {"price", "limits", "organization"} <= set(target)
    assert "anthropic_version" not in target
    assert target["proxy"] == "The address of an HTTP proxy; those of the environment are not used."


def test_guards_are_completed_and_another_packages_is_no_mistake(folder, editor):
    uri = editor.open(folder / "suites" / "guarded.yaml")
    assert set(plugins.names("guards")) <= set(editor.completions(uri, 6, 5))
    assert not {line for line, _ in editor.marks(uri)} & {4, 5}


def test_assertions_are_completed_and_explained(folder, editor):
    uri = editor.open(folder / "suites" / "s.yaml")
    offered = editor.completions(uri, 7, 4)
    assert offered["contains"] == "The answer contains a text, letter for letter."
    assert offered["not-contains"] == "Not: The answer contains a text, letter for letter."
    shown = editor.hover(uri, 5, 6)
    assert "The answer has so many words" in shown
    assert "min: 20\nmax: 50" in shown
    assert "How much it counts" in editor.hover(uri, 6, 31)


def test_typing_errors_are_marked_where_they_are(folder, editor):
    marks = editor.marks(editor.open(folder / "suites" / "wrong.yaml"))
    assert [line for line, _ in marks] == [1, 2, 4, 6]
    words = [message for _, message in marks]
    assert words[0] == 'Missing property "prompt".'
    assert words[1:] == [f"Property {name} is not allowed." for name in ("promt", "contians", "wieght")]


def keys_of(schema, place=""):
    """Every key that the schema describes, with its own schema; of assertions only their names."""
    if isinstance(schema, list):
        for part in schema:
            yield from keys_of(part, place)
    elif isinstance(schema, dict):
        for name, part in schema.get("properties", {}).items() if isinstance(schema.get("properties"), dict) else ():
            yield f"{place}/{name}", part
        for name, part in schema.items():
            if name not in ("if", "examples") and not (name == "$defs" and place):
                yield from keys_of(part, f"{place}/{name}")


@pytest.mark.parametrize("schema", [config_schema(), suite_schema()], ids=["config", "suite"])
def test_every_key_has_a_meaning_and_every_example_fits(schema):
    meant = {place: part for place, part in keys_of(schema) if isinstance(part, dict)}
    silent = [place for place, part in meant.items() if not {"description", "const"} & set(part)]
    assert [place for place in silent if not place.startswith("/$defs/assertion/else/")] == []
    names = schema["$defs"].get("assertion", {}).get("else", {}).get("else", {}).get("properties", {})
    assert [name for name, part in names.items() if "description" not in part] == []
    shown = [(place, part, example) for place, part in meant.items() for example in part.get("examples", ())]
    assert len(shown) > 10
    for place, part, example in shown:
        assert Draft202012Validator({**part, "$defs": schema["$defs"]}).is_valid(example), (place, example)

"""Images and files attached to messages, as suites write them."""

from __future__ import annotations

import textwrap
from hashlib import sha256

import pytest
from servers import pictures

from harness.model.exchange import Attachment
from harness.suitefile.requests import opening_request
from harness.yamlfile.opening import MEGABYTE


@pytest.fixture
def files(project):
    """A project with files to attach."""
    project.write("suites/a.png", pictures.PNG)
    project.write("suites/b.jpg", pictures.JPEG)
    project.write("suites/policy.pdf", pictures.PDF)
    project.write("suites/data/notes.txt", b"Thirty days.")
    return project


def suite_of(prompt: str, cases: str = "[{vars: {photo: a.png}}]", more: str = "") -> str:
    return f"suite: demo\nprompt: {prompt}\n{more}cases: {cases}\n"


def asked(project, content, target="gpt", case=0):
    suite = project.suite(content)
    return opening_request(suite, suite.cases[case], project.config().targets[target]).messages


def names(message):
    return [(one.kind, one.name) for one in message.attachments]


def test_everything_is_known_of_an_attachment_but_its_bytes_are_not_held(files):
    (message,) = asked(files, suite_of("{user: Look., images: [a.png], files: [policy.pdf, data/notes.txt]}"))
    assert message.attachments[0] == Attachment(
        "image",
        "a.png",
        "image/png",
        len(pictures.PNG),
        sha256(pictures.PNG).hexdigest(),
        str(files.root / "suites" / "a.png"),
        pictures.WIDTH,
        pictures.HEIGHT,
    )
    assert [(one.name, one.media_type, one.pages) for one in message.attachments[1:]] == [
        ("policy.pdf", "application/pdf", 2),
        ("notes.txt", "text/plain", 0),
    ]


def test_in_a_list_of_messages(files):
    prompt = "[{role: system, content: Be brief.}, {role: user, content: Look., images: [{file: a.png}, b.jpg]}]"
    system, user = asked(files, suite_of(prompt))
    assert (names(system), names(user)) == ([], [("image", "a.png"), ("image", "b.jpg")])


def test_a_case_names_the_file(files):
    content = suite_of('{user: Look., images: ["{{ photo }}"]}', "[{vars: {photo: a.png}}, {vars: {photo: b.jpg}}]")
    assert [names(asked(files, content, case=number)[0])[0][1] for number in (0, 1)] == ["a.png", "b.jpg"]


def test_a_table_names_the_file_seen_from_the_suites_folder(files):
    files.write("suites/data/rows.csv", "id,photo\none,a.png\n")
    content = suite_of('{user: Look., images: ["{{ photo }}"]}', "[{file: data/rows.csv}]")
    assert names(asked(files, content)[0]) == [("image", "a.png")]


def test_steps_attach_too_and_the_conversation_keeps_it(files):
    content = textwrap.dedent("""\
        suite: demo
        steps:
          - {step: look, prompt: {user: What is it?, images: [a.png]}}
          - {step: sum_up, prompt: {user: "And {{ steps.look }}?", files: [data/notes.txt]}}
        cases: [{}]
        """)
    suite = files.suite(content)
    assert names(suite.steps[1].prompt[0]) == [("file", "data/notes.txt")]
    assert set(suite.attachments) == {"a.png", "data/notes.txt"}


def test_a_variant_replaces_the_text_or_the_pictures(files):
    variants = "variants: {gpt: {prompt: {user: Other words.}}, claude: {prompt: {images: [b.jpg]}}}\n"
    content = suite_of("{user: Look., images: [a.png], files: [data/notes.txt]}", more=variants)
    shown = {target: asked(files, content, target)[0] for target in ("gpt", "claude", "llama")}
    assert shown["gpt"].content == "Other words."
    assert names(shown["gpt"]) == names(shown["llama"]) == [("image", "a.png"), ("file", "notes.txt")]
    assert names(shown["claude"]) == [("file", "notes.txt"), ("image", "b.jpg")]


def test_the_digest_of_a_suite_follows_the_bytes(files):
    content = suite_of("{user: Look., images: [a.png]}")
    first = files.suite(content).digest
    assert files.suite(content).digest == first
    files.write("suites/a.png", pictures.GIF)
    assert files.suite(content).digest != first


@pytest.mark.parametrize(
    ("prompt", "slug", "says", "column"),
    [
        ("{user: Look., images: [gone.png]}", "file-unreadable", "gone.png cannot be read", 32),
        ("{user: Look., images: [a.png, data/notes.txt]}", "bad-attachment", "data/notes.txt is no image", 39),
        ("{user: Look., files: [a.png]}", "bad-attachment", "a.png is neither PDF nor text", 31),
        ("{user: Look., images: [empty.png]}", "bad-attachment", "empty.png is empty", 32),
        ("{user: Look., images: [cut.png]}", "bad-attachment", "damaged or cut off", 32),
        ("{user: Look., images: [huge.png]}", "file-too-big", "at most 20 MB", 32),
        ("{user: Look., images: [../../up.png]}", "file-outside", "leads outside", 32),
        ("{user: Look., images: [/etc/passwd]}", "file-outside", "not named by a relative path", 32),
        ('{user: Look., images: ["https://x.example/a.png"]}', "remote-attachment", "nothing is fetched", 32),
        ('{user: Look., images: ["data:image/png;base64,aGk="]}', "remote-attachment", "is an address", 32),
        ("{user: Look., images: a.png}", "wrong-type", "expected a list", 31),
        ("{user: Look., images: []}", "empty-value", "an empty list", 31),
        ("{user: Look., images: [7]}", "wrong-type", "expected text, got number", 32),
        ('{user: Look., images: [" "]}', "empty-value", "this name is empty", 32),
        ("{user: Look., images: [{url: a.png}]}", "unknown-key", "'url'", 33),
        ("{user: Look., image: [a.png]}", "unknown-key", "'image'", 23),
        (
            "[{role: system, content: x, images: [a.png]}, {role: user, content: y}]",
            "misplaced-key",
            "`role: user`",
            37,
        ),
        ('{user: Look., images: ["{{ foto }}"]}', "undefined-variable", "no variable 'foto'", 36),
    ],
)
def test_what_is_wrong_is_told_where_it_stands(files, prompt, slug, says, column):
    files.write("suites/empty.png", b"")
    files.write("suites/cut.png", pictures.PNG[:40])
    files.write("suites/huge.png", pictures.PNG + bytes(20 * MEGABYTE))
    problem = next(one for one in files.problems(suite_of(prompt)) if one.slug == slug)
    assert says in problem.message
    assert (problem.location.line, problem.location.column) == (2, column)


def test_a_cases_file_is_told_at_the_case(files):
    content = suite_of(
        '{user: Look., images: ["{{ photo }}"]}',
        "\n  - {id: good, vars: {photo: a.png}}\n  - {id: bad, vars: {photo: data/notes.txt}}",
    )
    problem = files.problem(content)
    assert problem.message.startswith("case 'bad': data/notes.txt is no image")
    assert problem.location.line == 5


def test_a_model_chooses_no_files(files):
    content = textwrap.dedent("""\
        suite: demo
        steps:
          - {step: look, prompt: What is it?}
          - {step: open, prompt: {user: Open it., files: ["{{ steps.look }}"]}}
        cases: [{}]
        """)
    problem = files.problem(content)
    assert (problem.slug, problem.location.line) == ("undefined-variable", 4)


def test_every_shape_is_known_to_the_schema(files):
    from jsonschema import Draft202012Validator

    from harness.suitefile.schema import suite_schema

    validator = Draft202012Validator(suite_schema())
    good = {"user": "x", "images": ["a.png", {"file": "b"}], "files": ["c"]}
    bad = [{**good, "images": []}, {**good, "images": [7]}, {**good, "image": ["a"]}]
    for prompt in (good, [{"role": "user", "content": "x", "files": ["c"]}]):
        assert validator.is_valid({"suite": "s", "prompt": prompt, "cases": [{}]})
    assert not any(validator.is_valid({"suite": "s", "prompt": one, "cases": [{}]}) for one in bad)


@pytest.mark.parametrize(
    ("provider", "said", "vision"),
    [
        ("openai", "", True),
        ("openai", ", vision: false", False),
        ("anthropic", "", True),
        ("openai-compatible, base_url: 'http://127.0.0.1:1/v1'", "", False),
        ("openai-compatible, base_url: 'http://127.0.0.1:1/v1'", ", vision: true", True),
        ("transformers", "", False),
    ],
)
def test_whether_a_target_sees(project, provider, said, vision):
    config = f"baseline: t\ntargets:\n  t: {{provider: {provider}, model: m{said}}}\n"
    assert project.config(config).targets["t"].vision is vision


def test_a_provider_that_shows_nothing_cannot_be_told_to(project):
    config = "baseline: t\ntargets:\n  t: {provider: transformers, model: m, vision: true}\n"
    problem = project.problem(config, config=True)
    assert (problem.slug, problem.location.line) == ("bad-settings", 3)

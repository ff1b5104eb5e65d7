from __future__ import annotations

from dataclasses import dataclass
from types import SimpleNamespace

import pytest

from harness import plugins
from harness.errors import InputError, UsageError
from harness.model.config import Config, Failover, Limits, Price
from harness.suitefile.config import load_config
from harness.yamlfile.configuration_path import find_config

TARGET = "baseline: gpt\ntargets:\n  gpt: {{provider: openai, model: m, {}}}\n"


def target(project, keys):
    return project.config(TARGET.format(keys)).targets["gpt"]


def test_the_contract_example(project):
    config = project.config("""\
        baseline: gpt
        targets:
          gpt:    {provider: openai, model: gpt-5.1, failure_domain: {cloud: azure, region: eastus},
                   price: {input: 1.25, output: 10}}
          claude: {provider: anthropic, model: claude-sonnet-4-5, params: {max_tokens: 1024}}
          azure:  {provider: azure, deployment: gpt-5-prod, base_url: https://acme.openai.azure.com,
                   api_key_env: AZURE_OPENAI_API_KEY}
          vllm:   {provider: openai-compatible, model: llama-70b, base_url: http://gpu1:8000/v1,
                   api_key_env: VLLM_API_KEY, limits: {concurrency: 64, rpm: 3000, tpm: 2000000}}
        failover: {order: [gpt, claude, vllm], timeout_s: 20, attempts: 2}
        equivalence: {embedder: builtin, margin: 0.10, confidence: 0.95}
        budget_usd: 5
        history: sqlite:///.harness/history.db
        """)
    assert isinstance(config, Config)
    assert list(config.targets) == ["gpt", "claude", "azure", "vllm"]
    gpt, claude, azure, vllm = config.targets.values()
    assert gpt.failure_domain == {"vendor": "openai", "cloud": "azure", "region": "eastus"}
    assert gpt.price == Price(1.25, 10)
    assert claude.params == {"max_tokens": 1024}
    assert (azure.model, azure.settings) == ("gpt-5-prod", {"deployment": "gpt-5-prod"})
    assert vllm.limits == Limits(concurrency=64, rpm=3000, tpm=2_000_000)
    assert vllm.vendor == "gpu1"  # its machine: a protocol is no vendor
    assert config.failover == Failover(order=("gpt", "claude", "vllm"))
    assert (config.equivalence.margin, config.equivalence.confidence, config.budget_usd) == (0.1, 0.95, 5)
    assert config.root == str(project.root)


def test_found_by_walking_up(project, tmp_path):
    deep = tmp_path / "a" / "b"
    deep.mkdir(parents=True)
    assert find_config(deep) == tmp_path / "harness.yaml"
    (tmp_path / "harness.yaml").unlink()
    (tmp_path / "harness.yaml").mkdir()
    assert find_config(deep) is None


def test_a_file_that_is_not_there(tmp_path):
    with pytest.raises(InputError) as caught:
        load_config(tmp_path / "harness.yaml")
    assert caught.value.problems[0].slug == "file-unreadable"
    assert "No such file" in str(caught.value)


@pytest.mark.parametrize(
    ("keys", "slug", "column", "words", "hint"),
    [
        ("colour: red", "unknown-key", 37, "'colour'", "known here"),
        ("modl: x", "unknown-key", 37, "'modl'", 'did you mean "model"?'),
        ("prams: {}", "unknown-key", 37, "'prams'", 'did you mean "params"?'),
        ("organisation: x", "unknown-key", 37, "'organisation'", 'did you mean "organization"?'),
        ("params: {temprature: 0}", "unknown-key", 46, "'temprature'", 'did you mean "temperature"?'),
        ("params: {temperature: 3}", "out-of-range", 59, "less than or equal to 2, got 3", ""),
        ("params: {temperature: -1}", "out-of-range", 59, "greater than or equal to 0, got -1", ""),
        ("params: {temperature: '0'}", "wrong-type", 59, "expected a number, got text", ""),
        ("params: {top_p: 0}", "out-of-range", 53, "greater than 0", ""),
        ("params: {max_tokens: 0}", "out-of-range", 58, "got 0", ""),
        ("params: {max_tokens: 1.5}", "wrong-type", 58, "a whole number", ""),
        ("params: {stop: ''}", "out-of-range", 52, "at least 1 character", ""),
        ("params: {stop: [a, '']}", "out-of-range", 56, "at least 1 character", ""),
        ("params: {reasoning_effort: hihg}", "unknown-value", 64, "'hihg'", 'did you mean "high"?'),
        ("params: [a]", "wrong-type", 45, "a mapping (key: value), got a list", ""),
        ("price: {input: 1}", "missing-key", 37, "`output` is missing", "million tokens"),
        ("price: {input: -1, output: 1}", "out-of-range", 52, "got -1", ""),
        ("limits: {concurrency: 0}", "out-of-range", 59, "got 0", ""),
        ("limits: {rpm: 0}", "out-of-range", 51, "greater than 0", ""),
        ("limits: {attempts: true}", "wrong-type", 56, "a whole number, got boolean", ""),
        ("timeout_s: 0", "out-of-range", 48, "greater than 0", ""),
        ("timeout_s:", "empty-value", 47, "has no value", ""),
        ("api: chatt", "unknown-value", 42, "'chatt'", 'did you mean "chat"?'),
        ("failure_domain: {vender: x}", "unknown-key", 54, "'vender'", 'did you mean "vendor"?'),
        ("failure_domain: aws", "wrong-type", 53, "expected a mapping (key: value), got text", "{vendor: aws}"),
        ("failure_domain: {vendor: 1}", "wrong-type", 62, "expected text, got number; quote it", ""),
        ("base_url: https://evil.test/v1", "key-for-host", 47, "is sent to api.openai.com", "api_key_env"),
        ("base_url: https://api.openai.com.evil.test/v1", "key-for-host", 47, "is another host", "api_key_env"),
        ("base_url: https://notapi.openai.com.evil/v1", "key-for-host", 47, "is another host", "api_key_env"),
        ("base_url: http://api.openai.com/v1", "bad-address", 47, "unencrypted", "https"),
        ("base_url: api.openai.com", "bad-address", 47, "must begin with https://", "https"),
        ("base_url: ftp://api.openai.com", "bad-address", 47, "must begin with https://", "https"),
        ("base_url: 'https://${HOST}/v1'", "bad-address", 47, "placeholder", "nothing is filled in"),
        ("base_url: 'https://{{ env.HOST }}/v1'", "bad-address", 47, "placeholder", "nothing is filled in"),
        ("base_url: 'https://u:p@api.openai.com'", "bad-address", 47, "no user name", "api_key_env"),
        ("base_url: 'https://api.openai.com?key=1'", "bad-address", 47, "query", "api_key_env"),
        ("base_url: 'https://[::1'", "bad-address", 47, "no address", "https"),
        ("base_url: 'https://exаmple.com'", "bad-address", 47, "characters no address has", "https"),
        ("base_url: 'https://a.example:99999'", "bad-address", 47, "no address", "https"),
        ("api_key_env: sk-proj-123", "bad-key-variable", 50, "not the name of an environment variable", "name"),
        ("api_key: sk-123", "unknown-key", 37, "'api_key'", "never stand in files"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_target(  # noqa: PLR0917
    project, keys, slug, column, words, hint
):
    problem = project.problem(TARGET.format(keys), config=True)
    assert (problem.slug, problem.location.line, problem.location.column) == (slug, 3, column)
    assert words in problem.message
    assert hint in problem.hint
    assert problem.location.path == "harness.yaml"


@pytest.mark.parametrize(
    "keys", ["api_key: sk-secret", "api_key_env: sk-secret-", "base_url: 'https://u:sk-secret@h.example'"]
)
def test_a_key_in_the_file_is_never_shown(project, keys):
    found = project.problems(TARGET.format(f"{keys}, colour: red"), config=True)
    assert len(found) == 2
    assert "sk-secret" not in "\n".join(map(str, found))


@pytest.mark.parametrize(
    "keys",
    [
        "base_url: https://api.openai.com/v1",
        "base_url: https://eu.api.openai.com/v1",
        "base_url: 'http://127.0.0.1:8000/v1'",
        "base_url: 'http://[::1]:8000'",
        "base_url: http://localhost:1",
        "base_url: https://gateway.example.com, api_key_env: GATEWAY_KEY",
        "base_url: http://10.0.0.7/v1, api_key_env: GATEWAY_KEY",
        "base_url: http://gpu1:8000/v1, api_key_env: GATEWAY_KEY",
        "price: {input: 0, output: 0}",
        "extra: {store: true, deep: {a: [1]}}",
        "api: chat, organization: o",
        "failure_domain: {rack: a7}",
    ],
)
def test_what_a_target_may_have(project, keys):
    assert target(project, keys).name == "gpt"


@pytest.mark.parametrize(
    ("url", "good"),
    [
        ("http://gpu1:8000/v1", True),
        ("http://192.168.1.2/v1", True),
        ("http://vllm.ml.svc.cluster.local/v1", True),
        ("http://localhost/v1", True),
        ("https://models.example.com/v1", False),
    ],
)
def test_a_public_server_needs_a_named_key(project, url, good):
    text = f"baseline: v\ntargets:\n  v: {{provider: openai-compatible, model: m, base_url: '{url}'}}\n"
    assert [problem.slug for problem in project.problems(text, config=True)] == ([] if good else ["key-for-host"])


@pytest.mark.parametrize(
    ("text", "missing"),
    [
        ("{provider: openai}", "model"),
        ("{provider: azure, base_url: 'https://a.openai.azure.com'}", "deployment"),
        ("{provider: azure, deployment: d}", "base_url"),
        ("{provider: openai-compatible, model: m}", "base_url"),
        ("{model: m}", "provider"),
    ],
)
def test_keys_a_target_cannot_do_without(project, text, missing):
    problem = project.problem(f"baseline: x\ntargets:\n  x: {text}\n", config=True)
    assert problem.slug == "missing-key"
    assert f"`{missing}` is missing" in problem.message
    assert str(problem.location) == "harness.yaml:3:3"


@pytest.mark.parametrize(
    ("text", "slug", "line"),
    [
        ("targets: {gpt: {provider: openai, model: m}}", "missing-key", 1),
        ("baseline: gpt", "missing-key", 1),
        ("baseline: gpt\ntargets: {}", "out-of-range", 2),
        ("baseline: gpt\ntargets: [gpt]", "wrong-type", 2),
        ("baseline: 5\ntargets: {gpt: {provider: openai, model: m}}", "wrong-type", 1),
        ("- a", "wrong-type", 1),
        ("text", "wrong-type", 1),
        (TARGET.format("") + "budget: 5", "unknown-key", 4),
        (TARGET.format("") + "budget_usd: -1", "out-of-range", 4),
        (TARGET.format("") + "budget_usd: .nan", "ambiguous-value", 4),
        (TARGET.format("") + "budget_usd:", "empty-value", 4),
        (TARGET.format("") + "history: mysql://x", "bad-address", 4),
        (TARGET.format("") + "recordings: mysql://x", "bad-address", 4),
        (TARGET.format("") + "recordings: env:NOT A NAME", "bad-address", 4),
        (TARGET.format("") + "failover: {order: [gtp]}", "unknown-target", 4),
        (TARGET.format("") + "failover: {order: [gpt, gpt]}", "duplicate-target", 4),
        (TARGET.format("") + "failover: {attempts: 0}", "out-of-range", 4),
        (TARGET.format("") + "equivalence: {margin: 1}", "out-of-range", 4),
        (TARGET.format("") + "equivalence: {margin: 0}", "out-of-range", 4),
        (TARGET.format("") + "equivalence: {confidence: 0.3}", "out-of-range", 4),
        (TARGET.format("") + "equivalence: {embedder: bultin}", "unknown-embedder", 4),
        (TARGET.format("") + "equivalence: {embedder: 'reader:strikt'}", "bad-embedder", 4),
        (TARGET.format("") + "equivalence: {embedder: 'builtin:small'}", "bad-embedder", 4),
        (TARGET.format("") + "equivalence: {guards: [nmbers]}", "unknown-guard", 4),
        (TARGET.format("").replace("baseline: gpt", "baseline: gtp"), "unknown-target", 1),
        (TARGET.format("").replace("openai", "opnai"), "unknown-provider", 3),
        (TARGET.format("") + "  GPT: {provider: openai, model: m}", "duplicate-target", 4),
        (TARGET.format("") + "  ../x: {provider: openai, model: m}", "bad-name", 4),
        (TARGET.format("") + "  CON: {provider: openai, model: m}", "bad-name", 4),
        (TARGET.format("") + "  a: text", "wrong-type", 4),
    ],
)
def test_what_is_wrong_with_the_file(project, text, slug, line):
    problem = project.problem(text, config=True)
    assert (problem.slug, problem.location.line) == (slug, line)


def test_everything_at_once_in_order(project):
    found = project.problems(
        """\
        baseline: gtp
        targets:
          gpt: {provider: openai, model: no, params: {temprature: 0, top_p: 3}}
          claude: {provider: antropic, model: x}
        equivalence: {margin: 2, embedder: bultin}
        historry: x
        """,
        config=True,
    )
    assert [(problem.location.line, problem.slug) for problem in found] == [
        (1, "unknown-target"),
        (3, "ambiguous-value"),
        (3, "unknown-key"),
        (3, "out-of-range"),
        (4, "unknown-provider"),
        (5, "out-of-range"),
        (5, "unknown-embedder"),
        (6, "unknown-key"),
    ]


def test_a_provider_from_elsewhere_brings_its_own_keys(project, monkeypatch):
    @dataclass(frozen=True, kw_only=True)
    class Settings:
        speed: float = 1.0
        level: int

        def __post_init__(self):
            if self.level > 9:
                raise ValueError("level must be at most 9")

    module = SimpleNamespace(VENDOR="acme", KEY_ENV=None, HOSTS=(), Settings=Settings)

    class Module:
        VENDOR, KEY_ENV, HOSTS = module.VENDOR, module.KEY_ENV, module.HOSTS

    Module.Settings = Settings

    def load(kind, name):
        if name == "acme":
            return Module
        raise UsageError("no")

    monkeypatch.setattr(plugins, "load", load)
    text = "baseline: a\ntargets:\n  a: {{provider: acme, model: m, {}}}\n"
    config = project.config(text.format("level: 3"))
    assert config.targets["a"].settings == {"level": 3}
    assert config.targets["a"].failure_domain == {"vendor": "acme"}
    assert [p.message for p in project.problems(text.format("speed: fast, levl: 3"), config=True)] == [
        "`speed`: expected a number, got text",
        "unknown key 'levl'",
    ]
    assert project.problem(text.format("level: 10"), config=True).message == "level must be at most 9"


def test_the_own_example_and_starter_load(pytestconfig):
    for name in ("harness.yaml", "harness/starter/harness.yaml"):
        assert load_config(pytestconfig.rootpath / name).targets

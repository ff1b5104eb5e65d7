"""What a bundle claims is believed only if its answers come to it here; whatever was changed is named."""

from __future__ import annotations

import json
import re
import shutil
import socket
import zipfile
from dataclasses import replace
from datetime import timedelta

import pytest

import harness
from harness import api
from harness.errors import StoreError, UsageError
from harness.evidence import archive, verification
from harness.evidence.archive import pack, unpack
from harness.evidence.bundle import make
from harness.evidence.differences import differences
from harness.evidence.manifest import MANIFEST, circumstances_of, digest_of, from_bytes, to_bytes
from harness.evidence.verification import verify
from harness.resultsfile.reading import run_from_json

RESULTS = "results.json"
SUITE = "project/suites/refund-helpdesk.yaml"
CASSETTE = "project/fixtures/refund-helpdesk/llama.jsonl"


def results(edit):
    """An edit of the results as JSON."""

    def edited(text):
        data = json.loads(text)
        edit(data)
        return json.dumps(data)

    return edited


def swap(before, after):
    return lambda text: text.replace(before, after, 1)


def helpdesk(data):
    return next(suite for suite in data["suites"] if suite["name"] == "refund-helpdesk")


def late_return(data, target="llama"):
    case = next(case for case in helpdesk(data)["cases"] if case["id"] == "late-return")
    return next(one for one in case["responses"] if one["target"] == target)


def set_in(found, **values):
    found.update(values)


def places(found):
    return [finding.place for finding in found.findings]


def test_a_bundle_that_is_as_it_was_made(bundled, monkeypatch):
    monkeypatch.setattr(socket.socket, "connect", lambda *_: pytest.fail("something was asked for over a network"))
    found = verify(bundled.path, expected=bundled.digest)
    assert (found.findings, found.changes, found.digest) == ((), (), bundled.digest)
    assert found.run == bundled.run


@pytest.mark.parametrize("name", [RESULTS, SUITE, CASSETTE, "config.json", "project/suites/data/refund-policy.md"])
def test_a_changed_byte_is_named_by_its_file(bundled, tmp_path, name):
    found = verify(bundled.changed(tmp_path, name, lambda text: text + "\n"))
    assert str(found.findings[0]) == f"{name}: as it was bundled → changed since"


def test_what_was_added_or_taken_away(bundled, tmp_path):
    files = bundled.files()
    del files["project/fixtures/rewrite-query/llama.jsonl"]
    files["project/fixtures/rewrite-query/mistral.jsonl"] = b""
    pack(tmp_path / "changed.zip", files)
    said = [str(finding) for finding in verify(tmp_path / "changed.zip").findings]
    assert "project/fixtures/rewrite-query/llama.jsonl: in the manifest → not in the bundle" in said
    assert "project/fixtures/rewrite-query/mistral.jsonl: not in the manifest → in the bundle" in said
    assert any(line.startswith("rewrite-query/boots-size [llama, sample 0]") for line in said)


FORGERIES = {
    "a verdict": (
        RESULTS,
        results(lambda data: set_in(helpdesk(data)["comparisons"][1], verdict="ports")),
        r"refund-helpdesk: comparison with llama, verdict: \"ports\" → \"does-not-port\"",
    ),
    "one digit of a bound": (
        RESULTS,
        results(lambda data: set_in(helpdesk(data)["comparisons"][0], lower=helpdesk(data)["comparisons"][0]["lower"] + 0.01)),
        r"refund-helpdesk: comparison with claude, lower: ",
    ),
    "one digit of a score": (
        RESULTS,
        results(lambda data: set_in(late_return(data)["equivalence"], score=late_return(data)["equivalence"]["score"] + 1e-4)),
        r"refund-helpdesk/late-return \[llama, sample 0\], equivalence, score: ",
    ),
    "one digit of an answer in the results": (
        RESULTS,
        results(lambda data: set_in(late_return(data), text=late_return(data)["text"].replace("60", "30"))),
        r"refund-helpdesk/late-return \[llama, sample 0\], text: .*30 days.* → .*60 days",
    ),
    "one digit of an answer in the recording": (
        CASSETTE,
        swap("60 days", "30 days"),
        r"refund-helpdesk/late-return \[llama, sample 0\], text: .*60 days.* → .*30 days",
    ),
    "an outcome": (
        RESULTS,
        results(lambda data: set_in(late_return(data), outcome="pass")),
        r"refund-helpdesk/late-return \[llama, sample 0\], outcome: \"pass\" → \"fail\"",
    ),
    "a latency": (
        RESULTS,
        results(lambda data: set_in(late_return(data, "gpt"), latency_s=0.01)),
        r"refund-helpdesk/late-return \[gpt, sample 0\], latency_s: 0.01 → ",
    ),
    "a price": ("config.json", swap('"input": 3', '"input": 1'), r"refund-helpdesk/.* \[claude, sample 0\], cost_usd: "),
    "a margin": ("config.json", swap('"margin": 0.1', '"margin": 0.9'), r"refund-helpdesk, digest: "),
    "a case left out": (
        RESULTS,
        results(lambda data: set_in(helpdesk(data), cases=helpdesk(data)["cases"][1:])),
        r"refund-helpdesk/late-return: not in the results → found",
    ),
    "a suite left out": (
        RESULTS,
        results(lambda data: data["suites"].pop(0)),
        r"readiness.*|totals, pass: ",
    ),
    "an easier check": (SUITE, swap("max: 70", "max: 700"), r"refund-helpdesk, digest: "),
    "a total": (RESULTS, results(lambda data: set_in(data["totals"], fail=0)), r"totals, fail: 0 → \d+"),
    "what is down": (
        RESULTS,
        results(lambda data: set_in(data["readiness"]["domains"][0]["suites"][0], state="served")),
        r"readiness, domains 1, suites 1, state: \"served\" → \"",
    ),
    "a younger proof": (MANIFEST, swap('"proven_on": "2026', '"proven_on": "2027'), r"evidence.json, proven_on: "),
    "authored answers called live": (MANIFEST, swap('"authored"', '"live"'), r"evidence.json, origins, live: "),
    "another provider": ("config.json", swap('"provider": "openai-compatible"', '"provider": "openai"'), r"targets, llama, provider: "),
    "a request": (CASSETTE, swap("at most three sentences", "at most four sentences"), r"its recordings: can be replayed → "),
    "another model": (RESULTS, results(lambda data: set_in(data["targets"]["llama"], model="x")), r"targets, llama, model: "),
    "a suite that does not load": (SUITE, swap("cases:", "cased:"), r"suites/refund-helpdesk.yaml:\d+:\d+: a suite → unknown key .cased"),
}  # fmt: skip


@pytest.mark.parametrize("forgery", FORGERIES)
def test_a_forgery_is_found_though_its_digests_are_recomputed(bundled, tmp_path, forgery):
    name, edit, says = FORGERIES[forgery]
    found = verify(bundled.changed(tmp_path, name, edit, forged=True))
    said = [str(finding) for finding in found.findings]
    assert not any("changed since" in line for line in said)
    assert any(re.match(says, line) for line in said), said


def leaves(value, path=()):
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [leaf for key, part in inside for leaf in leaves(part, (*path, key))] or [path]


def flipped(value):
    if isinstance(value, bool):
        return not value
    if isinstance(value, int | float):
        return value + 1
    return value + "x" if isinstance(value, str) else ["x"]


def kinds_in(value):
    """A leaf of each kind: places in lists do not tell leaves apart."""
    return {tuple("*" if isinstance(key, int) else key for key in path): path for path in reversed(leaves(value))}


def thinned(value):
    """The same results with as few items in every list as still have leaves of every kind."""
    if isinstance(value, dict):
        return {key: thinned(part) for key, part in value.items()}
    if not isinstance(value, list):
        return value
    kept, kinds = [], set()
    for item in map(thinned, value):
        if not kinds_in(item).keys() <= kinds:
            kept.append(item)
            kinds |= kinds_in(item).keys()
    return kept


def test_every_field_of_the_results_counts(bundled):
    """One field of each kind changed, all digests of files recomputed: none passes."""
    files = bundled.files()
    data = thinned(json.loads(files[RESULTS]))
    assert kinds_in(data).keys() == kinds_in(json.loads(files[RESULTS])).keys()
    about = from_bytes(files[MANIFEST])
    about = replace(about, circumstances=circumstances_of(data, about.scored_by, about.stale_after_days))
    whole = run_from_json(data)
    assert not [*verification._told(about, data, whole), *differences(whole, whole)]
    kinds = kinds_in(data)
    assert len(kinds) > 100
    text = json.dumps(data)
    unnoticed = []
    for path in kinds.values():
        changed = json.loads(text)
        place = changed
        for key in path[:-1]:
            place = place[key]
        place[path[-1]] = flipped(place[path[-1]])
        try:
            run = run_from_json(changed)
        except StoreError:
            continue
        if not [*verification._told(about, changed, run), *differences(run, whole)]:
            unnoticed.append(path)
    assert not unnoticed


ONLY_SAID = {
    *("run.complete", "run.id", "run.version", "run.started_at", "run.finished_at", "run.record", "run.elapsed_s"),
    *("run.interrupted", "run.notices.*", "run.extra.digests.config", "run.extra.digests.prompts"),
    *("run.extra.options", "totals.live_calls", "totals.cost_usd"),
    *("suites.*.cases.*.responses.*.source", "suites.*.cases.*.responses.*.attempts"),
}
"""Whoever forges all of a bundle may say these as he likes, but for the notices unnoticed: no recording tells them. What
the options say decides what is scored again, and nobody gains by calling a run incomplete that is not.
"""


def is_only_said(path):
    kind = ".".join("*" if isinstance(key, int) else key for key in path)
    return any(kind == said or kind.startswith(f"{said}.") for said in ONLY_SAID)


def at(data, path):
    for key in path:
        data = data[key]
    return data


def lists_in(value, path=()):
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path] * isinstance(value, list) + [place for key, part in inside for place in lists_in(part, (*path, key))]


def forgeries_of(data):
    """Each leaf of a kind changed or left out, and of each list of a kind an item doubled in every place or added."""
    text = json.dumps(data)
    for path in kinds_in(data).values():
        changed = json.loads(text)
        at(changed, path[:-1])[path[-1]] = flipped(at(changed, path))
        yield path, "changed", changed
        if isinstance(path[-1], str):
            changed = json.loads(text)
            del at(changed, path[:-1])[path[-1]]
            yield path, "left out", changed
    kinds = {tuple("*" if isinstance(key, int) else key for key in path): path for path in lists_in(data)}
    for path in kinds.values():
        for place in range(len(at(data, path))):
            for after in (0, 1):
                changed = json.loads(text)
                items = at(changed, path)
                items.insert(place + after, json.loads(json.dumps(items[place])))
                yield (*path, place), "doubled", changed
                twin = items[place + 1 - after]
                if isinstance(twin, dict) and isinstance(twin.get("verdict", twin.get("text")), str):
                    twin["verdict" if "verdict" in twin else "text"] += "x"
                    yield (*path, place), "doubled otherwise", changed


def test_what_scoring_again_gives_counts_though_everything_else_is_forged(bundled):
    """All digests are made anew, also that of what no scoring gives: what may differ still is listed."""
    files = bundled.files()
    data = thinned(json.loads(files[RESULTS]))
    about, whole = from_bytes(files[MANIFEST]), run_from_json(data)
    unnoticed, tried = [], 0
    for path, how, forged in forgeries_of(data):
        try:
            run = run_from_json(forged)
            circumstances = circumstances_of(forged, about.scored_by, about.stale_after_days)
        except (StoreError, KeyError):
            continue
        tried += 1
        believed = replace(about, circumstances=circumstances)
        if not is_only_said(path) and not [
            *verification._told(believed, forged, run),
            *differences(run, whole),
            *verification._twice(run),
        ]:
            unnoticed.append((path, how))
    assert tried > 200
    assert not unnoticed


def forged_whole(bundled, tmp_path, edit):
    """The bundle with other results, and every digest made anew."""
    files = bundled.files()
    data = json.loads(files[RESULTS])
    edit(data)
    files[RESULTS] = json.dumps(data).encode()
    about = from_bytes(files[MANIFEST])
    circumstances = circumstances_of(data, about.scored_by, about.stale_after_days)
    digests = {name: digest_of(held) for name, held in files.items() if name != MANIFEST}
    files[MANIFEST] = to_bytes(replace(about, circumstances=circumstances, files=digests))
    pack(tmp_path / "forged.zip", files)
    return verify(tmp_path / "forged.zip")


def twice(items, **other):
    items.insert(0, {**items[0], **other})


@pytest.mark.parametrize(
    ("edit", "says"),
    [
        (lambda data: twice(helpdesk(data)["comparisons"], verdict="ports"), r"refund-helpdesk: comparison with \S+ \(number 2 of that name\): in the results → not found again"),
        (lambda data: twice(helpdesk(data)["cases"][0]["responses"], text="invented"), r"refund-helpdesk/\S+ \[.*\] \(number 2 of that name\): in"),
        (lambda data: twice(helpdesk(data)["cases"], responses=[]), r"refund-helpdesk/\S+ \(number 2 of that name\): in"),
        (lambda data: twice(data["suites"]), r"the suite '\S+': in the results 2 times → can be there once"),
        (lambda data: data["run"]["notices"].clear(), r"run, notices: not in the results → "),
        (lambda data: set_in(late_return(data), origin="live"), r"refund-helpdesk/late-return \[llama.*origin: \"live\" → "),
        (lambda data: set_in(late_return(data), source="live"), r"refund-helpdesk/late-return \[llama.*source: \"live\" → \"recorded\""),
    ],
)  # fmt: skip
def test_no_forger_of_every_digest_adds_a_second_of_anything(bundled, tmp_path, edit, says):
    said = [str(finding) for finding in forged_whole(bundled, tmp_path, edit).findings]
    assert any(re.match(says, line) for line in said), said


def test_a_remark_that_scoring_again_does_not_give_is_said_to_be_unchecked(bundled, tmp_path):
    found = forged_whole(bundled, tmp_path, lambda data: data["run"]["notices"].append("all is well"))
    assert found.findings == ()
    assert [*map(str, found.cautions)] == ["the results say, and scoring again cannot check: all is well"]


@pytest.mark.parametrize("name", [RESULTS, MANIFEST, "config.json"])
def test_a_file_that_says_two_things_under_one_name_is_refused(bundled, tmp_path, name):
    def doubled(text):
        return re.sub(r'^\{\s*("[^"]+":)', r"{\1 null, \1", text)

    path = bundled.changed(tmp_path, name, doubled, forged=name != MANIFEST)
    with pytest.raises(StoreError, match=f"{name}.*twice"):
        verify(path)


def test_results_of_another_version_may_lack_what_this_one_writes_as_nothing(bundled, monkeypatch):
    data = json.loads(bundled.files()[RESULTS])
    about, run = from_bytes(bundled.files()[MANIFEST]), run_from_json(data)
    for suite in data["suites"]:
        assert suite.pop("lenience") is None
    about = replace(about, circumstances=circumstances_of(data, about.scored_by, about.stale_after_days))
    assert [finding.said for finding in verification._told(about, data, run)] == ["not there"] * len(data["suites"])
    monkeypatch.setattr(verification, "__version__", "9.9")
    assert not [*verification._told(about, data, run)]
    for suite in data["suites"]:
        del suite["unstable_baseline"]
    assert [*verification._told(about, data, run)]


def test_how_leniently_answers_were_compared_is_said_though_the_results_do_not(bundled, tmp_path):
    root = tmp_path / "project"
    (root / "suites").mkdir(parents=True)
    for folder in ("suites", "fixtures"):
        shutil.copytree(bundled.root / folder, root / folder, dirs_exist_ok=True)
    (root / "suites/rewrite-query.yaml").unlink()
    config = root / "harness.yaml"
    text = bundled.root.joinpath("harness.yaml").read_text()
    config.write_text(text.replace("equivalence: {", "equivalence: {guards: [numbers], "))
    run = harness.run(config=config, record="none")
    made = replace(bundled, root=root, path=root / "proof.zip", run=run)
    make(made.path, run, api.configuration(config))
    assert verify(made.path).findings == ()
    (said,) = verify(made.path).cautions
    assert said.startswith("refund-helpdesk: not looked for: changed answer")

    silent = made.changed(
        tmp_path, RESULTS, results(lambda data: [suite.pop("lenience") for suite in data["suites"]]), forged=True
    )
    found = verify(silent)
    assert any(str(finding).endswith(", lenience: not there → null") for finding in found.findings)
    assert found.cautions == (said,)
    denied = made.changed(
        tmp_path, RESULTS, results(lambda data: [set_in(suite, lenience=None) for suite in data["suites"]]), forged=True
    )
    assert "refund-helpdesk, lenience" in places(verify(denied))


@pytest.mark.parametrize("key", ["circumstances", "stale_after_days", "scored_by", "run", "started_at"])
def test_every_field_of_the_manifest_counts(bundled, tmp_path, key):
    def edit(text):
        about = json.loads(text)
        change = {
            "scored_by": {**about["scored_by"], "python": "2.7"},
            "stale_after_days": 31,
            "started_at": "2026-01-01T00:00:00+00:00",
        }
        return json.dumps(about | {key: change.get(key, "x")})

    assert verify(bundled.changed(tmp_path, MANIFEST, edit)).findings


@pytest.mark.parametrize("moment", ["yesterday", "", 5, None, "2026-13-01T00:00:00+00:00"])
@pytest.mark.parametrize("key", ["started_at", "finished_at"])
def test_a_moment_that_is_none_is_refused(bundled, tmp_path, key, moment):
    path = bundled.changed(tmp_path, RESULTS, results(lambda data: set_in(data["run"], **{key: moment})), forged=True)
    assert RESULTS in refused(path)


def test_a_small_file_that_unpacks_to_much_is_refused_before_it_does(bundled, tmp_path, monkeypatch):
    files = bundled.files()
    monkeypatch.setattr(archive, "_read", lambda *_: pytest.fail("it was unpacked"))
    pack(tmp_path / "bomb.zip", {**files, RESULTS: b"[" + b"[]," * 30_000_000 + b"[]]"})
    assert (tmp_path / "bomb.zip").stat().st_size < 1_000_000
    assert "MB unpacked" in refused(tmp_path / "bomb.zip")


def test_more_values_than_any_run_has_are_not_read(bundled, tmp_path, monkeypatch):
    monkeypatch.setattr(verification, "MOST_VALUES", 50)
    assert "more than 50 values" in refused(bundled.path)


def test_only_the_noted_digest_finds_a_forgery_of_everything(bundled, tmp_path):
    """Who invents answers and scores them has made another bundle: it holds, and is not the one that was noted."""
    root = tmp_path / "project"
    shutil.copytree(bundled.root, root)
    cassette = root / "fixtures/refund-helpdesk/llama.jsonl"
    cassette.write_text(cassette.read_text().replace("60 days", "30 days"))
    invented = harness.run(config=root / "harness.yaml", record="none")
    make(tmp_path / "forged.zip", replace(invented, id=bundled.run.id), api.configuration(root / "harness.yaml"))
    assert verify(tmp_path / "forged.zip").findings == ()
    assert places(verify(tmp_path / "forged.zip", expected=bundled.digest)) == ["the bundle's digest"]


def test_a_run_with_answers_that_could_not_be_had(bundled, tmp_path):
    root = tmp_path / "project"
    shutil.copytree(bundled.root, root)
    (root / "fixtures/refund-helpdesk/llama.jsonl").unlink()
    run = harness.run(config=root / "harness.yaml", record="none")
    assert not run.complete
    make(tmp_path / "part.zip", run, api.configuration(root / "harness.yaml"))
    found = verify(tmp_path / "part.zip")
    assert (found.findings, found.run.complete) == ((), False)


def test_stale_from_the_day_it_says(bundled):
    found = verify(bundled.path)
    assert not found.stale(found.manifest.stale_on - timedelta(seconds=1))
    assert found.stale(found.manifest.stale_on)


def test_what_scores_otherwise_here_is_said_where_numbers_differ(bundled, tmp_path, monkeypatch):
    monkeypatch.setattr("harness.evidence.scorers.__version__", "9.9.9")
    changed = bundled.changed(tmp_path, RESULTS, results(lambda data: set_in(data["totals"], fail=0)), forged=True)
    assert verify(changed).changes == (f"harness {harness.__version__}, here 9.9.9",)


def test_an_embedder_is_not_loaded_because_a_bundle_says_so(bundled, tmp_path):
    wanted = swap('"embedder": "builtin"', '"embedder": "sentence-transformers:/tmp/x"')
    path = bundled.changed(tmp_path, "config.json", wanted, forged=True)
    with pytest.raises(UsageError) as caught:
        verify(path)
    assert caught.value.slug == "embedder-not-trusted"
    assert "--embedder sentence-transformers:/tmp/x" in caught.value.hint


def refused(path) -> str:
    with pytest.raises(StoreError) as caught:
        verify(path)
    assert caught.value.exit_code == 5
    assert caught.value.slug in ("bundle-unreadable", "store-newer")
    return str(caught.value)


ODD_FILES = {
    "no manifest": (MANIFEST, None, "holds no evidence.json"),
    "no results": (RESULTS, None, "holds no results.json"),
    "a manifest that is none": (MANIFEST, lambda _: "[]", "is no manifest"),
    "another schema": (MANIFEST, swap("harness.evidence/1", "harness.proof/1"), "is no manifest"),
    "a newer schema": (MANIFEST, swap("harness.evidence/1", "harness.evidence/2"), "newer version"),
    "a manifest with more": (MANIFEST, swap('"files"', '"more": 1, "files"'), "is no manifest"),
    "a day that is none": (MANIFEST, swap('"proven_on": "2', '"proven_on": "x'), "is no manifest"),
    "counts that are none": (MANIFEST, swap('"authored": ', '"authored": 0.'), "is no manifest"),
    "days without end": (MANIFEST, swap('"stale_after_days": 30.0', '"stale_after_days": 1e300'), "is no manifest"),
    "results that are none": (RESULTS, lambda _: "{}", "results.json"),
    "results nested without end": (RESULTS, lambda _: "[" * 100_000, "results.json"),
    "results of wrong types": (RESULTS, results(lambda data: data["run"].update(extra={"options": {"targets": 3}})), "what it did"),
    "a suite elsewhere": (RESULTS, results(lambda data: helpdesk(data).update(path="/etc/passwd")), "holds no suite"),
    "a suite above": (RESULTS, results(lambda data: helpdesk(data).update(path="../x.yaml")), "holds no suite"),
    "a target that is a path": ("config.json", swap('"llama"', '"../../llama"'), "is no name of a target"),
    "no rules": ("config.json", lambda _: "{}", "config.json is malformed"),
    "a margin of text": ("config.json", swap('"margin": 0.1', '"margin": "x"'), "config.json is malformed"),
    "a file where a folder is": ("project/suites", lambda _: "x", "cannot be unpacked"),
}  # fmt: skip


@pytest.mark.parametrize("odd", ODD_FILES)
def test_what_is_no_bundle_is_refused(bundled, tmp_path, odd):
    name, edit, says = ODD_FILES[odd]
    files = bundled.files()
    if edit is None:
        del files[name]
    else:
        files[name] = edit(files.get(name, b"").decode()).encode()
    pack(tmp_path / "odd.zip", files)
    assert re.search(says, refused(tmp_path / "odd.zip"))


@pytest.mark.parametrize("name", ["../x", "/etc/x", "a/../../x", "a\\..\\x", "C:x", "a//b", "./a", "folder/", "a/./b"])
def test_a_name_that_leads_elsewhere(tmp_path, name):
    with zipfile.ZipFile(tmp_path / "odd.zip", "w") as made:
        made.writestr(zipfile.ZipInfo(name), b"x")
    assert "leads elsewhere" in refused(tmp_path / "odd.zip")
    assert [path.name for path in tmp_path.iterdir()] == ["odd.zip"]


def test_links_twins_and_odd_packing(tmp_path):
    def refuse(say, *entries, method=zipfile.ZIP_STORED):
        with zipfile.ZipFile(tmp_path / "odd.zip", "w", method) as made:
            for name, mode in entries:
                entry = zipfile.ZipInfo(name)
                entry.external_attr, entry.compress_type = mode << 16, method
                made.writestr(entry, b"/etc/passwd" * 9)
        assert say in refused(tmp_path / "odd.zip")

    refuse("no ordinary file", ("link", 0o120777))
    refuse("twice", ("a", 0o100644), ("A", 0o100644))
    refuse("packed in a way", ("a", 0o100644), method=zipfile.ZIP_BZIP2)


def test_a_bomb_is_put_down_while_it_unpacks(tmp_path, monkeypatch):
    monkeypatch.setattr(archive, "MOST_BYTES", 1_000_000)
    with zipfile.ZipFile(tmp_path / "bomb.zip", "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("honest", b"\0" * 1_000_001)
    assert "more than 1 MB" in refused(tmp_path / "bomb.zip")
    with zipfile.ZipFile(tmp_path / "bomb.zip", "w", zipfile.ZIP_DEFLATED) as made:
        for number in range(3):
            made.writestr(f"part-{number}", b"\0" * 400_000)
    assert "more than 1 MB" in refused(tmp_path / "bomb.zip")
    with zipfile.ZipFile(tmp_path / "bomb.zip", "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("liar", b"\0" * 5_000_000)
    data = (tmp_path / "bomb.zip").read_bytes()
    (tmp_path / "bomb.zip").write_bytes(data.replace((5_000_000).to_bytes(4, "little"), (10).to_bytes(4, "little")))
    refused(tmp_path / "bomb.zip")


def test_files_without_number(tmp_path, monkeypatch):
    monkeypatch.setattr(archive, "MOST_FILES", 3)
    pack(tmp_path / "many.zip", {str(number): b"" for number in range(4)})
    assert "4 files" in refused(tmp_path / "many.zip")


@pytest.mark.parametrize("content", [b"", b"PK", b"not a zip at all" * 99])
def test_a_file_that_is_no_archive(tmp_path, content):
    (tmp_path / "odd.zip").write_bytes(content)
    refused(tmp_path / "odd.zip")


def test_an_archive_cut_short_or_with_a_flipped_bit(bundled, tmp_path):
    data = bundled.path.read_bytes()
    (tmp_path / "odd.zip").write_bytes(data[: len(data) // 2])
    refused(tmp_path / "odd.zip")
    (tmp_path / "odd.zip").write_bytes(data[:5000] + bytes([data[5000] ^ 0x10]) + data[5001:])
    refused(tmp_path / "odd.zip")
    refused(tmp_path / "absent.zip")
    refused(tmp_path)


def test_packing_is_undone_by_unpacking(tmp_path):
    files = {"b/c.txt": b"x" * 100_000, "a": b"", "z": bytes(range(256))}
    pack(tmp_path / "x.zip", files)
    assert unpack(tmp_path / "x.zip") == files

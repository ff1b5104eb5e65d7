"""Whatever is wrong with shared recordings is said in one sentence, without a password, and nothing is lost."""

from __future__ import annotations

import urllib.request

import pytest
from servers.fault_server import answer
from servers.programs import free_port
from shared_recordings import hold, recording

from harness.cassettes import shared
from harness.cassettes.shared import terms
from harness.errors import MissingExtra, StoreError, UsageError


def told(act) -> StoreError:
    with pytest.raises(StoreError) as caught:
        act()
    assert caught.value.exit_code == 5
    assert "s3cret" not in str(caught.value) + caught.value.hint
    assert "\n" not in str(caught.value)
    return caught.value


@pytest.fixture(autouse=True)
def _impatient(monkeypatch):
    monkeypatch.setattr(terms, "PATIENCE_S", 0.0)


def damaged(address: str, body: bytes) -> None:
    """Writes over the only recording, behind the program's back."""
    if address.startswith("s3:"):
        import obstore
        from obstore.store import S3Store

        store = S3Store.from_url(address, client_options={"allow_http": True})
        (path,) = [item["path"] for part in obstore.list(store, "recordings/") for item in part]
        obstore.put(store, path, body)
    else:
        import psycopg

        with psycopg.connect(address) as connection:
            connection.execute("UPDATE harness_recordings SET body = %s", (body,))


@pytest.mark.parametrize("how", ["cut", "bit", "other"])
def test_a_damaged_recording_is_told_and_can_be_replaced(address, recordings, how):
    place, answer = recording()
    recordings.add(place, answer)
    whole = terms.packed(answer)
    bodies = {
        "cut": whole[:-20],
        "bit": whole[:40] + bytes([whole[40] ^ 1]) + whole[41:],
        "other": terms.packed(recording(prompt="another")[1]),
    }
    damaged(address, bodies[how])
    for look in (
        lambda: recordings.fetch([place]),
        lambda: hold(recordings, place, "job"),
        lambda: list(recordings.of_suite("refunds")),
    ):
        error = told(look)
        assert error.slug == "store-damaged"
        assert place.key in str(error)
    assert recordings.add(place, answer, replace=True)
    assert recordings.fetch([place]) == {place: answer}


def test_a_database_of_a_newer_version_is_left_alone(postgres_server):
    import psycopg

    address = postgres_server.database()
    shared.open_at(address).close()
    with psycopg.connect(address) as connection:
        connection.execute("UPDATE harness_recordings_schema SET version = 7")
    error = told(lambda: shared.open_at(address))
    assert (error.slug, "schema 7, this one knows 1" in str(error)) == ("store-newer", True)


def test_a_database_without_its_tables_or_version(postgres_server):
    import psycopg

    address, (place, _) = postgres_server.database(), recording()
    shared.open_at(address).close()
    with psycopg.connect(address) as connection:
        connection.execute("DROP TABLE harness_recordings")
    opened = shared.open_at(address)
    assert "harness_recordings" in str(told(lambda: opened.fetch([place])))
    opened.close()
    with psycopg.connect(address) as connection:
        connection.execute("DELETE FROM harness_recordings_schema")
    assert told(lambda: shared.open_at(address)).slug == "store-damaged"


def test_a_server_that_is_not_there_or_refuses(postgres_server):
    pytest.importorskip("psycopg")
    error = told(lambda: shared.open_at(f"postgresql://me:s3cret@127.0.0.1:{free_port()}/past"))
    assert (error.slug, "127.0.0.1" in str(error)) == ("shared-recordings-unusable", True)
    wrong = postgres_server.database().replace("p4ss-w0rd", "s3cret")
    assert "password authentication failed" in str(told(lambda: shared.open_at(wrong)))
    absent = postgres_server.address("nowhere")
    assert 'database "nowhere" does not exist' in str(told(lambda: shared.open_at(absent)))


def test_a_user_who_may_not_write(postgres_server):
    import psycopg

    address, (place, answer) = postgres_server.database(), recording()
    shared.open_at(address).close()
    with psycopg.connect(address) as connection:
        connection.execute("CREATE ROLE reader LOGIN PASSWORD 'p4ss-w0rd'")
        connection.execute("GRANT SELECT ON ALL TABLES IN SCHEMA public TO reader")
    opened = shared.open_at(address.replace("harness:", "reader:"))
    assert opened.fetch([place]) == {}
    assert "permission denied" in str(told(lambda: opened.add(place, answer)))
    opened.close()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"address": "s3://absent/team"}, "there is no such bucket"),
        ({"AWS_ENDPOINT_URL": "http://127.0.0.1:{port}"}, "nobody answers at its address"),
        ({"AWS_ENDPOINT_URL": "http://storage.example"}, "its address is no https:// one"),
    ],
)
def test_a_bucket_that_cannot_be_used(storage, monkeypatch, change, words):
    for name, value in change.items():
        monkeypatch.setenv(name, value.format(port=free_port()))
    address = change.get("address") or storage.bucket() if "AWS_ENDPOINT_URL" not in change else "s3://recordings/team"
    error = told(lambda: shared.open_at(address))
    assert error.slug == "shared-recordings-unusable"
    assert words in str(error)


@pytest.mark.parametrize(
    ("refusal", "words"),
    [
        ("AccessDenied 403", "access is denied"),
        ("SignatureDoesNotMatch 403", "the secret key is wrong"),
        ("InvalidAccessKeyId 403", "the key is not known there"),
        ("PermanentRedirect 301", "the bucket lies in another region"),
        ("Teapot 418", "418"),
    ],
)
def test_a_storage_that_refuses(storage, fault_server, monkeypatch, refusal, words):
    code, status = refusal.split()
    body = f"<?xml version='1.0'?><Error><Code>{code}</Code><Message>no</Message></Error>".encode()
    fault_server.handler = answer(body, status=int(status))
    monkeypatch.setenv("AWS_ENDPOINT_URL", fault_server.url)
    assert words in str(told(lambda: shared.open_at("s3://recordings/team")))


def test_a_storage_that_ignores_conditions_is_not_used(storage, monkeypatch):
    opened = shared.open_at(storage.bucket())
    put = opened._api.put

    class Careless:
        def __getattr__(self, name):
            return getattr(opened_api, name)

        def put(self, store, path, body, *, mode):
            return put(store, path, body, mode="overwrite")

    opened_api = opened._api
    opened._api = Careless()
    assert "does not keep to conditional writes" in str(told(lambda: opened.renew("job")))


@pytest.mark.parametrize("module", ["psycopg", "obstore"])
def test_without_the_library_it_says_what_to_install(module, monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, module, None)
    address = "s3://bucket/x" if module == "obstore" else "postgresql://host/past"
    with pytest.raises(MissingExtra) as caught:
        shared.open_at(address)
    assert f"portproof[{'s3' if module == 'obstore' else 'postgres'}]" in caught.value.hint


@pytest.mark.parametrize("value", [None, "", "mysql://u:s3cret@h/d", "s3:/bucket", "s3:///x", "u:s3cret@h"])
def test_addresses_of_nothing_we_know(value):
    with pytest.raises(UsageError) as caught:
        shared.open_at("env:SHARED", {} if value is None else {"SHARED": value})
    assert caught.value.slug == ("bad-address" if value else "shared-recordings-unset")
    assert "s3cret" not in str(caught.value) + caught.value.hint


def test_the_server_is_asked_for_no_more_than_the_prefix(storage):
    opened = shared.open_at(address := storage.bucket())
    opened.add(*recording())
    bucket = address.split("/")[2]
    with urllib.request.urlopen(f"{storage.url}/{bucket}?list-type=2", timeout=10) as listed:
        keys = listed.read().decode()
    assert "<Key>team/a/recordings/refunds/claude/" in keys

"""The facts that the package carries: dated, sourced, small, and never guessed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from importlib.resources import files

import pytest

from harness.facts import OLD_DAYS, bare, book
from harness.model.config import Target
from harness.model.facts import Listing


def target(model, provider="openai"):
    return Target(name="t", provider=provider, model=model)


def test_a_retirement_comes_with_successor_and_source():
    facts = book().about(target("gpt-4o"))
    assert facts.retires == date(2027, 1, 14)
    assert facts.successor
    assert facts.source.startswith("https://")
    assert facts.collected == book().collected


@pytest.mark.parametrize("model", ["gpt-4o-mini-zeta", "GPT-4o", "", "gpt-4"[:3]])
def test_a_model_that_nobody_published_is_unknown(model):
    assert book().about(target(model)) is None


def test_only_limits_are_said_of_an_open_model_at_ones_own_address():
    facts = book().about(target("meta-llama/Llama-3.3-70B-Instruct", "openai-compatible"))
    assert facts.max_input
    assert facts.retires is facts.input_usd is None


def test_another_vendor_of_the_same_model_has_its_own_days():
    assert book().about(target("gpt-4o", "azure")).retires != book().about(target("gpt-4o")).retires


@pytest.mark.parametrize(
    ("model", "name"),
    [("openai/gpt-4o", "gpt-4o"), ("ft:gpt-4o-2024-08-06:acme::1", "ft:gpt-4o-2024-08-06"), ("gpt-4o", "gpt-4o")],
)
def test_a_gateways_prefix_and_a_fine_tunes_suffix_are_no_part_of_the_name(model, name):
    assert bare(model) == name


def test_dated_names_of_an_alias():
    assert "gpt-4o-2024-08-06" in book().dated(target("gpt-4o"))
    assert book().dated(target("gpt-4o-2024-08-06")) == ()


def test_the_file_is_small_and_says_where_it_is_from():
    data = (files("harness.facts") / "models.json").read_bytes()
    assert len(data) < 600_000
    assert all("MIT" in source for source in book().sources)
    assert book().age(book().collected + timedelta(days=OLD_DAYS + 1)) > OLD_DAYS


def test_every_day_and_price_can_be_read():
    for models in book().models.values():
        for facts in models.values():
            assert facts.get("input_usd", 0) >= 0
            if day := facts.get("retires"):
                date.fromisoformat(day)


def test_a_price_is_the_vendors_own_only():
    assert book().price(target("gpt-4o")).input == 2.5
    assert book().price(replace(target("gpt-4o"), base_url="https://gateway.test/v1")) is None
    assert book().price(target("gpt-99-zeta")) is None


def asked(model, provider="openai", **said):
    listing = Listing(asked="https://api.test/v1/models", **{"listed": True} | said)
    return replace(book(), listings={"t": listing}).about(target(model, provider))


def test_what_the_server_says_goes_before_what_is_published():
    facts = asked("gpt-4o", retires=date(2027, 3, 1), names_days=True, max_input=7, supports={"vision": False})
    assert (facts.retires, facts.other_retires) == (date(2027, 3, 1), date(2027, 1, 14))
    assert (facts.max_input, facts.supports["vision"]) == (7, False)
    assert facts.source == "GET https://api.test/v1/models"
    assert facts.max_output == book().about(target("gpt-4o")).max_output


def test_a_published_day_stays_where_the_server_names_none():
    assert asked("gpt-4o", names_days=True).retires == date(2027, 1, 14)


def test_a_model_that_only_its_server_knows_is_known():
    assert asked("gpt-99-zeta").listing.listed
    assert asked("gpt-99-zeta", listed=False) is None
    assert asked("my-finetune", "openai-compatible", max_input=9).max_input == 9

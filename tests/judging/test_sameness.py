"""A judge for equivalence is asked both ways round and never told whose answer is whose."""

import json
import re

from harness.judging.sameness import sameness
from harness.model.exchange import Response
from harness.scoring.open_judgment import driven


def ask(says):
    return lambda asked: Response(text=json.dumps({"reason": "so", "same": says(asked)}))


def test_both_orders_are_asked():
    seen = []
    found = driven(
        sameness("within 30 days", "a month", "How long?"), lambda one: seen.append(one) or ask(lambda _: True)(one)
    )
    assert (found.same, found.consistent, found.score) == (True, True, 1.0)
    first, second = (re.findall(r"--- answer ([AB]) \w+ ---\n(.*)", one.text) for one in seen)
    assert first == [("A", "within 30 days"), ("B", "a month")]
    assert second == [("A", "a month"), ("B", "within 30 days")]
    assert "How long?" in seen[0].text
    assert not re.search("baseline|candidate", seen[0].text + seen[0].instructions)


def test_what_it_says_one_way_round_only_does_not_count():
    found = driven(sameness("yes", "sure"), ask(lambda asked: "\nyes\n--- end of answer A" in asked.text))
    assert (found.first, found.second, found.same, found.consistent, found.score) == (True, False, False, False, 0.5)

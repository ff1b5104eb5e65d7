from __future__ import annotations

from harness.sending.run_folders import new_run_id


def test_runs_of_one_second_sort_by_time():
    ids = [new_run_id() for _ in range(200)]
    # Two made within a microsecond may stand in any order, and those only.
    assert [name[:-1] for name in sorted(ids)] == [name[:-1] for name in ids]
    assert len({*ids}) > 150

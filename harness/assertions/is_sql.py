"""The whole answer is SQL of one dialect, MySQL by default, and touches only allowed tables and columns.

- is-sql
- is-sql: {databaseType: PostgreSQL, allowedTables: ["select::null::orders"]}

What is allowed is written `access::database::table` and `access::table::column` (`null` where none is written), each
a regular expression: `(select|update)::null::orders`. Nothing is run. Needs the extra: `pip install 'portproof[sql]'`.
"""

from __future__ import annotations

from harness.assertions._sql import Sql, judge, sql_fault
from harness.model.result import Score
from harness.protocols import Subject

validate = sql_fault


def check(subject: Subject, value: Sql | None = None) -> Score:
    return judge(subject.text, value)

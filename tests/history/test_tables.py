"""The tables that queries name are those the migrations make."""

from __future__ import annotations

from sqlalchemy import inspect

from harness.history import _tables as tables


def test_the_tables_are_those_the_migrations_make(past):
    made = inspect(past._database.engine)
    names = set(tables.META.tables)
    assert set(made.get_table_names()) == names
    for name in names:
        columns = {column["name"]: column["type"].python_type for column in made.get_columns(name)}
        assert columns == {column.name: column.type.python_type for column in tables.META.tables[name].columns}

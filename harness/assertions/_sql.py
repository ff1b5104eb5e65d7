"""Is a text SQL of a dialect, and does it touch only what it may?"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from typing_extensions import TypedDict

from harness.assertions._pattern import compiled, fault
from harness.assertions._text import binary_score, listed, names, without_surrogates
from harness.errors import CheckError, MissingExtra
from harness.model.result import Score

if TYPE_CHECKING:
    from sqlglot import exp

LONGEST = 50_000
"""Characters; SQL longer than that is not judged."""
DIALECTS = {
    "mysql": "mysql", "mariadb": "mysql", "postgresql": "postgres", "postgres": "postgres", "sqlite": "sqlite",
    "bigquery": "bigquery", "transactsql": "tsql", "snowflake": "snowflake", "redshift": "redshift", "athena": "athena",
    "trino": "trino", "hive": "hive", "spark": "spark", "duckdb": "duckdb", "oracle": "oracle", "db2": "",
}  # fmt: skip
_VERBS = names(
    """
    ALTER ANALYZE BEGIN CALL COMMENT COMMIT COPY CREATE DELETE DESC DESCRIBE DROP EXPLAIN GRANT INSERT KILL LOAD
    LOCK MERGE PRAGMA RENAME REPLACE REVOKE ROLLBACK SAVEPOINT SELECT SET SHOW START TABLE TRUNCATE UNLOCK UPDATE
    USE VALUES WITH
    """
)
"""Words a statement begins with."""
_FIRST_WORD = re.compile(r"(?:\s++|\(|--[^\n]*+\n|/\*(?:[^*]|\*(?!/))*+\*/)*+([A-Za-z]+)\b")
_MISSING_COMMA = re.compile(r"SELECT (?:DISTINCT )?\w+ \w+ FROM\b")
"""`SELECT first_name last_name FROM …` is a forgotten comma more often than an alias without AS."""
_FOREIGN: dict[str, tuple[str, ...]] = {
    "mysql": (" ILIKE ", " GENERATE_SERIES (", " :: ", " ON CONFLICT ", " DISTINCT ON (", " FETCH FIRST "),
    "sqlite": (" ILIKE ", " GENERATE_SERIES (", " :: ", " ON DUPLICATE KEY ", " LOCK IN SHARE MODE "),
    "postgres": (" LOCK IN SHARE MODE ", " ON DUPLICATE KEY "),
    "tsql": (" ILIKE ", " LIMIT ", " ON CONFLICT ", " ON DUPLICATE KEY ", " LOCK IN SHARE MODE "),
}
"""What the parser takes in any dialect but these do not have; between single spaces."""


_RESERVED = names(
    """
    SELECT FROM WHERE GROUP ORDER HAVING UNION INTO TABLE CREATE AND OR NOT NULL ON AS CASE WHEN THEN ELSE DISTINCT IN
    """
)
"""In every dialect: a table or column of that name needs quotes."""
_RESERVED_TOO: dict[str, frozenset[str]] = {
    "mysql": names("INSERT UPDATE DELETE DROP ALTER SET VALUES EXISTS BETWEEN IS JOIN LIKE BY LIMIT INDEX KEY"),
    "postgres": names("LIMIT END USER"),
    "sqlite": names("INSERT UPDATE DELETE DROP ALTER SET VALUES EXISTS BETWEEN IS JOIN LIMIT INDEX"),
    "tsql": names("INSERT UPDATE DELETE DROP ALTER SET VALUES EXISTS BETWEEN IS JOIN LIKE BY INDEX KEY END USER"),
}


class Sql(TypedDict, total=False):
    """The dialect, MySQL by default, and what may be touched: `select::null::orders` (kind of access, database or
    table or null, table or column), each a regular expression.
    """

    __pydantic_config__ = {"extra": "forbid"}  # type: ignore[misc]  # noqa: RUF012
    databaseType: str
    allowedTables: list[str]
    allowedColumns: list[str]


def sql_fault(value: Any) -> str | None:
    """Why a value cannot be used, if so."""
    if not isinstance(value, dict):
        return None
    named = value.get("databaseType", "mysql")
    if named.lower() not in DIALECTS:
        return f"no dialect is named {named!r}; one of: {', '.join(DIALECTS)}"
    patterns = [*value.get("allowedTables", ()), *value.get("allowedColumns", ())]
    return next((wrong for pattern in patterns if (wrong := fault(pattern))), None)


def judge(text: str, wanted: Sql | None) -> Score:
    """Raises CheckError if the text is too long or too deep, or `wanted` is of no use; MissingExtra without sqlglot."""
    wanted = wanted or {}
    wrong = sql_fault(wanted)
    if wrong:
        raise CheckError(wrong)
    named = wanted.get("databaseType", "MySQL")
    dialect = DIALECTS[named.lower()]
    statements = _statements(without_surrogates(text), dialect)
    if statements is None:
        return binary_score(passed=False, fact=f"is not SQL of {named}")
    refused = [
        *_refused(_tables(statements), wanted.get("allowedTables")),
        *_refused(_columns(statements), wanted.get("allowedColumns")),
    ]
    return binary_score(
        not refused, f"touches what is not allowed: {listed(refused)}" if refused else f"is SQL of {named}"
    )


def sql_trouble(text: str) -> str | None:
    """Why a text is no SQL of any common dialect; None if it is.

    Raises:
        CheckError: it is too long or too deep.
        MissingExtra: sqlglot is not installed.
    """
    return None if any(_statements(text, dialect) for dialect in dict.fromkeys(DIALECTS.values())) else "no statement"


def _statements(text: str, dialect: str) -> list[exp.Expr] | None:
    """The parsed statements; None if the text is not SQL of this dialect."""
    try:
        import sqlglot
        from sqlglot.errors import SqlglotError
    except ImportError as error:
        raise MissingExtra("sqlglot", "sql") from error

    verb = _FIRST_WORD.match(text)
    if verb is None or verb[1].upper() not in _VERBS:
        return None
    if len(text) > LONGEST:
        raise CheckError(f"SQL of more than {LONGEST} characters is not judged")
    # It logs what it only half understands; without a handler that would go to the terminal.
    logging.getLogger("sqlglot").addHandler(_SILENT)
    try:
        words = _words(text, dialect)
        parsed = [statement for statement in sqlglot.parse(text, dialect=dialect) if statement is not None]
    except SqlglotError:
        return None
    except RecursionError:
        raise CheckError("the SQL is nested too deeply to be judged") from None
    if _is_foreign(words, dialect) or not parsed or not all(map(_is_whole, parsed)) or _names_reserved(parsed, dialect):
        return None
    return parsed


_SILENT = logging.NullHandler()


def _words(text: str, dialect: str) -> str:
    """The statement's words in capitals, between single spaces; texts and quoted names are a `?`."""
    from sqlglot.dialects import Dialect
    from sqlglot.tokens import TokenType  # type: ignore[attr-defined]

    quoted = (TokenType.STRING, TokenType.IDENTIFIER)
    tokens = Dialect.get_or_raise(dialect).tokenize(text)
    return " ".join(["", *("?" if token.token_type in quoted else token.text.upper() for token in tokens), ""])


def _is_foreign(words: str, dialect: str) -> bool:
    if ", FROM " in words or _MISSING_COMMA.search(words):
        return True
    if dialect == "mysql" and words.startswith(" DELETE ") and " FROM " not in words:
        return True
    return any(phrase in words for phrase in _FOREIGN.get(dialect, ()))


def _is_whole(statement: exp.Expr) -> bool:
    """A statement, not an expression, and not without its object."""
    from sqlglot import exp

    if not all(select.expressions for select in statement.find_all(exp.Select)):
        return False
    if isinstance(statement, exp.Update):
        return bool(statement.expressions)
    return not isinstance(statement, exp.Condition | exp.Alias | exp.Identifier)


def _names_reserved(statements: Sequence[exp.Expr], dialect: str) -> bool:
    """A table or column called by a bare reserved word, as in `SELECT * FROM select`, which sqlglot lets through."""
    from sqlglot import exp

    reserved = _RESERVED | _RESERVED_TOO.get(dialect, frozenset())
    return any(
        isinstance(part.this, exp.Identifier) and not part.this.quoted and part.this.name.upper() in reserved
        for statement in statements
        for part in statement.find_all(exp.Table, exp.Column)
        if not (part.args.get("db") or part.args.get("table"))  # after a dot MySQL takes any word
    )


def _refused(touched: Iterator[tuple[str, ...]], allowed: Sequence[str] | None) -> list[str]:
    """What none of the allowed patterns covers. Something touched may go by several names; one is enough."""
    if allowed is None:
        return []
    patterns = [compiled(f"(?i)^(?:{pattern})$") for pattern in allowed]
    return [names[0] for names in touched if not any(pattern.search(name) for name in names for pattern in patterns)]


def _tables(statements: Sequence[exp.Expr]) -> Iterator[tuple[str, ...]]:
    from sqlglot import exp

    for statement in statements:
        temporary = {cte.alias.lower() for cte in statement.find_all(exp.CTE)}
        target = _target(statement)
        for table in statement.find_all(exp.Table):
            if table.name.lower() not in temporary or table.db:
                access = _access(statement) if table is target else "select"
                yield (f"{access}::{table.db or 'null'}::{table.name}",)


def _columns(statements: Sequence[exp.Expr]) -> Iterator[tuple[str, ...]]:
    """A column without its table may go by `null` or by any table of the statement."""
    from sqlglot import exp

    for statement in statements:
        tables = {table.alias_or_name: table.name for table in statement.find_all(exp.Table)}
        written, target = _written(statement), _target(statement)
        for name in written:
            yield _names(_access(statement), [target.name if target else "null", "null"], name)
        for column in statement.find_all(exp.Column):
            if not any(column is assigned for assigned in _assigned(statement)):
                owners = (
                    [column.table, tables.get(column.table, column.table)]
                    if column.table
                    else ["null", *tables.values()]
                )
                yield _names("select", owners, "(.*)" if isinstance(column.this, exp.Star) else column.name)
        for select in statement.find_all(exp.Select):
            if any(isinstance(expression, exp.Star) for expression in select.expressions):
                yield _names("select", ["null", *tables.values()], "(.*)")


def _names(access: str, owners: Sequence[str], column: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(f"{access}::{owner}::{column}" for owner in owners))


def _access(statement: exp.Expr) -> str:
    return statement.key if statement.key in ("insert", "update", "delete") else "select"


def _target(statement: exp.Expr) -> exp.Table | None:
    """The table a statement writes to."""
    from sqlglot import exp

    if not isinstance(statement, exp.Insert | exp.Update | exp.Delete):
        return None
    written = statement.this.this if isinstance(statement.this, exp.Schema) else statement.this
    return written if isinstance(written, exp.Table) else None


def _written(statement: exp.Expr) -> list[str]:
    """The columns a statement writes; `(.*)` stands for all."""
    from sqlglot import exp

    if isinstance(statement, exp.Insert):
        schema = statement.this
        return [column.name for column in schema.expressions] if isinstance(schema, exp.Schema) else ["(.*)"]
    if isinstance(statement, exp.Delete):
        return ["(.*)"]
    return [column.name for column in _assigned(statement)]


def _assigned(statement: exp.Expr) -> list[exp.Column]:
    """The columns on the left of an UPDATE's assignments."""
    from sqlglot import exp

    if not isinstance(statement, exp.Update):
        return []
    return [
        pair.this for pair in statement.expressions if isinstance(pair, exp.EQ) and isinstance(pair.this, exp.Column)
    ]

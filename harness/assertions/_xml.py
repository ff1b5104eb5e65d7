"""The elements of a text, as an XML parser reads them. Entities stay as they are written, so none can grow or fetch."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from typing_extensions import TypedDict

from harness.assertions._markup import Token, require_depth, tokens
from harness.assertions._text import without_surrogates

NEAR = 50
"""Open elements looked through for the one that a closing tag belongs to."""
_SPACE = " \t\r\n"


class Required(TypedDict, total=False):
    """Paths of elements: `order.item.price`."""

    __pydantic_config__ = {"extra": "forbid"}  # type: ignore[misc]  # noqa: RUF012
    requiredElements: list[str]


Paths = str | list[str] | Required | None


class NotXml(ValueError):  # noqa: N818 - it is a finding, not a fault
    """Says why a text is not XML."""


@dataclass(slots=True)
class Element:
    name: str
    children: list[Element] = field(default_factory=list)


@dataclass(slots=True)
class Span:
    """An element that is not closed yet, where it begins, and the whole ones inside it."""

    name: str
    start: int
    inside: list[tuple[int, int]] = field(default_factory=list)


def document(text: str) -> Element:
    """The root of a whole document, as an XML parser reads it.

    Raises:
        NotXml: it is none; says where.
    """
    from xml.parsers import expat

    reader, top = _reader()
    try:
        reader.Parse(without_surrogates(text.lstrip(_SPACE)), True)
    except expat.ExpatError as error:
        raise NotXml(str(error)) from None
    return top.children[0]


def _reader() -> tuple[Any, Element]:
    """Expat itself, which defusedxml guards by refusing every document that declares an entity. Those are XML, too.

    Here nothing is fetched for want of a handler, and with a default handler entities stay as they are written, so that
    none can grow.
    """
    from xml.parsers import expat

    top = Element("")
    opened = [top]

    def start(name: str, _attributes: object) -> None:
        require_depth(len(opened))
        opened.append(Element(name))
        opened[-2].children.append(opened[-1])

    reader = expat.ParserCreate()
    reader.StartElementHandler = start
    reader.EndElementHandler = lambda _name: opened.pop()
    reader.DefaultHandler = lambda _text: None
    return reader, top


def elements_in(text: str) -> list[Element]:
    """The outermost well-formed elements in a text, whatever stands around them."""
    return [element for start, end in _outermost(text) if (element := _element(text[start:end])) is not None]


def _element(part: str) -> Element | None:
    try:
        return document(part)
    except NotXml:
        return None


def _outermost(text: str) -> list[tuple[int, int]]:
    """Where elements begin and end whose tags match, as far as tags alone tell."""
    top = Span("", 0)
    opened = [top]
    for token in tokens(text):
        if token.kind == "empty":
            opened[-1].inside.append((token.start, token.end))
        elif token.kind == "open":
            require_depth(len(opened))
            opened.append(Span(token.name, token.start))
        elif token.kind == "close":
            _close(token, opened)
    for unclosed in opened[1:]:
        top.inside += unclosed.inside
    return top.inside


def missing_paths(roots: Sequence[Element], wanted: Paths) -> list[str]:
    """Those of the wanted elements that are not there."""
    return [path for path in _paths(wanted) if not _has(roots, path.split("."))]


def _paths(wanted: Any) -> list[str]:
    if isinstance(wanted, str):
        return [path.strip() for path in wanted.split(",")]
    paths: list[str] = wanted.get("requiredElements", []) if isinstance(wanted, dict) else wanted or []
    return paths


def _has(elements: Sequence[Element], path: Sequence[str]) -> bool:
    level = list(elements)
    for depth, name in enumerate(path):
        level = [element for element in level if element.name == name]
        if depth < len(path) - 1:
            level = [child for element in level for child in element.children]
    return bool(level)


def _close(token: Token, opened: list[Span]) -> None:
    """Close the nearest element of that name; those left open inside it are no elements, but what they hold stays."""
    if opened[-1].name == token.name and len(opened) > 1:
        start = opened.pop().start
        opened[-1].inside.append((start, token.end))
    elif any(span.name == token.name for span in opened[-NEAR:]):
        orphans: list[tuple[int, int]] = []
        while opened[-1].name != token.name:
            orphans += opened.pop().inside
        opened[-2].inside += [*opened.pop().inside, *orphans]

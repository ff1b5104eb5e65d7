"""The elements of a text, if their tags match. Entities are left as they stand, so none can grow or fetch."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from typing_extensions import TypedDict

from harness.assertions._markup import Token, tokens

NEAR = 50
"""Open elements looked through for the one that a closing tag belongs to."""


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


def document(text: str) -> Element:
    """The root of a whole document.

    Raises:
        NotXml: tags do not match, or something stands around the root.
    """
    if not text.startswith("<"):
        raise NotXml("it does not begin with a tag")
    top = Element("")
    opened = [top]
    for token in tokens(text):
        _follow(token, opened)
    if len(opened) > 1:
        raise NotXml(f"<{opened[-1].name}> is not closed")
    if len(top.children) != 1:
        raise NotXml(f"it has {len(top.children)} root elements instead of one")
    return top.children[0]


def elements_in(text: str) -> list[Element]:
    """The outermost well-formed elements in a text, whatever stands around them."""
    top = Element("")
    opened = [top]
    for token in tokens(text):
        if token.kind == "empty":
            opened[-1].children.append(Element(token.name))
        elif token.kind == "open":
            opened.append(Element(token.name))
        elif token.kind == "close":
            _close(token.name, opened)
    for unclosed in opened[1:]:
        top.children += unclosed.children
    return top.children


def missing_paths(roots: Sequence[Element], wanted: Paths) -> list[str]:
    """Those of the wanted elements that are not there."""
    return [path for path in _paths(wanted) if not _has(roots, path.split("."))]


def _paths(wanted: Any) -> list[str]:
    if isinstance(wanted, str):
        return [path.strip() for path in wanted.split(",")]
    found: list[str] = wanted.get("requiredElements", []) if isinstance(wanted, dict) else wanted or []
    return found


def _has(elements: Sequence[Element], path: Sequence[str]) -> bool:
    level = list(elements)
    for depth, name in enumerate(path):
        level = [element for element in level if element.name == name]
        if depth < len(path) - 1:
            level = [child for element in level for child in element.children]
    return bool(level)


def _follow(token: Token, opened: list[Element]) -> None:
    """One step through a document; raises NotXml where it is none."""
    if token.kind == "open":
        opened.append(Element(token.name))
        opened[-2].children.append(opened[-1])
    elif token.kind == "empty":
        opened[-1].children.append(Element(token.name))
    elif token.kind == "close":
        if opened[-1].name != token.name:
            raise NotXml(f"</{token.name}> closes {f'<{opened[-1].name}>' if opened[-1].name else 'nothing'}")
        opened.pop()
    elif token.kind in ("text", "cdata"):
        if "<" in token.text and token.kind == "text":
            raise NotXml("a `<` begins no tag")
        if len(opened) == 1 and token.text.strip():
            raise NotXml("text stands outside of the root element")


def _close(name: str, opened: list[Element]) -> None:
    """Close the nearest element of that name; those left open inside it are no elements, but what they hold stays."""
    if opened[-1].name == name and len(opened) > 1:
        opened[-2].children.append(opened[-1])
        opened.pop()
    elif any(element.name == name for element in opened[-NEAR:]):
        orphans: list[Element] = []
        while opened[-1].name != name:
            orphans += opened.pop().children
        opened[-2].children += [*opened.pop().children, *orphans]

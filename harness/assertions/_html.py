"""What an HTML parser would make of a text: which elements there are, and whether text stands outside of them."""

from __future__ import annotations

from dataclasses import dataclass

from harness.assertions._markup import require_depth, tokens
from harness.assertions._text import names

ELEMENTS = names(
    """
    html head title base link meta style body article section nav aside h1 h2 h3 h4 h5 h6 header footer hgroup
    address p hr pre blockquote ol ul li dl dt dd figure figcaption main div search a em strong small s cite q dfn
    abbr ruby rt rp data time code var samp kbd sub sup i b u mark bdi bdo span br wbr img iframe embed object
    param picture source video audio track map area svg math script noscript canvas ins del table caption colgroup
    col tbody thead tfoot tr td th form label input button select datalist optgroup option textarea output
    progress meter fieldset legend details summary dialog menu slot template
    """
)
"""Those of the HTML standard, obsolete ones left out."""
_VOID = names("area base br col embed hr img input link meta param source track wbr")
_WRAPPERS = frozenset(("html", "head", "body"))
_CLOSES_P = names(
    """
    address article aside blockquote details dialog div dl fieldset figcaption figure footer form h1 h2 h3 h4 h5
    h6 header hgroup hr main menu nav ol p pre search section table ul
    """
)
"""Elements that end an open paragraph."""
_RAW = frozenset(("script", "style", "textarea", "title"))
"""Elements whose content is text, whatever it looks like."""
_FOREIGN = frozenset(("svg", "math"))
_NEAR = 200
"""Open elements looked through for the one a closing tag belongs to."""


@dataclass(slots=True)
class Page:
    """`elements` are the known ones (and custom ones with a hyphen); `loose` is text outside of all of them."""

    elements: int = 0
    loose: str = ""
    has_body: bool = False


def read(text: str) -> Page:
    page = Page()
    opened: list[str] = []
    for token in tokens(text):
        name = token.name.lower()
        # Tags inside a script are text until the script itself is closed.
        if opened and opened[-1] in _RAW and (token.kind, name) != ("close", opened[-1]):
            continue
        if token.kind == "text":
            page.loose = page.loose or ("" if opened else token.text.strip())
        elif token.kind in ("open", "empty"):
            _open(page, opened, name, empty=token.kind == "empty")
        elif token.kind == "close":
            _close(opened, name)
    return page


def _open(page: Page, opened: list[str], name: str, *, empty: bool) -> None:
    page.elements += name in ELEMENTS or "-" in name
    page.has_body = page.has_body or name == "body"
    # The standard closes a paragraph by itself here; without it each block would stay nested in the last.
    if name in _CLOSES_P and "p" in opened[-_NEAR:]:
        _close(opened, "p")
    closed_at_once = name in _VOID or (empty and (name in _FOREIGN or not _FOREIGN.isdisjoint(opened[-_NEAR:])))
    if name not in _WRAPPERS and not closed_at_once:
        require_depth(len(opened))
        opened.append(name)


def _close(opened: list[str], name: str) -> None:
    if name in opened[-_NEAR:]:
        while opened.pop() != name:
            pass

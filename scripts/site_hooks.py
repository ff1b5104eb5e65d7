"""What MkDocs is told beyond mkdocs.yml: pages of the repository's root, and links that leave `docs/`.

The Markdown is written for readers of the repository. On the site four pages of the root are pages, too; a link to any
other file of the repository becomes its path, since no address of the repository is known. A link to nothing fails.
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
PAGES = {name: f"{name.lower()}.md" for name in ("ARCHITECTURE", "CONTRIBUTING", "SECURITY", "CHANGELOG")}
LINK = re.compile(r"(!?)\[([^\]]*)\]\(([^)\s]+)\)")
FENCED = re.compile(r"^(?: {4}.*|(?P<fence>```|~~~).*\n(?:.*\n)*?(?P=fence) *)$", re.MULTILINE)


def on_files(files: Any, *, config: Any) -> Any:
    """The pages of the root join those of `docs/`."""
    from mkdocs.structure.files import File

    for name, page in PAGES.items():
        files.append(File.generated(config, page, abs_src_path=str(ROOT / f"{name}.md")))
    return files


def on_page_markdown(markdown: str, *, page: Any, **_: Any) -> str:
    """Links as the site has them; what stands in blocks of code is left alone."""
    source = Path(page.file.abs_src_path)
    pieces, end = [], 0
    for block in FENCED.finditer(markdown):
        pieces += [site_links(markdown[end : block.start()], source), block[0]]
        end = block.end()
    return "".join([*pieces, site_links(markdown[end:], source)])


def site_links(prose: str, source: Path) -> str:
    """`prose` of the file `source`, each link to a file put the way it is on the site."""

    def put(link: re.Match[str]) -> str:
        image, text, address = link.groups()
        path, mark, anchor = address.partition("#")
        if not path or re.match(r"[a-z]+:", address):
            return link[0]
        target = (source.parent / path).resolve()
        if not target.exists():
            return link[0]  # MkDocs tells
        if target.is_relative_to(ROOT / "docs"):
            return f"{image}[{text}]({Path(os.path.relpath(target, ROOT / 'docs')).as_posix()}{mark}{anchor})"
        if target.parent == ROOT and target.stem in PAGES:
            return f"{image}[{text}]({PAGES[target.stem]}{mark}{anchor})"
        return f"{text} (`{target.relative_to(ROOT).as_posix()}` in the repository)"

    return LINK.sub(put, prose)

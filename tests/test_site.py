"""The manual as a site: built strictly, every page in the navigation, nothing fetched from elsewhere."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parent.parent
OF_THE_ROOT = ("ARCHITECTURE", "CONTRIBUTING", "SECURITY", "CHANGELOG")


def mkdocs() -> list[str] | None:
    """The command line of an MkDocs with its theme: HARNESS_DOCS_PYTHON's, this Python's, or that of PATH."""
    if named := os.environ.get("HARNESS_DOCS_PYTHON"):
        return [named, "-m", "mkdocs"]
    if find_spec("mkdocs") and find_spec("material"):
        return [sys.executable, "-m", "mkdocs"]
    program = shutil.which("mkdocs")
    return [program] if program else None


MKDOCS = mkdocs()
needed = pytest.mark.skipif(
    MKDOCS is None, reason="MkDocs is not installed (pip install '.[docs]', or HARNESS_DOCS_PYTHON names its Python)"
)


def build(source: Path, site: Path) -> subprocess.CompletedProcess[str]:
    # Not --quiet: what is not logged is no warning either, and --strict counts warnings.
    return subprocess.run(
        [*(MKDOCS or []), "build", "--strict", "-f", str(source / "mkdocs.yml"), "-d", str(site)],
        env=os.environ | {"NO_MKDOCS_2_WARNING": "1", "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    folder = tmp_path_factory.mktemp("site")
    done = build(ROOT, folder)
    assert done.returncode == 0, done.stdout + done.stderr
    return folder


def pages_of(entry) -> list[str]:
    if isinstance(entry, str):
        return [entry]
    return [page for part in (entry.values() if isinstance(entry, dict) else entry) for page in pages_of(part)]


def test_the_navigation_names_every_page_once():
    named = pages_of(yaml.safe_load((ROOT / "mkdocs.yml").read_text(encoding="utf-8"))["nav"])
    here = {path.relative_to(ROOT / "docs").as_posix() for path in ROOT.glob("docs/**/*.md")}
    assert sorted(named) == sorted(here | {f"{page.lower()}.md" for page in OF_THE_ROOT})


@needed
def test_the_site_is_built_strictly(site):
    assert "Does it still work on another vendor" in (site / "index.html").read_text(encoding="utf-8")
    assert (site / "schemas" / "suite.schema.json").is_file()


@needed
def test_search_knows_every_page(site):
    index = json.loads((site / "search" / "search_index.json").read_text(encoding="utf-8"))
    known = {entry["location"].partition("#")[0] for entry in index["docs"]}
    built = {path.parent.relative_to(site).as_posix() + "/" for path in site.glob("*/index.html")} | {""}
    assert known == built


@needed
def test_no_page_fetches_anything_from_elsewhere(site):
    fetched = re.compile(r"<(?:script|img|iframe)[^>]*\ssrc=[\"']?(?:https?:)?//|<link[^>]*\shref=[\"']?(?:https?:)?//")
    assert [path for path in site.rglob("*.html") if fetched.search(path.read_text(encoding="utf-8"))] == []


@needed
def test_lists_and_blocks_are_read_as_on_the_repository_host(site):
    """Python-Markdown wants a blank line before a list, and four spaces where others take two."""
    text = {path: path.read_text(encoding="utf-8") for path in site.rglob("index.html")}
    paragraphs = [
        (path.parent.name, re.sub(r"<code>.*?</code>", "", paragraph, flags=re.DOTALL))
        for path, page in text.items()
        for paragraph in re.findall(r"<p>(.*?)</p>", page, re.DOTALL)
    ]
    assert len(paragraphs) > 500
    wrong = [found for found in paragraphs if re.search(r"\n\s*(?:[-*] |\d+\. )|```|^\|", found[1])]
    assert wrong == []


@needed
def test_links_to_nothing_fail_the_build(tmp_path):
    """One page with the site's own settings: it is these that are tried, and all pages would take as long as the site."""
    source = tmp_path / "repository"
    (source / "docs").mkdir(parents=True)
    (source / "suites").mkdir()
    roots = [f"{name.lower()}.md" for name in OF_THE_ROOT]
    settings = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
    settings = re.sub(r"(?ms)^nav:\n.*?(?=^\S|\Z)", f"nav: {['index.md', *roots]}\n", settings)
    (source / "mkdocs.yml").write_text(settings, encoding="utf-8")
    (source / "scripts").mkdir()
    shutil.copy(ROOT / "scripts/site_hooks.py", source / "scripts")
    for name in OF_THE_ROOT:
        (source / f"{name}.md").write_text("# Of the root\n")
    broken = ("index.md#not-a-heading", "no-such-page.md", "../no-such-file.py")
    links = "".join(f"[gone]({link})\n\n" for link in ("index.md#a-heading", "../SECURITY.md", *broken))
    (source / "docs" / "index.md").write_text(f"# A page\n\n## A heading\n\n{links}", encoding="utf-8")
    done = build(source, tmp_path / "site")
    assert done.returncode == 1
    warnings = [line for line in (done.stdout + done.stderr).splitlines() if "WARNING" in line]
    assert len(warnings) == len(broken), warnings
    assert [link for link in broken if not any((link.partition("#")[2] or link) in line for line in warnings)] == []

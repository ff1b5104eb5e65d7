"""Write the licences of what `pip install portproof` brings into docs/supply-chain.md, as the installed packages say.

python scripts/licences.py            # tests/test_supply_chain.py says when the table is out of date
"""

from __future__ import annotations

import re
from importlib.metadata import distribution
from pathlib import Path

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs" / "supply-chain.md"
BEGIN, END = "<!-- written by scripts/licences.py -->\n", "<!-- end -->\n"


def locked(name: str) -> list[tuple[str, str, str]]:
    """Package, version and environment marker of each line of a file of requirements/."""
    text = (ROOT / "requirements" / f"{name}.txt").read_text(encoding="utf-8")
    return re.findall(r"^([\w.-]+)==([^\s;]+)(?: ; ([^\\\n]+?))? \\$", text, re.MULTILINE)


def licence(name: str) -> str:
    """As the package itself says it. Raises PackageNotFoundError where it is not installed."""
    metadata = distribution(name).metadata
    classes = [line.split(" :: ")[-1] for line in metadata.get_all("Classifier", []) if line.startswith("License ::")]
    # The old field holds whole texts in some packages; those name themselves in their classifiers.
    said = metadata.get("License-Expression") or metadata.get("License") or ""
    return said if said and "\n" not in said and len(said) < 60 else ", ".join(classes) or "not stated"


def table() -> str:
    """Packages of one system alone are those that need not be installed here; they keep the line that they had."""
    before = dict(re.findall(r"^\| ([\w.-]+) \| (.+) \|$", PAGE.read_text(encoding="utf-8"), re.MULTILINE))
    rows = []
    for name in sorted({name for name, _, _ in locked("base")}):
        try:
            rows.append(f"| {name} | {licence(name)} |")
        except ModuleNotFoundError:
            rows.append(f"| {name} | {before.get(name, 'not looked at')} |")
    return "\n".join(["| package | licence |", "|---|---|", *rows, ""])


def page() -> str:
    head, rest = PAGE.read_text(encoding="utf-8").split(BEGIN)
    return head + BEGIN + "\n" + table() + "\n" + END + rest.split(END)[1]


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
    print(PAGE.relative_to(ROOT))

"""Write requirements/*.txt anew: all packages of an environment, their versions and hashes. Needs uv and the index.

python scripts/lock.py                # after a change of pyproject.toml: the least that changes
python scripts/lock.py --upgrade      # the newest of everything
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
LOCKS = {
    "base": ["pyproject.toml"],
    "test": ["pyproject.toml", "--extra", "test", "--extra", "lint"],
    "build": ["--group", "build"],
    "release": ["--group", "release"],
}
"""File of requirements/ → what it is made from."""
HEADER = "# Written by scripts/lock.py from pyproject.toml: pip install --require-hashes -r requirements/{}.txt\n"
# For every system and Python at once, and without the address of the index that happened to be asked.
FORM = (
    "--quiet --universal --python-version 3.11 --generate-hashes"
    " --no-annotate --no-header --no-emit-index-url --no-emit-find-links"
)


def lock(name: str, *options: str) -> None:
    """Raises CalledProcessError where uv cannot resolve it."""
    path = ROOT / "requirements" / f"{name}.txt"
    uv = [sys.executable, "-m", "uv", "pip", "compile", *FORM.split(), *options]
    # uv keeps the versions that the file names, as far as they still fit.
    subprocess.run([*uv, *LOCKS[name], "--output-file", str(path)], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)  # noqa: S603 - our own words
    path.write_text(HEADER.format(name) + path.read_text(encoding="utf-8"), encoding="utf-8")


if __name__ == "__main__":
    for name in LOCKS:
        lock(name, *sys.argv[1:])
        print(f"requirements/{name}.txt")

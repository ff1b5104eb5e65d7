"""Is the wheel the tree, every file of harness/ and nothing else, and the same wherever it is built? Needs hatchling.

python scripts/wheel.py                       # builds it twice
python scripts/wheel.py dist/portproof-*.whl  # and compares this one with both
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parent.parent
SOURCES = ("harness", "pyproject.toml", "README.md", "LICENSE", ".gitignore")
WRITTEN = {"METADATA", "WHEEL", "RECORD", "entry_points.txt", "licenses/LICENSE"}
"""What a wheel has of its own, in its `.dist-info`."""
UNTRACKED = {"__pycache__", ".DS_Store"}


def sources(root: Path) -> dict[str, bytes]:
    """The files of harness/ that belong to it, by their path from the root."""
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in (root / "harness").rglob("*")
        if path.is_file() and not UNTRACKED & set(path.parts) and path.suffix not in {".pyc", ".pyd", ".pyo"}
    }


def differences(wheel: Path, root: Path = ROOT) -> Iterator[str]:
    """What the wheel lacks, has too much or has otherwise; a sentence each."""
    with zipfile.ZipFile(wheel) as archive:
        packed = {name: archive.read(name) for name in archive.namelist()}
    information = "-".join(wheel.name.split("-")[:2]) + ".dist-info/"
    wanted = sources(root)
    own = {information + name for name in WRITTEN}
    yield from (f"{name} is not in the wheel" for name in sorted((wanted.keys() | own) - packed.keys()))
    yield from (f"{name} is in the wheel, not in the tree" for name in sorted(packed.keys() - wanted.keys() - own))
    yield from (f"{name} differs" for name in sorted(wanted.keys() & packed.keys()) if wanted[name] != packed[name])


def built(root: Path, folder: Path, *, epoch: int) -> Path:
    """Raises CalledProcessError where hatchling cannot build it."""
    command = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(folder)]
    environment = os.environ | {"SOURCE_DATE_EPOCH": str(epoch)}
    subprocess.run(command, cwd=root, env=environment, check=True, capture_output=True, timeout=120)  # noqa: S603 - our own words
    return next(folder.glob("*.whl"))


def built_elsewhere(root: Path, folder: Path, *, epoch: int) -> Path:
    """From a copy with other times and permissions, as another checkout has them."""
    copy = folder / "tree"
    for name in SOURCES:
        source = root / name
        if source.is_dir():
            shutil.copytree(
                source, copy / name, copy_function=shutil.copyfile, ignore=shutil.ignore_patterns(*UNTRACKED)
            )
        elif source.exists():
            copy.mkdir(exist_ok=True)
            shutil.copyfile(source, copy / name)
    for path in copy.rglob("*.py"):
        path.chmod(0o600)
    return built(copy, folder / "dist", epoch=epoch)


def findings(given: Path | None, epoch: int) -> Iterator[str]:
    """What is wrong with the wheel; nothing if it is the tree and reproducible."""
    with tempfile.TemporaryDirectory() as place:
        here = built(ROOT, Path(place, "here"), epoch=epoch)
        there = built_elsewhere(ROOT, Path(place), epoch=epoch)
        yield from differences(here)
        for wheel in [there, *([given] if given else [])]:
            if wheel.read_bytes() != here.read_bytes():
                yield f"{wheel} is not, byte for byte, what this tree builds (SOURCE_DATE_EPOCH={epoch})"


if __name__ == "__main__":
    if importlib.util.find_spec("hatchling") is None:
        sys.exit("hatchling, which builds the wheel, is not installed: pip install hatchling")
    wrong = list(
        findings(Path(sys.argv[1]) if sys.argv[1:] else None, int(os.environ.get("SOURCE_DATE_EPOCH", "315532800")))
    )
    print("\n".join(wrong) or "the wheel is the tree, and the same wherever it is built")
    sys.exit(bool(wrong))

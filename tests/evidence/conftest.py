"""A run of one example workflow, and its bundle."""

from __future__ import annotations

import json
import re
import shutil
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

import harness
from harness import api
from harness.evidence.archive import pack, unpack
from harness.evidence.bundle import make
from harness.evidence.manifest import MANIFEST, digest_of
from harness.model.config import Config
from harness.model.result import Run

sys.path.insert(0, str(Path(__file__).parents[1]))
ROOT = Path(__file__).parents[2]
SECRETS = ("s3cret", "secret-host", "MY_KEY")
"""Nothing of these may get into a bundle."""


@dataclass(frozen=True)
class Bundled:
    """A project, its run and the bundle made of it."""

    root: Path
    run: Run
    config: Config
    path: Path
    digest: str

    def files(self) -> dict[str, bytes]:
        return unpack(self.path)

    def changed(self, at: Path, name: str, edit: Callable[[str], str], *, forged: bool = False) -> Path:
        """The bundle with one file changed; if forged, with the manifest's digest recomputed."""
        files = self.files()
        before = files[name].decode()
        after = edit(before)
        assert after != before, "the edit does nothing"
        files[name] = after.encode()
        if forged:
            files[MANIFEST] = recomputed(files)
        pack(at / "changed.zip", files)
        return at / "changed.zip"


def recomputed(files: Mapping[str, bytes]) -> bytes:
    about: dict[str, Any] = json.loads(files[MANIFEST])
    about["files"] = {name: digest_of(data) for name, data in files.items() if name != MANIFEST}
    return json.dumps(about).encode()


def first_cases(suite: str, number: int) -> str:
    """A suite with its first cases only: every bundle that is verified is scored again, and most tests verify one."""
    head, *cases = re.split(r"(?m)^(?=  - id:)", suite)
    return head + "".join(cases[:number])


@pytest.fixture(scope="session")
def bundled(tmp_path_factory: pytest.TempPathFactory) -> Bundled:
    root = tmp_path_factory.mktemp("project")
    (root / "suites").mkdir()
    for name, cases in (("refund-helpdesk", 12), ("rewrite-query", 4)):
        (root / f"suites/{name}.yaml").write_text(first_cases((ROOT / f"suites/{name}.yaml").read_text(), cases))
        shutil.copytree(ROOT / "fixtures" / name, root / "fixtures" / name)
    shutil.copytree(ROOT / "suites/data", root / "suites/data")
    config = (
        (ROOT / "harness.yaml")
        .read_text()
        .replace("http://127.0.0.1:8000/v1", "https://secret-host/v1\n    api_key_env: MY_KEY")
    )
    (root / "harness.yaml").write_text(f"{config}\nhistory: postgresql://me:s3cret@secret-host/past\n")
    run = harness.run(config=root / "harness.yaml", record="none")
    config = api.configuration(root / "harness.yaml")
    path = root / "proof.zip"
    return Bundled(root, run, config, path, make(path, run, config))


@pytest.fixture
def secrets() -> tuple[str, ...]:
    return SECRETS

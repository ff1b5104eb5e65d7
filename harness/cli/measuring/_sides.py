"""Which two targets `harness compare` was given, and on which suites; what is said where its words are others."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from harness.errors import UsageError
from harness.model.config import Config


def sides(words: Sequence[str], config: Config) -> tuple[str, str, list[Path]]:
    """Baseline, candidate and suites. One name is the candidate's: harness.yaml knows whom it would replace.

    A name that is merely misspelt is left to the plan, which tells it along with what is wrong with the suites.

    Raises:
        UsageError: no candidate is named, or what is named is no target but something else; says how it goes.
    """
    named = [word for word in words if word in config.targets or not _is_suite(word, config)][:2]
    if not named or named == [config.baseline]:
        candidates = [name for name in config.targets if name != config.baseline]
        said = f"{config.baseline!r} is the baseline itself; " if named else ""
        raise UsageError(f"{said}name a candidate", hint=f"one of: {', '.join(candidates)}{_example(config)}")
    for word in named:
        if word not in config.targets and (hint := _meant(word, config)):
            raise UsageError(f"no target is named {word!r}", slug="unknown-target", hint=hint)
    rest = [*words]
    for word in named:
        rest.remove(word)
    if other := next((word for word in rest if word in config.targets and not Path(word).exists()), None):
        raise UsageError(
            f"two targets are compared, and {other!r} is a third",
            hint=f"harness run -t {','.join(word for word in (*named, other) if word != config.baseline)} holds several"
            f" against {config.baseline}",
        )
    baseline, candidate = (config.baseline, named[0]) if len(named) == 1 else named
    return baseline, candidate, [_path(word, config) for word in rest]


def _is_suite(word: str, config: Config) -> bool:
    """Whether it is one, or is written like one."""
    return _path(word, config).exists() or word.endswith((".yaml", ".yml", "/"))


def _path(word: str, config: Config) -> Path:
    """A suite's file, also where it is named as its file is called."""
    path, file = Path(word), Path(config.root) / "suites" / f"{word}.yaml"
    return file if not path.exists() and file.is_file() else path


def _meant(word: str, config: Config) -> str:
    """A model, a provider or a vendor is told with the target that has it, several names at once with how they go."""
    parts = [part for part in word.split(",") if part]
    targets = config.targets.values()
    alike = [one.name for one in targets if word.casefold() in (one.model.casefold(), one.provider, one.vendor)]
    if len(parts) > 1 and all(part in config.targets for part in parts):
        return f"names stand apart: harness compare {' '.join(parts[:2])}"
    return f"targets are called by their names in harness.yaml: {' or '.join(alike)}{_example(config)}" if alike else ""


def _example(config: Config) -> str:
    candidate = next((name for name in config.targets if name != config.baseline), None)
    return f"; for example: harness compare {config.baseline} {candidate}" if candidate else ""

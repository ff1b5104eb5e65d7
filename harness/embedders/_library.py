"""Models of the library sentence-transformers, had from this machine where possible."""

from __future__ import annotations

from typing import Any

from harness.errors import CheckError, MissingExtra


def model(kind: str, name: str) -> Any:
    """An instance of that class of the library; what is downloaded already is not looked up elsewhere.

    Raises MissingExtra without the package, CheckError where the model cannot be had.
    """
    try:
        import sentence_transformers
    except ImportError as error:
        raise MissingExtra("sentence-transformers", "local") from error
    library = getattr(sentence_transformers, kind)
    try:
        return library(name, local_files_only=True)
    except Exception:  # noqa: BLE001 - the library raises whatever its parts raise; the second attempt tells the reason
        return _fetched(library, name)


def _fetched(library: Any, name: str) -> Any:
    try:
        return library(name)
    except Exception as error:
        raise CheckError(
            f"the model {name!r} cannot be loaded: {type(error).__name__}: {str(error)[:300]}",
            hint="give a folder, or a model that is downloaded already or can be fetched from the hub",
        ) from error


def clean(text: str) -> str:
    """Without lone surrogates, which tokenizers refuse."""
    return text.encode("utf-8", "replace").decode("utf-8")

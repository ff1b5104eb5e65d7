"""promptfoo's prompts: literal texts, files, and chats in JSON or YAML."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from harness.errors import InputError
from harness.importers._project.ledger import Fields, ImportLedger
from harness.importers._promptfoo.chats import chat_of, looks_like_chat
from harness.importers._promptfoo.nunjucks import converted, environment_names, flaw, without_environment
from harness.importers._promptfoo.reading import CODE, Folder, rows
from harness.visible import shorten
from harness.yamlfile.refusal import Refusal

_TEXTS = (".txt", ".md", ".j2", ".jinja", ".jinja2", ".prompt")
_KNOWN = (*_TEXTS, *CODE, ".json", ".yaml", ".yml", ".jsonl", ".csv")
_SEPARATOR = re.compile(r"^---[ \t]*$", re.MULTILINE)
LONGEST_LABEL = 60


@dataclass(frozen=True, slots=True)
class Prompt:
    """A prompt as a suite has it: one text, or a list of `{role, content}`; `raw` is promptfoo's own text of it."""

    label: str
    raw: str
    messages: str | list[dict[str, str]]
    names: tuple[str, ...] = ()
    """By what filters and results may mean it, beside its label."""
    place: str = ""
    chat_when_filled: bool = False
    """Whether the text is no chat as it stands, since loops make its messages, but may be one in each test."""

    def named(self, name: str) -> bool:
        """Whether a filter means this prompt: by label or id, or as their beginning."""
        known = (self.label, self.raw, *self.names)
        return (
            name in known
            or any(text.startswith(f"{name}:") for text in known)
            or (name.endswith("*") and any(text.startswith(name[:-1]) for text in known))
        )

    def texts(self) -> list[str]:
        """Its templates."""
        return [self.messages] if isinstance(self.messages, str) else [turn["content"] for turn in self.messages]


@dataclass(frozen=True, slots=True)
class PromptReader:
    """Reads prompts of one configuration; what cannot be taken over is listed."""

    folder: Folder
    ledger: ImportLedger
    environment: Mapping[str, Any]

    def read(self, raw: Any, place: str) -> list[Prompt]:
        """All prompts of the list, in order."""
        if isinstance(raw, Mapping) and not {"id", "raw", "label"} & set(raw):
            raw = [{"id": str(path), "label": str(label)} for path, label in raw.items()]
        items = raw if isinstance(raw, list) else [] if raw is None else [raw]
        prompts: list[Prompt] = []
        for number, item in enumerate(items):
            prompts += self._item(item, f"{place}[{number}]")
        return prompts

    def _item(self, item: Any, place: str) -> Iterator[Prompt]:
        if isinstance(item, str):
            yield from self._named(item, None, place)
            return
        if isinstance(item, list):
            # A chat that stands in the configuration itself.
            yield from self._prompt(json.dumps(item, ensure_ascii=False), None, (), place)
            return
        if not isinstance(item, Mapping):
            self.ledger.lose(place, "a prompt", "it is neither text nor a mapping")
            return
        fields = Fields(item, place, self.ledger)
        label, text, identity = fields.take("label"), fields.take("raw"), fields.take("id")
        fields.lose("config", "parameters belong to the suite or its targets")
        if text is None and identity is None:
            self.ledger.lose(place, "a prompt", "it has neither `raw` nor `id`")
        fields.close()
        names = (str(identity),) if identity else ()
        if isinstance(text, str):
            yield from self._named(text, label and str(label), place, names)
        elif text is not None:
            yield from self._prompt(json.dumps(text, ensure_ascii=False), label and str(label), names, place)
        elif identity is not None:
            yield from self._named(str(identity), label and str(label), place, names)

    def _named(self, text: str, label: str | None, place: str, names: tuple[str, ...] = ()) -> Iterator[Prompt]:
        """A prompt that may be the name of a file."""
        if not self._is_path(text):
            yield from self._prompt(text, label, names, place)
            return
        if _scheme(text) not in ("", "file"):
            self.ledger.lose(
                place, f"the prompt `{shorten(text, 80)}`", "it is kept by a program or a service elsewhere"
            )
            return
        files = self.folder.matching(text)
        if not files:
            self.ledger.lose(place, f"the prompt `{shorten(text, 80)}`", "no file fits the pattern")
        for file in files:
            try:
                yield from self._file(file, label, place, (*names, text, file, *([label] if label else [])))
            except Refusal as refused:
                self.ledger.lose(place, f"the prompt `{shorten(text, 80)}`", refused.message)
            except InputError as error:
                self.ledger.lose(place, f"the prompt `{shorten(text, 80)}`", error.problems[0].message)

    def _is_path(self, text: str) -> bool:
        if "\n" in text or len(text) > 500:  # noqa: PLR2004 - no path is so long
            return False
        if text.startswith("file://") or _scheme(text) in ("exec", "langfuse", "portkey", "helicone", "python"):
            return True
        bare = re.sub(r":[\w.]+$", "", text) if re.search(r"\.\w+:[\w.]+$", text) else text
        if PurePosixPath(bare).suffix.lower() in _KNOWN and " " not in bare.strip():
            return True
        return "{{" not in text and (self.folder.exists(text) or ("*" in text and bool(self.folder.matching(text))))

    def _file(self, file: str, label: str | None, place: str, names: tuple[str, ...]) -> Iterator[Prompt]:
        bare = file.removeprefix("file://")
        program = re.match(r"(.*\.\w+):[\w.]+$", bare)
        suffix = PurePosixPath(program.group(1) if program else bare).suffix.lower()
        if suffix in CODE:
            self.ledger.lose(place, f"the prompt `{shorten(bare, 80)}`", "it is a program, and none is run")
            return
        text = self.folder.text(bare)
        if suffix == ".csv":
            for row in rows(text, bare):
                yield from self._prompt(row.get("prompt", ""), label or row.get("label") or None, names, place)
        elif suffix == ".jsonl":
            for line in filter(str.strip, text.splitlines()):
                yield from self._prompt(line, label, names, place)
        elif suffix in (".json", ".yaml", ".yml"):
            yield from self._prompt(text, label, names, place, chat=True)
        else:
            parts = _SEPARATOR.split(text) if suffix == ".txt" or suffix not in _TEXTS else [text]
            parts = [part for part in parts if part.strip()]
            for number, part in enumerate(parts, 1):
                numbered = f"{label or bare} {number}" if len(parts) > 1 else label or bare
                yield from self._prompt(part.strip("\n"), numbered, names, place)

    def _prompt(
        self, raw: str, label: str | None, names: tuple[str, ...], place: str, *, chat: bool = False
    ) -> Iterator[Prompt]:
        for name in environment_names(raw):
            if name not in self.environment:
                self.ledger.lose(
                    place, f"the environment variable {name}", "the environment is not read; it is left empty"
                )
        text = without_environment(raw, self.environment)
        messages = chat_of(text, place, self.ledger, expected=chat) or converted(text)
        templates = [messages] if isinstance(messages, str) else [turn["content"] for turn in messages]
        trouble = next(filter(None, map(flaw, templates)), None)
        shown = label or shorten(" ".join(raw.split()), LONGEST_LABEL)
        if trouble:
            self.ledger.lose(
                place, f"the prompt `{shorten(shown, 60)}`", f"its template cannot be used here: {trouble}"
            )
        elif any("_conversation" in template for template in templates):
            self.ledger.lose(
                place, f"the prompt `{shorten(shown, 60)}`", "it holds the conversation so far; `steps` do that"
            )
        elif not any(template.strip() for template in templates):
            self.ledger.lose(place, "a prompt", "it is empty")
        else:
            yield Prompt(shown, raw, messages, names, place, isinstance(messages, str) and looks_like_chat(text))


def _scheme(text: str) -> str:
    scheme = re.match(r"([a-z]+):(//)?", text)
    return scheme.group(1) if scheme and (scheme.group(2) or scheme.group(1) in ("exec", "python")) else ""

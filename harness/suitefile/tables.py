"""The files that a suite names, tables and variables and attachments, read only inside the project."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path, PurePosixPath

from harness.model.exchange import Attachment, AttachmentKind
from harness.model.location import Location, Problem
from harness.suitefile.media import recognise
from harness.suitefile.table_formats import BIGGEST_TEXT, READERS
from harness.suitefile.table_rows import CutShort, Table, TableRow
from harness.visible import shorten
from harness.yamlfile.opening import MEGABYTE, from_root, open_inside, read_inside, shown
from harness.yamlfile.parsing import BIGGEST
from harness.yamlfile.refusal import Refusal

BIGGEST_TABLE = 200 * MEGABYTE
BIGGEST_ATTACHMENT = 20 * MEGABYTE


@dataclass(slots=True)
class Files:
    """The files a suite names, each text read once. `folder` is the suite's own; both are absolute and real."""

    root: Path
    folder: Path
    texts: dict[str, str] = field(default_factory=dict)
    tables: set[str] = field(default_factory=set)
    attached: dict[tuple[str, AttachmentKind], Attachment] = field(default_factory=dict)
    all_read: bool = True
    """Whether every row of every table so far was; else nothing follows from a variable that no case has."""
    case_keys: dict[str, Location] = field(default_factory=dict)
    """Columns of tables that are named as a case's keys, each with its first place."""

    @property
    def read(self) -> tuple[str, ...]:
        """What was read, relative to the root."""
        names = sorted({*self.texts, *self.tables, *(name for name, _ in self.attached)})
        return tuple(dict.fromkeys(from_root(Path(os.path.normpath(self.folder / name)), self.root) for name in names))

    def text(self, name: str) -> str:
        """The text of a file, for a variable.

        Raises:
            Refusal: it lies outside, cannot be read, is too big or is no UTF-8.
        """
        if name not in self.texts:
            data = read_inside(self.root, self.folder, name, BIGGEST_TEXT)
            try:
                self.texts[name] = data.decode("utf-8-sig")
            except UnicodeDecodeError as error:
                message = f"{shorten(name, 200)} is not UTF-8 (byte {error.start + 1})"
                raise Refusal("encoding", message, "save it as UTF-8") from None
        return self.texts[name]

    def attachment(self, name: str, kind: AttachmentKind) -> Attachment:
        """A file to go with a message, recognised by its bytes.

        Raises:
            Refusal: as `text`, or it is nothing that can be attached as this kind.
        """
        if (name, kind) not in self.attached:
            data = self._bytes(name)
            media = recognise(data, name, kind)
            self.attached[name, kind] = Attachment(
                kind=kind,
                name=PurePosixPath(name).name,
                media_type=media.media_type,
                size=len(data),
                sha256=sha256(data).hexdigest(),
                path=str(self.folder / name),
                width=media.width,
                height=media.height,
                pages=media.pages,
            )
        return self.attached[name, kind]

    def _bytes(self, name: str) -> bytes:
        try:
            return read_inside(self.root, self.folder, name, BIGGEST_ATTACHMENT)
        except Refusal as refused:
            hint = "make it smaller; vendors take less than that" if refused.slug == "file-too-big" else refused.hint
            raise Refusal(refused.slug, refused.message, hint) from None

    def rows(self, name: str, problems: list[Problem]) -> Iterator[TableRow]:
        """The rows of a table as they are read, the bad ones told and left out; what ends it early is told, too.

        Raises:
            Refusal: the table as a whole cannot be read.
        """
        whole, self.all_read = self.all_read, False
        suffix = PurePosixPath(name).suffix.lower()
        if suffix not in READERS:
            hint = "one of: " + ", ".join(READERS)
            raise Refusal("cases-format", f"cases cannot be read from a {suffix or 'nameless'} file", hint)
        table = Table(shown(self.folder / name), problems, self.case_keys)
        with (
            open_inside(
                self.root, self.folder, name, BIGGEST_TABLE if suffix in (".csv", ".jsonl") else BIGGEST
            ) as file,
            suppress(CutShort),
        ):
            yield from READERS[suffix](file, table)
        self.tables.add(name)
        self.all_read = whole and table.all_read
        if not table.count and not table.told:
            raise Refusal("no-cases", f"{shorten(name, 200)} holds no cases")

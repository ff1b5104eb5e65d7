"""The file of a bundle: written the same way each time, read as if a stranger had made it."""

from __future__ import annotations

import stat
import tempfile
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath

from harness.evidence.manifest import unreadable
from harness.files import write_atomically

MOST_FILES = 10_000
MOST_BYTES = 1_000_000_000
"""Of all files together, unpacked."""
MOST_TIMES, FREELY = 40, 32_000_000
"""Bundles of thousands of answers unpack to 10 to 15 times their size; small ones may be of any ratio."""
_EPOCH = (1980, 1, 1, 0, 0, 0)
_CHUNK = 1 << 20
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_ENCRYPTED = 0x1


def pack(path: Path, files: Mapping[str, bytes]) -> None:
    """Write the files, sorted and without times, whole or not at all.

    Raises:
        StoreError: it cannot be written.
    """
    with tempfile.TemporaryFile() as spool:
        with zipfile.ZipFile(spool, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
            for name in sorted(files):
                about = zipfile.ZipInfo(name, _EPOCH)
                about.compress_type, about.create_system, about.external_attr = zipfile.ZIP_DEFLATED, 3, 0o644 << 16
                archive.writestr(about, files[name])
        spool.seek(0)
        write_atomically(path, iter(lambda: spool.read(_CHUNK), b""))


def unpack(path: Path) -> dict[str, bytes]:
    """Every file of the bundle by name, in memory: nothing of it touches the disk before it is known to be harmless.

    Raises:
        StoreError: it cannot be read, is damaged, too large, or holds what no bundle of ours does: links, folders,
            names that lead elsewhere, the same name twice.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            return dict(_contents(archive))
    except OSError as error:
        raise unreadable(f"{path}: cannot be read: {error.strerror or error}") from error
    except (EOFError, NotImplementedError, RuntimeError, ValueError, zipfile.BadZipFile, zlib.error) as error:
        raise unreadable(f"{path}: is damaged or no bundle: {error}") from error


def _contents(archive: zipfile.ZipFile) -> Iterator[tuple[str, bytes]]:
    entries = archive.infolist()
    if len(entries) > MOST_FILES:
        raise unreadable(f"{len(entries):,} files; a bundle has at most {MOST_FILES:,}")
    # before anything is unpacked, by what the headers claim; `_read` then holds them to it
    most = min(MOST_BYTES, max(FREELY, MOST_TIMES * sum(entry.compress_size for entry in entries)))
    if sum(entry.file_size for entry in entries) > most:
        raise _too_large(most)
    seen: set[str] = set()
    left = most
    for entry in entries:
        _check(entry, seen)
        data = _read(archive, entry, left, most)
        left -= len(data)
        yield entry.filename, data


def _check(entry: zipfile.ZipInfo, seen: set[str]) -> None:
    """A name is checked as it stands, not made harmless: what needs that is no bundle of ours."""
    name, mode = entry.filename, entry.external_attr >> 16
    parts = PurePosixPath(name).parts
    if name != "/".join(parts) or name.startswith("/") or ".." in parts or any(odd in name for odd in "\\:\0"):
        raise ValueError(f"the name {name[:200]!r} leads elsewhere")
    if stat.S_IFMT(mode) not in (0, stat.S_IFREG):
        raise ValueError(f"{name[:200]!r} is no ordinary file")
    if entry.compress_type not in _METHODS or entry.flag_bits & _ENCRYPTED:
        raise ValueError(f"{name[:200]!r} is packed in a way that no bundle is")
    if name.casefold() in seen:
        raise ValueError(f"{name[:200]!r} is in it twice")
    seen.add(name.casefold())


def _read(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, left: int, most: int) -> bytes:
    """What a header says of a size is only a claim, so bytes are counted as they come."""
    if entry.file_size > left:
        raise _too_large(most)
    content = bytearray()
    with archive.open(entry) as file:
        while piece := file.read(_CHUNK):
            content += piece
            # Counted while unpacking: the size that an entry states may be a lie.
            if len(content) > left:
                raise _too_large(most)
    return bytes(content)


def _too_large(most: int) -> ValueError:
    return ValueError(f"more than {most // 1_000_000:,} MB unpacked, too much for its size")

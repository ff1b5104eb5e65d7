"""What attached bytes are, from the bytes themselves: a name's ending proves nothing.

Only headers are read, nothing is decoded: a picture may come from a stranger. A file that was cut off is found by its
missing end, which each of the formats marks. `imagesize` 2 would read the sizes, too; it does not say whether a file is
whole, so the formats would stand here all the same, and its 1,300 lines, which fetch addresses and parse SVG as XML
besides, would save fifty of these.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from harness.model.exchange import PDF, TEXT, AttachmentKind
from harness.visible import shorten
from harness.yamlfile.refusal import Refusal

IMAGES = "PNG, JPEG, GIF or WebP"
_PNG, _PNG_END = b"\x89PNG\r\n\x1a\n", b"IEND\xaeB`\x82"
_JPEG, _JPEG_END = b"\xff\xd8\xff", b"\xff\xd9"
_SIZES_OF_JPEG = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
"""The segments that begin a frame and tell its size."""
_ALONE = frozenset((0x01, *range(0xD0, 0xD8)))
"""Marks without a length."""
_TAIL = 4096
"""Editors append a little after the end mark."""
_PAGE = re.compile(rb"/Type\s*/Page(?![a-zA-Z])")
_PAGES = re.compile(rb"/Count\s+(\d{1,6})")
_LFS = b"version https://git-lfs"
_OTHERS = (
    (b"%PDF-", "a PDF"),
    (_PNG, "a PNG image"),
    (_JPEG, "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"RIFF", "a WebP image"),
    (b"II*\0", "a TIFF image"),
    (b"MM\0*", "a TIFF image"),
    (b"BM", "a BMP image"),
    (b"PK\x03\x04", "a ZIP archive or Office document"),
    (b"\xd0\xcf\x11\xe0", "an old Office document"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"<svg", "an SVG drawing"),
)
_HEIC = (b"ftypheic", b"ftypheix", b"ftypmif1", b"ftypavif")


@dataclass(frozen=True, slots=True)
class Media:
    """A recognised file. `width` and `height` in pixels; 0 where there is none."""

    kind: AttachmentKind
    media_type: str
    width: int = 0
    height: int = 0
    pages: int = 0


def recognise(data: bytes, name: str, wanted: AttachmentKind) -> Media:
    """What the bytes are.

    Raises:
        Refusal: they are nothing that can be attached as `wanted`: of another kind, empty, or cut off.
    """
    label = shorten(name, 200)
    if not data:
        raise Refusal("bad-attachment", f"{label} is empty")
    if data.startswith(_LFS):
        hint = "`git lfs pull` fetches the file itself"
        raise Refusal("bad-attachment", f"{label} is only a pointer of Git LFS", hint)
    media = _image(data, label) or _document(data, label)
    if media is not None and media.kind == wanted:
        return media
    if wanted == "image":
        hint = "attach it under `files`" if media and media.media_type == PDF else f"attach a {IMAGES} file"
        raise Refusal("bad-attachment", f"{label} is no image: {_said(data)}", hint)
    hint = "attach it under `images`" if media else "attach a PDF or a text in UTF-8"
    raise Refusal("bad-attachment", f"{label} is neither PDF nor text: {_said(data)}", hint)


def _image(data: bytes, label: str) -> Media | None:
    for begins, read in _READERS:
        if data.startswith(begins):
            media = read(data)
            if media is None or not (media.width and media.height):
                hint = "was it copied or downloaded to its end?"
                raise Refusal("bad-attachment", f"{label} begins as an image, but is damaged or cut off", hint)
            return media
    return None


def _document(data: bytes, label: str) -> Media | None:
    # Readers accept a head within the first 1,024 bytes (PDF 1.7, appendix H).
    if data[:1024].lstrip().startswith(b"%PDF-"):
        if b"%%EOF" not in data[-_TAIL:]:
            raise Refusal("bad-attachment", f"{label} begins as a PDF, but is cut off: its end mark %%EOF is missing")
        return Media("file", PDF, pages=_count_pages(data))
    # A zero byte is valid UTF-8, but stands in no text that a model could read.
    if b"\0" in data:
        return None
    try:
        data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return None
    return Media("file", TEXT)


def _png(data: bytes) -> Media | None:
    if data[12:16] != b"IHDR" or len(data) < 33 or _PNG_END not in data[-_TAIL:]:  # noqa: PLR2004 - the header's length
        return None
    width, height = struct.unpack(">II", data[16:24])
    return Media("image", "image/png", width, height)


def _gif(data: bytes) -> Media | None:
    if data[:6] not in (b"GIF87a", b"GIF89a") or b";" not in data[-_TAIL:][13:]:
        return None
    width, height = struct.unpack("<HH", data[6:10])
    return Media("image", "image/gif", width, height)


def _webp(data: bytes) -> Media | None:
    if data[8:12] != b"WEBP" or len(data) < 30 or len(data) < int.from_bytes(data[4:8], "little") + 8:  # noqa: PLR2004
        return None
    form = data[12:16]
    if form == b"VP8 ":
        # 14 bits of size; the upper two are a scale for display (RFC 6386, section 9.1).
        width, height = (size & 0x3FFF for size in struct.unpack("<HH", data[26:30]))
    elif form == b"VP8L":
        bits = int.from_bytes(data[21:25], "little")
        # The lossless form stores sizes less one, 14 bits each.
        width, height = (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    elif form == b"VP8X":
        width, height = (int.from_bytes(data[at : at + 3], "little") + 1 for at in (24, 27))
    else:
        return None
    return Media("image", "image/webp", width, height)


def _jpeg(data: bytes) -> Media | None:
    if _JPEG_END not in data[-_TAIL:]:
        return None
    for mark, at in _segments(data):
        # The height comes first in JPEG, unlike in all other formats here.
        if mark in _SIZES_OF_JPEG and at + 9 <= len(data):
            height, width = struct.unpack(">HH", data[at + 5 : at + 9])
            return Media("image", "image/jpeg", width, height)
    return None


def _segments(data: bytes) -> Iterator[tuple[int, int]]:
    """The marks of a JPEG up to its picture, each with the place before its length."""
    at = 2
    while at + 4 <= len(data) and data[at] == 0xFF:  # noqa: PLR2004 - every mark begins with it
        mark = data[at + 1]
        if mark == 0xFF:  # noqa: PLR2004 - filling
            at += 1
            continue
        yield mark, at
        at += 2 if mark in _ALONE else 2 + int.from_bytes(data[at + 2 : at + 4], "big")


def _count_pages(data: bytes) -> int:
    """Pages of a PDF, roughly: as many as are named in the open, and at least one."""
    declared = [int(number) for number in _PAGES.findall(data)]
    # Pages in compressed streams are not seen by either search, hence the larger of the two.
    return max([1, len(_PAGE.findall(data)), *declared])


def _said(data: bytes) -> str:
    for begins, what in _OTHERS:
        if data.lstrip().startswith(begins):
            return f"it looks like {what}"
    if data[4:12] in _HEIC:
        return "it looks like a HEIC or AVIF image"
    return f"it begins with {shorten(repr(data[:12])[2:-1], 60)}"


_READERS: tuple[tuple[bytes, Callable[[bytes], Media | None]], ...] = (
    (_PNG, _png),
    (_JPEG, _jpeg),
    (b"GIF8", _gif),
    (b"RIFF", _webp),
)

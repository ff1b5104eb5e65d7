"""What attached bytes are is told by the bytes."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st
from servers import pictures

from harness.suitefile.media import Media, recognise
from harness.yamlfile.refusal import Refusal

PICTURES = [(kind, data) for kind, several in pictures.IMAGES.items() for data in several]


def refusal(data, kind="image"):
    with pytest.raises(Refusal) as caught:
        recognise(data, "a.png", kind)
    return f"{caught.value.message} ({caught.value.hint})"


@pytest.mark.parametrize(("kind", "data"), PICTURES)
def test_pictures_are_recognised_with_their_size(kind, data):
    assert recognise(data, "lies.txt", "image") == Media("image", kind, pictures.WIDTH, pictures.HEIGHT)


@pytest.mark.parametrize(("kind", "data"), PICTURES)
def test_a_picture_cut_off_anywhere_is_no_picture(kind, data):
    for end in range(1, len(data)):
        if kind == "image/gif" and data[13:end].endswith(b";"):
            continue  # its end mark is a byte that may stand in its middle
        assert "a.png" in refusal(data[:end]), end


def test_the_end_may_be_followed_by_a_little_more():
    assert recognise(pictures.JPEG + bytes(100), "a.jpg", "image").media_type == "image/jpeg"


def test_a_picture_without_pixels_is_damaged():
    assert "damaged" in refusal(pictures.PNG[:16] + bytes(8) + pictures.PNG[24:])


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "is empty"),
        (b"hello, I am text", "begins with hello, I am (attach a PNG, JPEG, GIF or WebP file)"),
        (pictures.PDF, "it looks like a PDF (attach it under `files`)"),
        (b"<svg xmlns='...'/>", "an SVG drawing"),
        (b"BM" + bytes(60), "a BMP image"),
        (b"II*\0" + bytes(60), "a TIFF image"),
        (b"\0\0\0\x18ftypheic" + bytes(60), "a HEIC or AVIF image"),
        (b"version https://git-lfs.github.com/spec/v1\noid sha256:1\n", "a pointer of Git LFS (`git lfs pull`"),
    ],
)
def test_what_is_no_image(data, says):
    assert says in refusal(data)


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "is empty"),
        (pictures.PNG, "it looks like a PNG image (attach it under `images`)"),
        (b"PK\x03\x04" + bytes(60), "a ZIP archive or Office document (attach a PDF or a text in UTF-8)"),
        ("Gebühr".encode("latin-1"), "neither PDF nor text"),
        (b"%PDF-1.7\nbut no end", "cut off"),
        (b"version https://git-lfs.github.com/spec/v1\n", "Git LFS"),
    ],
)
def test_what_is_no_file_to_attach(data, says):
    assert says in refusal(data, "file")


def test_documents():
    assert recognise(pictures.PDF, "a", "file") == Media("file", "application/pdf", pages=2)
    assert recognise("\ufeffGrüße".encode(), "a", "file") == Media("file", "text/plain")
    assert recognise(b"BMW and GIFs", "a", "file") == Media("file", "text/plain")


@given(st.binary(max_size=64), st.sampled_from([b"", *(data for _, data in PICTURES), b"RIFF", b"\xff\xd8\xff\xe0"]))
def test_no_bytes_crash_it(noise, begins):
    for kind in ("image", "file"):
        for data in (begins + noise, begins[:20] + noise, noise + begins):
            with suppress(Refusal):
                assert recognise(data, "a", kind).kind == kind

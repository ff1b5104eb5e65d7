"""A seal on what a project keeps between runs, which only this user on this machine can set: who may write into
the folder (a pull request, an archive, another user) can write all else of such a file, its digests, too.

The key to it is made when it is first needed, and lies outside of every project: losing it costs nothing but time.
"""

from __future__ import annotations

import errno
import hmac
import os
import stat
from contextlib import suppress
from pathlib import Path

from harness.files import make_beside

KEY_BYTES = 32


def sealed(root: Path, said: bytes) -> str:
    """The seal on `said` as something that the project at `root` keeps. Raises what `key_for` does."""
    return hmac.digest(key_for(root), said, "sha256").hex()


def key_for(root: Path) -> bytes:
    """The user's key, KEY_BYTES long, with which what the project at `root` keeps is sealed.

    Raises:
        OSError: there is no key and none can be made, others can read or write it, or it lies within the project.
    """
    path = _path()
    if path.is_relative_to(os.path.realpath(root)):
        raise OSError(errno.EPERM, "a key within the project is no secret of the user's", str(path))
    try:
        return _read(path)
    except OSError:
        _make(path)
        return _read(path)


def is_sealed(root: Path, said: bytes, seal: object) -> bool:
    """Whether this user set the seal."""
    try:
        return isinstance(seal, str) and hmac.compare_digest(sealed(root, said).encode(), seal.encode())
    except (OSError, UnicodeEncodeError):
        return False


def _path() -> Path:
    """Where the key lies. Links to the folder are followed; one in the place of the key is replaced."""
    said = Path(os.environ.get("XDG_CACHE_HOME", ""))
    try:
        folder = said if said.is_absolute() else Path.home() / ".cache"
    except RuntimeError as error:
        raise OSError(errno.ENOENT, "the user has no home") from error
    return Path(os.path.realpath(folder / "harness")) / "seal.key"


def _read(path: Path) -> bytes:
    handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK)
    try:
        about = os.fstat(handle)
        if not stat.S_ISREG(about.st_mode) or about.st_uid != os.geteuid() or about.st_mode & 0o077:
            raise OSError(errno.EPERM, "others can read or write it", str(path))
        key = os.read(handle, KEY_BYTES + 1)
    finally:
        os.close(handle)
    if len(key) != KEY_BYTES:
        raise OSError(errno.EINVAL, "no key", str(path))
    return key


def _is_key(path: Path) -> bool:
    try:
        return bool(_read(path))
    except OSError:
        return False


def _make(path: Path) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    beside, handle = make_beside(path, ".tmp", 0o600)
    try:
        os.write(handle, os.urandom(KEY_BYTES))
        # Of several who make one at once the first one's stays, where the file system knows second names.
        with suppress(OSError):
            os.link(beside, path)
        if not _is_key(path):
            beside.replace(path)
    finally:
        os.close(handle)
        with suppress(OSError):
            beside.unlink()

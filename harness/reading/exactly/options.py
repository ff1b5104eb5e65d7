"""Which long option a short one stands for, in the commands that everybody uses: `grep -i` is `grep --ignore-case`."""

from __future__ import annotations

import re

_LISTED = {
    "grep": (
        "E extended-regexp, F fixed-strings, P perl-regexp, i ignore-case, v invert-match, w word-regexp"
        ", x line-regexp, c count, l files-with-matches, L files-without-match, o only-matching, q quiet"
        ", n line-number, r recursive, R dereference-recursive, H with-filename, h no-filename, A after-context"
        ", B before-context, C context, m max-count"
    ),
    "ls": "a all, A almost-all, h human-readable, r reverse, R recursive, i inode, d directory, s size",
    "rm": "r recursive, R recursive, f force, d dir, v verbose",
    "cp": "r recursive, R recursive, f force, i interactive, n no-clobber, u update, v verbose, a archive, l link",
    "mv": "f force, i interactive, n no-clobber, u update, v verbose",
    "mkdir": "p parents, m mode, v verbose",
    "chmod": "R recursive, v verbose",
    "chown": "R recursive, v verbose",
    "sort": (
        "r reverse, n numeric-sort, u unique, k key, f ignore-case, h human-numeric-sort, t field-separator"
        ", o output"
    ),
    "uniq": "c count, d repeated, u unique, i ignore-case",
    "wc": "l lines, w words, c bytes, m chars",
    "head": "n lines, c bytes, q quiet",
    "tail": "n lines, c bytes, f follow, q quiet",
    "sed": "n quiet, i in-place, E regexp-extended, e expression, f file",
    "tar": "x extract, c create, t list, v verbose, f file, z gzip, j bzip2, J xz, C directory",
    "curl": (
        "o output, O remote-name, L location, s silent, S show-error, f fail, I head, i include, H header"
        ", d data, X request, u user, k insecure, v verbose, x proxy, A user-agent"
    ),
    "wget": "O output-document, q quiet, c continue, r recursive, P directory-prefix",
    "rsync": "a archive, v verbose, z compress, n dry-run, r recursive, u update",
    "diff": "u unified, r recursive, i ignore-case, w ignore-all-space, q brief, N new-file",
    "du": "h human-readable, s summarize, a all",
    "df": "h human-readable, T print-type",
    "touch": "c no-create",
    "ln": "s symbolic, f force",
    "git commit": "m message, a all, s signoff, v verbose",
    "git push": "f force, u set-upstream, n dry-run",
    "git add": "A all, p patch, u update, n dry-run, v verbose",
    "git branch": "d delete, m move, a all, r remotes",
    "git fetch": "p prune, a append",
    "git stash": "u include-untracked",
    "git clean": "f force, n dry-run",
    "docker run": (
        "d detach, i interactive, t tty, e env, p publish, v volume, w workdir, u user, h hostname, m memory"
    ),
    "docker build": "t tag, f file",
    "docker ps": "a all, q quiet",
    "docker logs": "f follow, n tail, t timestamps",
    "kubectl get": "n namespace, o output, A all-namespaces, l selector, w watch",
    "kubectl logs": "f follow, c container, n namespace",
    "pip install": "r requirement, U upgrade, e editable, q quiet",
    "npm install": "D save-dev, g global",
}  # fmt: skip
_LONG = {
    command: {short: f"--{long}" for short, long in (pair.split() for pair in listed.split(","))}
    for command, listed in _LISTED.items()
}
_COMMAND = re.compile(
    rf"(?<![\w./-])(?P<command>{'|'.join(sorted(map(re.escape, _LONG), key=len, reverse=True))})"
    r"(?P<rest>(?: +[^\s`|;&]+)+)"
)
_SHORT = re.compile(r"(?<=\s)-(?P<letters>[A-Za-z]{1,8})(?![\w=-])")
_BEGINS = re.compile(r"(?:^|[\s`(])--[a-z]")
LONGEST = 20_000


def options_written_out(text: str, other: str) -> str:
    """The text with `--ignore-case` for the `-i` of grep, where the other text writes long options."""
    if " -" not in text or "--" not in other or max(len(text), len(other)) > LONGEST or not _BEGINS.search(other):
        return text

    def written_out(match: re.Match[str]) -> str:
        known = _LONG[match["command"]]
        return match["command"] + _SHORT.sub(lambda option: _long(option, known, other), match["rest"])

    return _COMMAND.sub(written_out, text)


def _long(option: re.Match[str], known: dict[str, str], other: str) -> str:
    """Each letter's long option in a row; as it stands where one is not known, or the other writes none of them so."""
    options = [known.get(letter, "") for letter in option["letters"]]
    if not all(options) or not any(each in other for each in options):
        return option[0]
    return " ".join(sorted(options, key=lambda each: (other.find(each) < 0, other.find(each))))

"""Make the tables of opposites, synonyms, phrases and broader words from Open English WordNet.

    python scripts/wordnet_relations.py ENGLISH_WORDNET/src/yaml [OUT_FOLDER]

Give the folder `src/yaml` of a checkout of globalwordnet/english-wordnet. Only single words are kept,
as synonyms and broader words only those that the embedder `builtin` knows whole; `phrases.txt` holds the verbs and
adverbs of several such words ("turn down", "right away") with what means the same. The data is Open English WordNet's
(CC BY 4.0), derived from Princeton WordNet; `NOTICE.txt` in the out folder carries both notices with the tables.
"""

from __future__ import annotations

import argparse
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parent.parent
OUT = ROOT / "harness" / "reading" / "_wordnet"
VOCABULARY = ROOT / "harness" / "embedders" / "_builtin" / "vocabulary.txt"
WORD = re.compile(r"[a-z]{2,}\Z")
PHRASE = re.compile(r"[a-z]+(?: [a-z]+){1,3}\Z")
NOTICE = """opposites.txt, synonyms.txt, phrases.txt and broader.txt are derived from Open English WordNet
(https://github.com/globalwordnet/english-wordnet), copyright the Open English WordNet team, used under the
Creative Commons Attribution 4.0 International License (https://creativecommons.org/licenses/by/4.0/), which is
itself derived from Princeton WordNet 3.1, copyright 2011 Princeton University, used under the WordNet License
(https://wordnet.princeton.edu/license-and-commercial-use). Changed: only relations between single words of
a fixed vocabulary, and verbs and adverbs of several such words, are kept.
"""


def read(folder: Path, pattern: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for path in sorted(folder.glob(pattern)):
        found |= yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    return found


def senses(entries: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for lemma, parts in entries.items():
        for part in parts.values():
            for sense in part.get("sense", []) if isinstance(part, dict) else []:
                yield lemma, sense


def opposites(entries: dict[str, Any]) -> set[tuple[str, str]]:
    """Pairs of antonyms."""
    lemma_of = {sense["id"]: lemma for lemma, sense in senses(entries)}
    pairs = set()
    for lemma, sense in senses(entries):
        for other in sense.get("antonym", []):
            one, two = sorted((lemma, lemma_of.get(other, "")))
            if WORD.match(one) and WORD.match(two):
                pairs.add((one, two))
    return pairs


def synonyms(synsets: dict[str, Any], known: set[str]) -> set[tuple[str, ...]]:
    """Groups of words that share a meaning, and each group with the words of the meanings similar to it."""
    groups = set()
    for synset in synsets.values():
        members = {word for word in synset.get("members", []) if word in known}
        if len(members) > 1:
            groups.add(tuple(sorted(members)))
        for other in synset.get("similar", []):
            near = {word for word in synsets.get(other, {}).get("members", []) if word in known}
            groups |= {tuple(sorted((one, two))) for one in members for two in near if one != two}
    return groups


def phrases(synsets: dict[str, Any], known: set[str]) -> set[tuple[str, ...]]:
    """Groups of words and phrases that share a meaning, with a phrase in each."""
    groups = set()
    for synset in synsets.values():
        members = {
            word
            for word in synset.get("members", [])
            if word in known or (PHRASE.match(word) and known.issuperset(word.split()))
        }
        if len(members) > 1 and not members <= known:
            groups.add(tuple(sorted(members)))
    return groups


def broader(synsets: dict[str, Any], known: set[str]) -> dict[str, set[str]]:
    """Words of one meaning, and those of the meanings that lie right below it."""
    below: defaultdict[str, set[str]] = defaultdict(set)
    for synset in synsets.values():
        narrow = {word for word in synset.get("members", []) if word in known}
        for other in synset.get("hypernym", []) if narrow else ():
            for word in synsets[other].get("members", []):
                if word in known:
                    below[word] |= narrow - {word}
    return {word: narrow for word, narrow in below.items() if narrow}


def maximal(groups: set[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """Without the groups that lie inside another."""
    holders: dict[str, list[frozenset[str]]] = defaultdict(list)
    for group in sorted(groups, key=lambda g: (-len(g), g)):
        if not any(frozenset(group) <= holder for holder in holders[group[0]]):
            for word in group:
                holders[word].append(frozenset(group))
    return sorted({tuple(sorted(group)) for held in holders.values() for group in held})


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("yaml", type=Path)
    parser.add_argument("out", type=Path, nargs="?", default=OUT)
    options = parser.parse_args()
    known = {word for word in VOCABULARY.read_text(encoding="utf-8").split() if WORD.match(word)}
    entries = read(options.yaml, "entries-*.yaml")
    synsets = read(options.yaml, "[anv]*.*.yaml")
    options.out.mkdir(parents=True, exist_ok=True)
    pairs = sorted(opposites(entries))
    groups = maximal(synonyms(synsets, known))
    (options.out / "opposites.txt").write_text("".join(f"{one} {two}\n" for one, two in pairs))
    (options.out / "synonyms.txt").write_text("".join(" ".join(group) + "\n" for group in groups))
    turns = sorted(phrases(read(options.yaml, "verb.*.yaml") | read(options.yaml, "adv.*.yaml"), known))
    (options.out / "phrases.txt").write_text("".join(" = ".join(group) + "\n" for group in turns))
    below = broader(synsets, known)
    lines = (" ".join((word, *sorted(narrow))) + "\n" for word, narrow in sorted(below.items()))
    (options.out / "broader.txt").write_text("".join(lines))
    (options.out / "NOTICE.txt").write_text(NOTICE)
    print(f"{len(pairs)} pairs of opposites, {len(groups)} groups of synonyms, {len(turns)} of phrases")
    print(f"{len(below)} broader words")


if __name__ == "__main__":
    main()

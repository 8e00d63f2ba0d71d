"""The two folding keys against a consonant skeleton and indic-transliteration, on attested romanisations.

A native word meets a romanisation when both have one key, without the language being told; pairs count as often as they
were attested. A native word shares its key when another native word of the file has it too. The skeleton is what a
transliteration scheme gives at once: the letters by place in the block, then consonants alone, without aspiration,
glides or doubling.
"""

from __future__ import annotations

import argparse
import gzip
import unicodedata
from collections import Counter
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import NamedTuple

import regex
from indic_transliteration import sanscript

from nlu.spelling.fold import fold
from nlu.spelling.loose import loose_key

_BLOCK = 0x80
_FIRST, _DEVANAGARI, _LAST = 0x0900, range(0x0900, 0x0980), 0x0D80
# Letters outside the shared layout, and vowels and dots that the scheme does not know, in Devanagari.
_OWN = {
    "ൺ": "ण्", "ൻ": "न्", "ർ": "र्", "ൽ": "ल्", "ൾ": "ळ्", "ൿ": "क्", "ৎ": "त्", "ੰ": "ं", "ੱ": "", "ੜ": "ड",
    "ॉ": "ो", "ॅ": "े", "ऑ": "ओ", "ऍ": "ए", "ऎ": "ए", "ऒ": "ओ", "ॆ": "े", "ॊ": "ो", "ऱ": "र", "ऩ": "न", "ऴ": "ळ", "़": "",
}  # fmt: skip
_SKELETON = [("ph", "f"), ("w", "v"), ("z", "j"), ("q", "k"), ("x", "ks"), ("sh", "s"), ("ck", "k"), ("ch", "c")]


class Pair(NamedTuple):
    """A native word, a romanisation of it, and how often it was attested (once where the file does not count)."""

    native: str
    latin: str
    times: int


class Figure(NamedTuple):
    """Per cent of the pairs, weighted, that meet, and of the distinct native words that share their key."""

    meeting: float
    shared: float


def read_pairs(path: Path) -> list[Pair]:
    """The pairs of a gzipped file of tab-separated lines."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        rows = [line.rstrip("\n").split("\t") for line in lines]
    return [Pair(native, latin, int(*count) if count else 1) for native, latin, *count in rows]


def measure(pairs: list[Pair], key: Callable[[str], str]) -> Figure:
    """How well `key` lets words meet and keeps them apart."""
    met = sum(pair.times for pair in pairs if key(pair.native) == key(pair.latin))
    words = {pair.native for pair in pairs}
    sharers = Counter(key(word) for word in words)
    shared = sum(sharers[key(word)] > 1 for word in words)
    return Figure(100 * met / sum(pair.times for pair in pairs), 100 * shared / len(words))


@cache
def transliterated(word: str) -> str:
    """By indic-transliteration's IAST, in plain lower-case letters; a Latin word as it is."""
    plain = unicodedata.normalize("NFKD", sanscript.transliterate(_in_devanagari(word), "devanagari", "iast").lower())
    return regex.sub(r"[^a-z]", "", plain)


@cache
def skeleton(word: str) -> str:
    """The consonants of a word in either script."""
    nasal = regex.sub("[ंँ]", "न्", regex.sub("[ंँ](?=[पफबभम])", "म्", _in_devanagari(word)))
    iast = sanscript.transliterate(nasal, "devanagari", "iast").lower().replace("ś", "sh").replace("ṣ", "sh")
    key = regex.sub(r"[^a-z]", "", unicodedata.normalize("NFKD", iast))
    for spelling, sound in _SKELETON:
        key = key.replace(spelling, sound)
    key = regex.sub(r"(?<=.)h", "", regex.sub("[aeiouy]", "", key))
    return str(regex.sub(r"(.)\1+", r"\1", key))


def _in_devanagari(word: str) -> str:
    moved = []
    for character in unicodedata.normalize("NFD", unicodedata.normalize("NFC", word)):
        code = ord(character)
        indic = _FIRST <= code < _LAST
        same = _OWN.get(character) or (chr(_FIRST + (code - _FIRST) % _BLOCK) if indic else character)
        moved.append(_OWN.get(same, same) if character not in _OWN else _OWN[character])
    return "".join(moved)


def run(arguments: list[str]) -> None:
    """Print a table with a row per language."""
    parser = argparse.ArgumentParser(prog="vyapari bench fold", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="the folder that holds romanisation/")
    parser.add_argument("--split", choices=["dev", "train"], default="dev", help="which files (default: dev)")
    options = parser.parse_args(arguments)
    files = sorted((options.data / "romanisation").glob(f"*.{options.split}.tsv.gz"))
    if not files:
        parser.error(f"no romanisation/*.{options.split}.tsv.gz in {options.data}")
    keys = {"skeleton": skeleton, "transliteration": transliterated, "strict": fold, "fold": loose_key}
    print("per cent: attested pairs that meet / native words that share their key")
    print(f"{'':4}{'pairs':>8}" + "".join(f"{name:>18}" for name in keys))
    for file in files:
        pairs = read_pairs(file)
        figures = [measure(pairs, key) for key in keys.values()]
        cells = "".join(f"{f'{figure.meeting:.1f} / {figure.shared:.1f}':>18}" for figure in figures)
        print(f"{file.name.split('.')[0]:4}{len(pairs):>8}{cells}", flush=True)

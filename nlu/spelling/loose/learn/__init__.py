"""Learns what `nlu.spelling.loose` knows from attested romanisations: `vyapari learn-fold --data DIR` writes `learned.json.gz`.

The romanisations (Dakshina, CC BY-SA 4.0) are not part of the project; what is kept of them is weights.
"""

from __future__ import annotations

import gzip
import json
import random
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

import regex

from nlu.spelling.loose.key import LEARNED, Model
from nlu.spelling.loose.learn.align import Romanised, align
from nlu.spelling.loose.learn.levels import Attested, Search
from nlu.spelling.loose.learn.weights import Aligned, learn
from nlu.spelling.loose.sounds import sounds_of

MOST_SHARED = 24.0
"""Per cent of the native words that levels are chosen on, mean of the languages, that may come to share their key."""
WEIGHTS = {"pa": 5.0, "hi": 2.5, "kn": 0.7}
"""By language, how much its misses count. In Punjabi and Hindi a mere skeleton of consonants lets most words meet that any
key does; so chosen, the key lets more meet than it in all ten languages, and fewer words share theirs.
"""
# Of each language's words: no weight is learned from these, and on so many of them the levels are chosen.
_KEPT_APART, _CHOSEN_ON = 2500, 1500
_SAMPLE = 14_000
_LONGEST, _MOST_SOUNDS = 21, 3
_NOT_LATIN = regex.compile(r"[^a-z]")


class _Pair(NamedTuple):
    language: str
    native: str
    sounds: str
    latin: str
    times: int


def run(data: Path, pairs: int, out: Path = LEARNED) -> None:
    """Learn from `data`/romanisation/*.train.tsv.gz, the weights from so many of its `pairs`; progress goes to stderr."""
    files = sorted((data / "romanisation").glob("*.train.tsv.gz"))
    if not files:
        raise FileNotFoundError(f"no romanisation/*.train.tsv.gz in {data}")
    to_learn, to_choose = _read(files)
    chance = random.Random(0)
    if len(to_learn) > pairs:
        to_learn = chance.sample(to_learn, pairs)
    _say(f"aligning {len(to_learn)} romanisations …")
    written = [Romanised(pair.sounds, pair.latin) for pair in to_learn]
    runs = align(written, chance.sample(written, min(_SAMPLE, len(written))))
    aligned = [
        Aligned(pair.latin, run, pair.times) for pair, run in zip(to_learn, runs, strict=True) if run is not None
    ]
    letters = {}
    for letter, learned in learn(aligned):
        letters[letter] = learned
        _say(f"  {letter}: {len(learned['contexts'])} contexts")
    plain = Model(letters, [])
    heard = {latin: plain.likeliest(latin) or latin[0] for latin in {pair.latin for pair in to_choose}}
    search = Search([Attested(p.language, p.native, p.sounds, heard[p.latin], p.times) for p in to_choose], WEIGHTS)
    for level in search.run(MOST_SHARED):
        figures = search.figures
        _say(
            f"  {level.one}{level.other} {level.size}{level.place} {figures.meeting.mean():.1f} / {figures.shared.mean():.1f}"
        )
    text = json.dumps({"letters": letters, "levels": search.as_table()}, ensure_ascii=True, separators=(",", ":"))
    out.write_bytes(gzip.compress(text.encode("ascii"), 9, mtime=0))
    _say(f"{out}: {out.stat().st_size} bytes")


def _read(files: Iterable[Path]) -> tuple[list[_Pair], list[_Pair]]:
    """The pairs to learn the weights from, and those of other words to choose the levels on."""
    to_learn: list[_Pair] = []
    to_choose: list[_Pair] = []
    for file in files:
        language = file.name.partition(".")[0]
        with gzip.open(file, "rt", encoding="utf-8") as lines:
            rows = [line.rstrip("\n").split("\t") for line in lines]
        natives = sorted({native for native, *_ in rows})
        apart = random.Random(0).sample(natives, min(_KEPT_APART, len(natives) // 5))
        chosen, left_out = frozenset(apart[:_CHOSEN_ON]), frozenset(apart)
        pairs = list(_pairs(language, rows))
        to_choose += [pair for pair in pairs if pair.native in chosen]
        to_learn += [pair for pair in pairs if pair.native not in left_out]
    return to_learn, to_choose


def _pairs(language: str, rows: Sequence[Sequence[str]]) -> Iterable[_Pair]:
    read = {native: sounds_of(native) for native, *_ in rows}
    for native, spelt, *times in rows:
        latin, sounds = _NOT_LATIN.sub("", spelt.lower()), read[native]
        if latin and sounds and len(latin) <= _LONGEST and len(sounds) <= _MOST_SOUNDS * len(latin):
            yield _Pair(language, native, sounds, latin, int(*times) if times else 1)


def _say(text: str) -> None:
    sys.stderr.write(f"{text}\n")
    sys.stderr.flush()

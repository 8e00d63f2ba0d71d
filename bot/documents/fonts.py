"""Noto Sans, cut to one script a file: `fonts/<ISO 15924>.ttf`. A new script needs its file there and nothing else."""

from __future__ import annotations

from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent / "fonts"
LATIN = FOLDER / "Latn.ttf"
LATIN_BOLD = FOLDER / "Latn-Bold.ttf"


@cache
def letters(path: Path) -> frozenset[int]:
    """The code points that a font draws."""
    from fontTools.ttLib import TTFont

    with TTFont(path, lazy=True) as font:
        return frozenset(font.getBestCmap())


def needed(text: str, script: str) -> tuple[Path, ...]:
    """The fonts beside the Latin one that draw `text`, that of `script` first: signs that several scripts share are its.

    A customer's name may be in any script, whatever the language of the document.
    """
    missing = {ord(letter) for letter in text} - letters(LATIN)
    chosen: list[Path] = []
    own = FOLDER / f"{script}.ttf"
    others = sorted(path for path in FOLDER.glob("????.ttf") if path not in (own, LATIN))
    for path in [own, *others]:
        if missing and path.exists() and path != LATIN and missing & letters(path):
            chosen.append(path)
            missing -= letters(path)
    return tuple(chosen)


@cache
def _all_letters() -> frozenset[int]:
    return letters(LATIN).union(*(letters(path) for path in FOLDER.glob("????.ttf")))


def drawable(text: str) -> str:
    """`text` without what no font has (pictures, other scripts): a box says nothing."""
    if text.isascii():
        return text
    known = _all_letters()
    kept = "".join(letter for letter in text if ord(letter) in known or letter == "\n")
    return kept.strip() or ("?" if text.strip() else "")

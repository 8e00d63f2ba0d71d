"""Learning the looser key, on a language made up for it."""

import gzip
from pathlib import Path

import pytest

from nlu.spelling.loose import learn
from nlu.spelling.loose.key import Model
from nlu.spelling.loose.learn.align import Romanised, align, run_of
from nlu.spelling.loose.learn.levels import Attested, Level, Search

WORDS = {
    "kAm": ["kaam", "kam"],
    "kam": ["kam"],
    "mAl": ["maal", "mal"],
    "Kat2a": ["khatta", "khata"],
    "sakti": ["shakti"],
}


def test_letters_are_laid_to_the_sounds_that_they_stand_for() -> None:
    pairs = [Romanised(sounds, latin) for sounds, spellings in WORDS.items() for latin in spellings]
    runs = dict(zip(pairs, align(pairs, pairs), strict=True))

    def heard(sounds: str, latin: str) -> list[str]:
        found = runs[Romanised(sounds, latin)]
        assert found is not None
        return [run_of(int(run)) for run in found]

    assert heard("mAl", "mal") == ["m", "A", "l"]
    assert heard("Kat2a", "khatta") == ["K", "", "a", "t", "2", "a"]
    assert "".join(heard("mAl", "maal")) == "mAl"


def test_another_word_is_no_romanisation() -> None:
    pairs = [Romanised(sounds, latin) for sounds, spellings in WORDS.items() for latin in spellings]
    assert align([Romanised("mAl", "qzx")], pairs) == [None]


def search() -> Search:
    """Two words that differ by an `A` nobody writes, two by an `s` that everybody does."""
    pairs = [
        *(Attested("aa", f"{c}Ab", f"{c}Ab", f"{c}ab", 3) for c in "kgm"),
        *(Attested("aa", f"{c}{s}u", f"{c}{s}u", f"{c}{s}u", 1) for c in "kgm" for s in "sS"),
    ]
    return Search(pairs, {})


def test_a_level_lets_words_meet_and_is_dear_when_others_share_their_key() -> None:
    found = search()
    assert (round(found.figures.meeting[0]), found.figures.shared[0]) == (40, 0)
    assert found.worth(Level(0, 1, "a", "A")) > 0
    assert found.worth(Level(0, 6, "s", "S")) == 0
    taken = list(found.run(most_shared=50))
    assert Level(0, 1, "a", "A") in taken
    assert (found.figures.meeting[0], found.figures.shared[0]) == (100, 0)
    assert {found.as_table()[0][1].get(sound, sound) for sound in "aA"} in ({"a"}, {"A"})


def test_a_language_that_counts_for_more_has_its_level_first() -> None:
    pairs = [
        Attested(language, f"{c}{one}b", f"{c}{one}b", f"{c}{other}b", 1)
        for language, one, other in (("aa", "A", "a"), ("bb", "i", "u"))
        for c in "kgm"
    ]
    long_a, i_is_u = Level(0, 1, "a", "A"), Level(0, 1, "i", "u")
    alike, weighed = Search(pairs, {}), Search(pairs, {"bb": 3.0})
    assert alike.worth(long_a) == alike.worth(i_is_u)
    assert weighed.worth(i_is_u) > weighed.worth(long_a) > 0


def test_dropped_sounds_leave_the_key() -> None:
    nothing: list[list[dict[str, str]]] = [[{} for _ in range(8)] for _ in range(4)]
    nothing[0][1] = {"a": "", "A": ""}
    model = Model({}, nothing)
    assert (model.key_of_sounds("kAm"), model.key_of_sounds("kim"), model.key_of_letters("kam")) == ("km", "kim", "km")


def test_what_is_learned_is_written_and_the_same_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "romanisation"
    folder.mkdir()
    consonants, vowels = {"क": "k", "म": "m", "ल": "l", "र": "r", "स": "s"}, {"ा": "aa", "ि": "i", "ु": "u"}
    lines = [
        f"{a}{v}{b}{w}\t{consonants[a]}{latin}{consonants[b]}{vowels[w][:1]}\t2"
        for a in consonants
        for b in consonants
        for v in vowels
        for w in vowels
        for latin in {vowels[v], vowels[v][:1]}
    ]
    (folder / "hi.train.tsv.gz").write_bytes(gzip.compress("\n".join(lines).encode()))
    monkeypatch.setattr(learn, "MOST_SHARED", 10.0)
    for name in ("one", "other"):
        learn.run(tmp_path, 1000, tmp_path / name)
    assert (tmp_path / "one").read_bytes() == (tmp_path / "other").read_bytes()
    with pytest.raises(FileNotFoundError):
        learn.run(tmp_path / "one", 1000)

"""The words of the retailer's page: complete in each language, in its own script, each of them used."""

from __future__ import annotations

import pytest
import regex

from bot.dashboard import pages
from bot.dashboard.wording import PREFIX, tags, wording_for, words
from bot.replies.template import names
from bot.replies.texts import languages

MISSING: set[str] = set()
"""Not written yet: their retailers see the page in English. Whoever writes one takes it out of here."""
LONGEST = 90
MOST = 64
ENGLISH = words("en")
LATIN_IN_ANY_SCRIPT = regex.compile(r"\{[^}]*\}|\b(?:REORDER|dashboard)\b")
USED = regex.compile(r"""\bt\("([a-z_]+)"|word="([a-z_]+)"|"(link_[a-z]+)\"""")


def test_every_language_has_words_or_is_listed_as_missing() -> None:
    assert set(tags()) | MISSING == set(languages())
    assert set(tags()) & MISSING == set()


@pytest.mark.parametrize("tag", tags())
def test_a_language_has_every_word_and_no_other(tag: str) -> None:
    assert words(tag).keys() == ENGLISH.keys()
    assert len(ENGLISH) <= MOST


@pytest.mark.parametrize("tag", tags())
def test_a_word_shows_the_same_values_in_every_language_and_is_short(tag: str) -> None:
    own = words(tag)
    assert {key: names(text) for key, text in own.items()} == {key: names(text) for key, text in ENGLISH.items()}
    assert [key for key, text in own.items() if not 0 < len(text) <= LONGEST] == []


@pytest.mark.parametrize("tag", tags())
def test_a_word_is_in_its_languages_script(tag: str) -> None:
    letter = regex.compile(rf"[\p{{Script={languages()[tag].script}}}\p{{Script=Inherited}}]")
    said = {key: LATIN_IN_ANY_SCRIPT.sub("", text) for key, text in words(tag).items()}
    foreign = [
        key for key, text in said.items() if not all(letter.match(c) for c in regex.findall(r"[\p{L}\p{M}]", text))
    ]
    assert foreign == []


def test_every_word_is_used_and_every_word_used_is_there() -> None:
    sources = [*pages.HERE.glob("*.py"), *(pages.HERE / "templates").glob("*.html")]
    found = {
        name for path in sources for match in USED.findall(path.read_text(encoding="utf-8")) for name in match if name
    }
    assert found == set(ENGLISH)


def test_a_language_without_words_has_the_whole_page_in_english() -> None:
    for language, script in (("ks", "Arab"), *((tag.partition("-")[0], languages()[tag].script) for tag in MISSING)):
        wording = wording_for(language, script)
        assert (wording.tag, wording.t("stock")) == ("en", "Stock")


def test_plurals_follow_the_number() -> None:
    english = wording_for("en", "Latn")
    assert [english.t("sales", count=count) for count in (1, 2)] == ["1 sale", "2 sales"]
    assert PREFIX + "sales" in english.language.texts

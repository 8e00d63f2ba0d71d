"""The console's words: the same keys in both languages, every one of them used, every one that is used there; answers ready in
every language."""

from __future__ import annotations

from pathlib import Path

import pytest
import regex

from actions import registry
from bot.console import canned, pages, words
from bot.console.frames import intents
from bot.replies.texts import languages
from domain.agents.rules import ROLES
from nlu.lexicon import tags

HERE = Path(pages.__file__).parent
SOURCES = [*HERE.rglob("*.html"), *HERE.rglob("*.py")]
BUILT = {
    # Keys that a template makes of a name.
    *(f"{area}.{row['name']}" for area in ("intent", "heard") for row in intents()),
    *(f"heard.{name}" for name in registry.WISHES),
    # Checked against what a message's trace may hold: tests/unit/bot/console/test_traces.py.
    *(
        key
        for key in words.catalogue("en")
        if key.startswith(("decision.", "source.", "entity.", "doubt.", "settled."))
    ),
    *(f"nav.{name}" for name, _ in pages.NAVIGATION),
    *(f"canned.{key}" for key in canned.catalogue()["en"]),
    *(f"accounts.role_{role}" for role in ROLES),
}
KEY = regex.compile(r"""["'](?P<key>[a-z]+\.[a-z_0-9]+)["']""")
PREFIX = regex.compile(
    r"""["'](?P<joined>[a-z]+\.[a-z_]*)["']\)?\s*(?:~|if\b)|["'](?P<either>[a-z]+\.)["']|f["'](?P<filled>[a-z]+\.[a-z_]*)\{"""
)


def source() -> str:
    return "\n".join(path.read_text(encoding="utf-8") for path in SOURCES)


def prefixes() -> set[str]:
    """The beginnings of keys that are put together: `t("intent." ~ name)`."""
    return {found["joined"] or found["either"] or found["filled"] for found in PREFIX.finditer(source())}


def test_both_languages_have_the_same_keys_with_the_same_placeholders() -> None:
    english, hindi = words.catalogue("en"), words.catalogue("hi")
    assert english.keys() == hindi.keys()
    for key, text in english.items():
        assert fields(text) == fields(hindi[key]), key


def fields(text: str) -> list[str]:
    return sorted(regex.findall(r"\{(\w+)\}", text))


def test_every_key_that_is_used_is_there_and_every_one_there_is_used() -> None:
    areas = {key.split(".")[0] for key in words.catalogue("en")}
    used = {
        key for key in KEY.findall(source()) if key.split(".")[0] in areas and not key.endswith((".html", ".py", "_"))
    }
    known = set(words.catalogue("en"))
    assert used - known == set()
    assert known >= BUILT
    together = tuple(sorted(prefixes()))
    assert {key for key in known - used - BUILT if not key.startswith(together)} == set()


@pytest.mark.parametrize("language", words.LANGUAGES)
def test_no_text_is_empty_or_in_another_script(language: str) -> None:
    for key, text in words.catalogue(language).items():
        assert text.strip() == text != "", key
        # A brand or a key of the keyboard is the same in both.
        if language == "hi" and text != words.catalogue("en")[key]:
            assert regex.search(r"\p{Devanagari}", text), key


def test_every_language_that_replies_are_written_in_has_answers_ready() -> None:
    native = {tag for tag in languages() if "-" not in tag}
    assert set(canned.catalogue()) == native | {"hi-Latn"}
    assert len(native) == 11


@pytest.mark.parametrize("tag", sorted(canned.catalogue()))
def test_ready_answers_are_in_their_script_with_the_same_variables(tag: str) -> None:
    script = tags()[tag]
    english = canned.catalogue()["en"]
    texts = canned.catalogue()[tag]
    assert texts.keys() == english.keys()
    for key, text in texts.items():
        assert fields(text) == fields(english[key]), key
        plain = regex.sub(r"\{\w+\}|VyapariAI|Maggi", "", text)
        assert regex.findall(rf"(?!\p{{Script={script}}})\p{{L}}", plain) == [], key
        assert regex.search(r"\b(STOP|QUIT|END|CANCEL|YES)\b", text) is None, key
        assert f"canned.{key}" in words.catalogue("en")
    filled = canned.replies(tag.partition("-")[0], script, customer="Asha", shop="Asha {agent} Stores", agent="Meena")
    assert "Asha {agent} Stores" in filled["mended"]
    assert "Meena" in filled["greet"]
    unnamed = canned.replies(tag.partition("-")[0], script, customer="", shop="", agent="Meena")["greet"]
    assert "  " not in unnamed
    assert " ," not in unnamed

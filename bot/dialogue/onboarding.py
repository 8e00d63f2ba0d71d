"""A stranger becomes a shop: consent, the shop's name, its kind, and it is open. Pure but for `greet`'s caller.

What was answered so far stands in the conversation, without a limit of time: who comes back goes on where they were.
No step needs the model.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any, Literal

import regex
import yaml

from actions.contract import Choice, Reply
from bot.replies.texts import languages as texts
from domain.stores.starters import KINDS
from nlu.lexicon import languages, taught
from nlu.spelling.fold import fold
from nlu.spelling.normalise import normalise

VERSION = "onboarding-1"
"""Of what is kept in `Conversation.question`; not one of dialogue/state.py's, which so forgets it."""
PATIENCE = 2
"""So many answers that name no kind of shop, and it is of no special kind."""
LONGEST_NAME = 60
MOST_WORDS = 7
AGREE = (Choice("yes", "choice.agree"), Choice("no", "choice.not_now"))
Step = Literal["consent", "name", "kind"]
_TALK = frozenset({"greet", "help", "affirm", "deny", "cancel", "thank", "goodbye", "undo", "opt_in"})
_LETTERS = regex.compile(r"\p{L}")
_EDGES = regex.compile(r"^[\s\"'“”.,:;!?-]+|[\s\"'“”.,:;!?-]+$")


@dataclass(frozen=True)
class Begun:
    """What a stranger has answered so far, and the step that is asked now."""

    step: Step = "consent"
    agreed_at: datetime | None = None
    notice_language: str = ""
    name: str = ""
    place: str = ""
    kind: str = ""
    """Set when nothing is missing any more."""
    fixed_language: str | None = None
    missed: int = 0
    """Answers in a row that were none."""


@dataclass(frozen=True)
class Said:
    """A stranger's message."""

    text: str
    now: datetime
    language: str
    """Of the conversation, with its script: `ta-Taml`."""
    button: str | None = None
    intent: str | None = None
    """Of a command or a known phrase; None for anything else."""
    answered_in: str = ""
    """The language of the answer, which follows theirs."""


def load(kept: dict[str, Any] | None) -> Begun | None:
    """What `dump` wrote; None when nothing was begun."""
    if kept is None or kept.get("version") != VERSION:
        return None
    # What a way back to the assistant needs stands beside it.
    values = {name: value for name, value in kept.items() if name in Begun.__dataclass_fields__}
    agreed = values.get("agreed_at")
    return Begun(**{**values, "agreed_at": datetime.fromisoformat(agreed) if agreed else None})


def dump(begun: Begun) -> dict[str, Any]:
    """What was answered so far, as JSON."""
    agreed = begun.agreed_at.isoformat() if begun.agreed_at else None
    return {"version": VERSION, **begun.__dict__, "agreed_at": agreed}


def advance(begun: Begun | None, said: Said) -> tuple[Begun | None, tuple[Reply, ...]]:
    """Where a message brings a stranger, and what is answered.

    None when they did not agree: nothing is kept. No replies when nothing is missing any more (`kind` is set).
    """
    if begun is None:
        return Begun(), (question(Begun()),)
    if begun.step == "consent":
        return _consent(begun, said)
    return _name(begun, said) if begun.step == "name" else _kind(begun, said)


def question(begun: Begun) -> Reply:
    """What is asked at a step; after an answer to the notice that was none, only its question."""
    if begun.step == "consent":
        return Reply("onboarding.consent" if begun.missed else "onboarding.notice", choices=AGREE)
    if begun.step == "name":
        return Reply("onboarding.ask_name")
    kinds = tuple(Choice(f"kind:{kind}", f"shop_kind.{kind}") for kind in KINDS)
    return Reply("onboarding.ask_kind", {"shop": begun.name}, kinds)


def _consent(begun: Begun, said: Said) -> tuple[Begun | None, tuple[Reply, ...]]:
    bare = normalise(said.text).strip()
    agrees = said.button == "yes" or bare == "1" or said.intent == "affirm" or _is_title("choice.agree", bare)
    agrees = agrees or _key(bare) in _words()["agrees"]
    refuses = (
        said.button == "no" or bare == "2" or said.intent in ("deny", "cancel") or _is_title("choice.not_now", bare)
    )
    if agrees:
        agreed = replace(begun, step="name", agreed_at=said.now, notice_language=said.language, missed=0)
        return agreed, (question(agreed),)
    if refuses:
        return None, (Reply("onboarding.declined"),)
    return _again(begun, said)


def _name(begun: Begun, said: Said) -> tuple[Begun | None, tuple[Reply, ...]]:
    name, _, place = said.text.partition(",")
    name, place = (_EDGES.sub("", " ".join(part.split())) for part in (name, place))
    plausible = bool(_LETTERS.search(name)) and len(name) <= LONGEST_NAME and len(name.split()) <= MOST_WORDS
    if not plausible or said.intent in _TALK or name[0].isdecimal():
        return _again(begun, said)
    named = replace(begun, step="kind", name=name, place=place[:LONGEST_NAME], missed=0)
    return named, (question(named),)


def _kind(begun: Begun, said: Said) -> tuple[Begun | None, tuple[Reply, ...]]:
    kind = find_kind(said.text, said.button)
    if kind is None and said.intent in ("affirm", "greet", "help"):
        return _again(begun, said)
    if kind is None and begun.missed + 1 < PATIENCE:
        return _again(begun, said)
    return replace(begun, kind=kind or "other"), ()


def _again(begun: Begun, said: Said) -> tuple[Begun, tuple[Reply, ...]]:
    if said.answered_in != said.language and begun.step == "consent":
        # The notice is due in the language in which they go on.
        begun = replace(begun, missed=0)
        return begun, (question(begun),)
    # Who greets or asks for help hears the question again, without having been misunderstood.
    missed = begun.missed if said.intent in ("greet", "help", "opt_in") else begun.missed + 1
    told = () if missed == begun.missed else (Reply("dialogue.again"),)
    again = replace(begun, missed=missed)
    return again, (*told, question(again))


def find_kind(text: str, button: str | None = None) -> str | None:
    """The kind of shop that an answer names: by button, number, its title in any language, or another word for it."""
    if button is not None and button.removeprefix("kind:") in KINDS:
        return button.removeprefix("kind:")
    bare = normalise(text).strip(" .")
    if bare.isdecimal():
        return KINDS[int(bare) - 1] if 1 <= int(bare) <= len(KINDS) else None
    found = {kind for word in bare.split() for kind in [_kind_words().get(fold(word))] if kind}
    found = found - {"other"} or found
    return next(iter(found)) if len(found) == 1 else None


def find_language(text: str) -> str | None:
    """The code of the language that a message names or asks for and nothing more: "Tamil", "தமிழ்", "talk in Tamil"; None for
    anything else.
    """
    names, asking = _language_names(), _words()["asks_language"]
    key = _key(text)
    if key in names:
        return names[key]
    others = [word for word in normalise(text).strip(" .!").split() if fold(word) not in asking]
    if len(others) != 1 or _key(others[0]) == key:
        return None
    if _key(others[0]) in names:
        return names[_key(others[0])]
    # With a case ending, "ಕನ್ನಡದಲ್ಲಿ", for which the name's last sign may go: "മലയാളത്തിൽ".
    own = {row.autonym[:-1]: row.code for row in languages() if row.code in taught() and row.scripts[0] != "Latn"}
    return next((code for stem, code in own.items() if others[0].startswith(stem)), None)


def _key(text: str) -> str:
    return " ".join(fold(word) for word in normalise(text).strip(" .!").split())


@cache
def _words() -> dict[str, frozenset[str]]:
    listed: dict[str, list[str]] = yaml.safe_load(Path(__file__).with_name("sign_up.yml").read_text(encoding="utf-8"))
    return {what: frozenset(_key(word) for row in rows for word in row.split(",")) for what, rows in listed.items()}


def _is_title(key: str, bare: str) -> bool:
    titles = (language.texts[key].text for language in texts().values() if key in language.texts)
    return any(normalise(title).strip().casefold() == bare.casefold() for title in titles)


@cache
def _kind_words() -> dict[str, str]:
    path = Path(__file__).with_name("shop_kinds.yml")
    listed: dict[str, list[str]] = yaml.safe_load(path.read_text(encoding="utf-8"))
    words = {fold(word): kind for kind, names in listed.items() for word in names}
    of_titles: dict[str, set[str]] = defaultdict(set)
    for kind in KINDS:
        for language in texts().values():
            title = language.texts.get(f"shop_kind.{kind}")
            for word in normalise(title.text).split() if title else ():
                if len(word) > 2:
                    of_titles[fold(word)].add(kind)
    # "கடை" is a shop of any kind: a word of several titles tells none.
    return {**{word: next(iter(kinds)) for word, kinds in of_titles.items() if len(kinds) == 1}, **words}


@cache
def _language_names() -> dict[str, str]:
    names = {}
    for row in languages():
        if row.code in taught():
            shown = [language.name_of(row.code) for language in texts().values()]
            for name in (row.name, row.autonym, *shown):
                names[" ".join(fold(word) for word in normalise(name).split())] = row.code
    return names

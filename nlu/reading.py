"""A message while it is being read: its tokens, which of them have told something, and the fields found so far."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import regex

from nlu.contract import Frame, Heard, Parse
from nlu.lexicon import Lexicon
from nlu.names.called import is_of_a_trade
from nlu.names.namesakes import is_name
from nlu.names.products import Catalogue
from nlu.names.roles import ROLES
from nlu.quantities.figures import Figure
from nlu.spelling.tokens import Token, tokenise
from nlu.words.endings import without_ending
from nlu.words.language import detect, lexicon_at_hand

_ORDINAL = regex.compile(r"\d{1,2}(st|nd|rd|th)")
_TELLING = ("separators", "credit", "payment", "currency", "units", "price", "total", "language_names", "price_before")


@dataclass(frozen=True)
class Reading:
    """A frame and what the words left open."""

    frame: Frame
    leftover: tuple[str, ...] = ()
    """Numbers that nothing used, and words that nobody knows."""
    numbers_left: int = 0
    """How many of these are numbers, in digits or in words."""
    unused: tuple[str, ...] = ()
    """Everyday words that told nothing: a short command has none."""
    strange: tuple[str, ...] = ()
    """Those of them that training showed hardly ever, or only as names."""
    unknown: tuple[str, ...] = ()
    """Those of the everyday words that no vocabulary has, whatever training showed."""
    lost: int = 0
    """Words of measure, of money and of size that told nothing."""
    taker_untold: bool = False
    """Whether somebody is said to have taken goods, words before them told nothing, and nobody is named."""
    beside_name: int = 0
    """Words that stand right beside a name and told nothing: may be part of it."""
    words: int = 0
    """Tokens of the whole message."""
    ambiguous: bool = False
    misfits: bool = False
    """Whether a quantity was said in a unit that the product does not come in, or the goods do not go with the intent."""
    goods: bool = False
    """Whether what is written on an account are goods of the store with their counts, and no rupees."""
    adds_up: bool = False
    """Whether the rupees said are just what the goods said are sold for."""


class Message:
    """Collects a frame's fields, keeping account of the tokens that each has used."""

    def __init__(self, parse: Parse, tokens: tuple[Token, ...], catalogue: Catalogue, heard: Heard) -> None:
        self.parse, self.tokens, self.catalogue, self.heard = parse, tokens, catalogue, heard
        self.intent = parse.intent
        language, script = detect(tokens, heard.language, parse.languages)
        self.lexicon: Lexicon = lexicon_at_hand(tokens, heard.language, parse.languages)
        self.used: set[int] = set()
        self.fields: dict[str, Any] = {"intent": parse.intent, "language": language, "script": script}
        self.ambiguous = self.misfits = self.goods = self.counts_goods = self.adds_up = False
        self.named = frozenset(
            index
            for mention in catalogue.find(tokens, self.lexicon)
            if mention.scores and not mention.slip
            for index in range(mention.start, mention.end)
        )
        """Tokens that name products of the store, whatever else they may mean."""
        self.unbound: list[Figure] = []
        self.names: list[tuple[int, int]] = []
        """Where the names of people, firms and shops stand."""
        self.people: list[tuple[int, int]] = []
        """Those of them that are no places."""
        self.old_value: Decimal | None = None
        self.denies_name = False

    def use(self, start: int, end: int) -> None:
        """Mark tokens as having told something."""
        self.used |= set(range(start, end))

    def use_figures(self, figures: Sequence[Figure]) -> None:
        """Mark the figures' tokens."""
        for figure in figures:
            self.use(figure.start, figure.end)

    def unused(self) -> tuple[Token, ...]:
        """Words that told nothing."""
        told = set(self.used)
        for name in _TELLING:
            for _, start, end in self.lexicon.table(name).occurrences(self.tokens):
                told |= set(range(start, end))
        return tuple(t for t in self.tokens if t.is_word and t.index not in told)

    def strange(self) -> tuple[str, ...]:
        """Words that told nothing and that training showed hardly ever, or only as names."""
        told = self.parse.unfamiliar or frozenset()
        return tuple(t.text for t in self.unused() if t.start in told and len(t.text) > 2)

    def unknown(self) -> tuple[str, ...]:
        """Words that told nothing and that no vocabulary has."""
        return tuple(t.text for t in self.unused() if len(t.text) > 2 and not self.lexicon.knows(t))

    def beside_name(self) -> int:
        """How many words right beside a name told nothing and are no everyday ones."""
        # An inflected name ends there: after "രമേശിനെ" comes the verb.
        endings = self.lexicon.case_endings
        open_ended = [
            end for _, end in self.names if (last := self.tokens[end - 1].text) == without_ending(last, endings)
        ]
        edges = {start - 1 for start, _ in self.names} | set(open_ended)
        return sum(token.index in edges and not self.lexicon.spells(token) for token in self.unused())

    def lost(self) -> int:
        """How many words of measure, of money and of size told nothing."""
        kept = self.used | self.named
        # "Taka kal debe": of what is owed, money is no sum.
        names = ("units", "sizes") if self.credit_said() else ("units", "sizes", "currency")
        # English "no" is a number's sign, and a denial: "no no, it was 3 kg".
        denies, of = self.lexicon.table("old_before"), self.lexicon.table("amount_of")
        found = [
            (name, start, end)
            for name in names
            for _, start, end in self.lexicon.table(name).occurrences(self.tokens)
            if not (end == start + 1 and any(table.spells(self.tokens[start]) for table in (denies, of)))
        ]
        return sum(all(self.tokens[i].is_word and i not in kept for i in range(start, end)) for _, start, end in found)

    def taker_untold(self) -> bool:
        """Whether somebody took goods, by the verb and by words before all else that told nothing, and nobody is named."""
        took = self.lexicon.table("took_away").occurrences(self.tokens)
        if not took or self.names or self.intent != "record_sale":
            return False
        first = min(self.used | self.named, default=0)
        someone = self.lexicon.table("someone")
        before = [token for token in self.unused() if token.index < first]
        return bool(before) and not any(someone.match((token,), 0) for token in before)

    def guesses_everyday(self) -> bool:
        """Whether a name that only its place tells is a word that training showed otherwise: of "haat theke" a market.

        A real name is hardly ever anything else; with a word of respect, or a firm's, it is one all the same.
        """
        seen, tables = self.parse.unfamiliar, ("honorifics", "firm_words", "firm_openers")
        if seen is None:
            return False
        labelled = {(e.start, e.end) for e in self.parse.entities if e.name in ROLES}
        spans = [self.tokens[start:end] for start, end in self.people]
        guessed = [s for s in spans if not any(a < s[-1].end and s[0].start < b for a, b in labelled)]
        # Of a sale on no account nobody need be named: "makklige 5 eclairs" went to the children.
        needless = self.intent == "record_sale" and not self.credit_said()
        return any(
            (needless or any(t.start not in seen for t in span if t.is_word and len(t.text) > 1))
            and not any(self.lexicon.table(name).match((t,), 0) for t in span for name in tables)
            and not self._is_kin_of_somebody(span)
            and not (len(span) > 1 and is_of_a_trade(span[-1], self.lexicon))
            and not any(is_name(t, self.lexicon) for t in span)
            for span in guessed
        )

    def _is_kin_of_somebody(self, span: Sequence[Token]) -> bool:
        """Whether a name of several words ends in one of kin, in whatever case: "রিয়ার মাকে", to Riya's mother."""
        last = tokenise(without_ending(span[-1].text, self.lexicon.case_endings))
        return len(span) > 1 and self.lexicon.table("kin").match(last, 0) is not None

    def credit_said(self) -> bool:
        """Whether something is put on an account: in so many words, or because its buyer will pay another day."""
        # The "khata" of "classmate khata" is a notebook, that of "Gouranga ra khata re" an account.
        credit = [
            start
            for _, start, end in self.lexicon.table("credit").occurrences(self.tokens)
            if start not in self.named or (end > start + 1 and start - 1 not in self.named)
        ]
        told = credit or self._promises() or self._on_their_account() or self._ends_in_balance()
        return bool(told) and not self.lexicon.table("no_credit").occurrences(self.tokens)

    def _ends_in_balance(self) -> bool:
        """Whether a sale's last word is that for what is owed: "kannan oru kilo vengayam baaki"."""
        last = self.tokens[-1:]
        owed = bool(last) and self.lexicon.table("owed").spells(last[0]) and last[0].index not in self.named
        return owed and self.intent == "record_sale" and not any(token.is_number for token in self.tokens[-2:-1])

    def _on_their_account(self) -> bool:
        """Whether something goes on an account that is told by its owner's name: "on Imran's tab", "kamala akka peru meeda"."""
        found = self.lexicon.table("accounts").occurrences(self.tokens)
        endings = self.lexicon.case_endings
        owned = any(
            start > 0 and (owner := self.tokens[start - 1].text) != without_ending(owner, endings)
            for _, start, _ in found
        )
        return owned or self._in_somebodys_name()

    def _in_somebodys_name(self) -> bool:
        """Whether "in the name of" stands right behind the one it names, and no money did: "mina boudir namey 2to lux"."""
        owners, genitive = {end for _, end in self.people}, self.lexicon.table("genitive")
        owners |= {end + 1 for end in owners if genitive.match(self.tokens, end) is not None}
        told = any(start in owners for _, start, _ in self.lexicon.table("in_name").occurrences(self.tokens))
        return told and not self.lexicon.table("payment").occurrences(self.tokens)

    def _promises(self) -> bool:
        """Whether a buyer will pay later: "he'll settle", and "I'll give" of money or as somebody's words."""
        if self.lexicon.table("promise").occurrences(self.tokens):
            return True
        own = self.lexicon.table("promise_own").occurrences(self.tokens)
        return bool(own) and bool(self.lexicon.table("promise_of").occurrences(self.tokens))

    def numbers_left(self) -> tuple[str, ...]:
        """Numbers that bind to nothing, as said."""
        numbers = [
            " ".join(t.text for t in self.tokens[f.start : f.end]) for f in self.unbound if not self._is_said_twice(f)
        ]
        return (*numbers, *(t.text for t in self.tokens if t.is_number and t.index not in self.used))

    def _is_said_twice(self, figure: Figure) -> bool:
        """Whether a number only says once more the one beside it: either of "pacchi pacchi de", at 25 each."""
        words = [token.lower for token in self.tokens]
        return words[figure.start] in (*words[figure.start - 1 : figure.start], *words[figure.end : figure.end + 1])

    def words_left(self) -> tuple[str, ...]:
        """Unknown words in a message that writes."""
        return tuple(
            token.text
            for token in self.tokens
            if token.is_word and len(token.text) > 2 and token.index not in self.used and self._is_strange(token)
            # "Will settle on 5th" counts nothing.
            if not _ORDINAL.fullmatch(token.lower)
        )

    def _is_strange(self, token: Token) -> bool:
        """Whether neither the vocabulary nor the training sentences have a word."""
        told = self.parse.unfamiliar
        return not self.lexicon.knows(token) and (told is None or token.start in told)

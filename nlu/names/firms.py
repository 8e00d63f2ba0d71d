"""Firms and shops by name: where the name of one begins and ends, and which words say that it is one."""

from __future__ import annotations

from collections.abc import Sequence

from nlu.lexicon import Lexicon
from nlu.spelling.tokens import Token, tokenise
from nlu.words.endings import stems


def is_firm(token: Token, lexicon: Lexicon) -> bool:
    """A firm's word that says more than "shop": "Lulu", "market", "traders"."""
    firm = lexicon.table("firm_words").match((token,), 0) is not None
    return firm and lexicon.table("store_words").match((token,), 0) is None


def is_store_word(token: Token, lexicon: Lexicon) -> bool:
    """Whether a word is "dukan", "shop", "branch", also with a case ending."""
    table = lexicon.table("store_words")
    return any(
        table.whole(tokenise(form)) is not None for form in (token.text, *stems(token.text, lexicon.case_endings))
    )


def is_shop_of(tokens: Sequence[Token], index: int, lexicon: Lexicon) -> bool:
    """Whether right behind the word at `index`, what is sold, a firm's or a shop's word follows: "tea stall", "book depot"."""
    return end_of_firm(tokens, index + 1, lexicon) > index + 1


def ends_a_firm(token: Token, lexicon: Lexicon) -> bool:
    """Whether a word is "traders", "stores", also with a case ending: "Balaji traders" is a firm, whatever Balaji makes."""
    firm = lexicon.table("firm_words")
    inflected = stems(token.text, lexicon.case_endings)
    return firm.match((token,), 0) is not None or any(firm.spells(tokenise(stem)[0]) for stem in inflected)


def start_of_firm(tokens: Sequence[Token], start: int, lexicon: Lexicon) -> int:
    """Where a firm's name begins that has initials, or words like "new" and "maa" before it."""
    openers = lexicon.table("firm_openers")
    while start > 0 and openers.spells(tokens[start - 1]):
        start -= 1
    while start > 0 and len(tokens[start - 1].text) == 1 and tokens[start - 1].text.isupper():
        # "Order mere dao S K enterprise e".
        start -= 1
    return 0 if _are_initials(tokens[:start], lexicon) else start


def _are_initials(tokens: Sequence[Token], lexicon: Lexicon) -> bool:
    """Whether words are letters that a firm's name begins with: "R K traders", കെ പി ട്രേഡേഴ്സ്."""
    table = lexicon.table("initials")
    return all((len(token.text) == 1 and token.text.isalpha()) or table.spells(token) for token in tokens)


def end_of_firm(tokens: Sequence[Token], end: int, lexicon: Lexicon) -> int:
    """Where a firm's name ends that goes on with "traders", "and sons", "& co"."""
    firm, joins = lexicon.table("firm_words"), lexicon.table("firm_joins")
    while end < len(tokens):
        joined = int(joins.match(tokens[end : end + 1], 0) is not None)
        last = tokens[end + joined : end + joined + 1]
        inflected = last and any(firm.spells(tokenise(stem)[0]) for stem in stems(last[0].text, lexicon.case_endings))
        found = firm.match(tokens, end + joined)
        if found is None and not inflected:
            break
        end += joined + (found[1] if found is not None else 1)
    return end


def is_place(name: str, lexicon: Lexicon) -> bool:
    """Whether a name is that of a market or a town, which sells nothing itself: "Crawford market", "Azadpur", "haat"."""
    last = tokenise(name)[-1:]
    market = lexicon.table("markets").match(last, 0) is not None
    return market or any(
        token.lower.endswith(word) for token in last for word in lexicon.table("place_endings").words()
    )

"""Whose a message is where the model labelled nobody: the likeliest run of words that are no everyday words.

Best is one with a case particle ("ko", "ne", "to") beside it.
"""

from __future__ import annotations

from collections.abc import Sequence

from nlu.lexicon import Lexicon, together
from nlu.names.called import (
    Name,
    end_of_kin,
    is_of_a_trade,
    is_of_account,
    is_own_respect,
    is_respect,
    start_of_title,
    text_of,
    with_grown_respect,
)
from nlu.names.firms import end_of_firm, ends_a_firm, is_firm, is_store_word, start_of_firm
from nlu.names.namesakes import is_name
from nlu.spelling.tokens import Token, tokenise
from nlu.words.endings import stems, without_ending

_LONGEST_NAME = 4
_SHORTEST_KIN = {True: 4, False: 3}
"""Letters of a word of respect that is a name alone: "chacha", "आजी", by whether they are Latin."""
_EVERYDAY_LETTERS = 4
"""A shorter word may as well be the beginning of a name."""


def guess_name(
    tokens: Sequence[Token], lexicon: Lexicon, used: frozenset[int], role: str, needs_cue: bool, intent: str = ""
) -> Name | None:
    """The likeliest name of a `role` among the words not `used`; None when none has what a name needs."""
    best: tuple[int, int, Name] | None = None
    for start, end in _runs(tokens, lexicon, used, role):
        cue = _cue(tokens, start, end, lexicon, role, intent)
        if not cue and role == "customer" and start == 0 and end in used and is_name(tokens[0], lexicon):
            # "Ghanshyam gillette guard 3 lai gyo": a known name, and goods that were taken.
            cue = int(intent == "record_return" or bool(lexicon.table("took_away").occurrences(tokens)))
        capital = tokens[start].text[:1].isupper() and not all(token.text.isupper() for token in tokens)
        # "Bulb chalto nathi kahine Dineshbhai pachho muki gaya": of all words only who is called so can bring it back.
        brings = intent == "record_return" and is_called_with_respect(tokens[end - 1 : end], lexicon)
        if needs_cue and not cue and not (brings and role == "customer"):
            continue
        beside_number = any(0 <= i < len(tokens) and tokens[i].is_number for i in (start - 1, end))
        # Who buys on credit or pays is called with respect wherever the story comes to them: "aaj gurmeet bhaji …".
        person = role == "customer" and (
            brings or (not needs_cue and is_called_with_respect(tokens[start:end], lexicon))
        )
        rank = 4 * cue + 5 * person + 2 * capital + (1 if start == 0 else 0) + int(beside_number)
        if not rank and intent != "switch_store":
            # Who only says to change to another store can name nothing else.
            continue
        name = Name(start, end, text_of(tokens, start, end, lexicon, role, intent))
        if best is None or rank > best[0]:
            best = (rank, -start, name)
    if best is None and role == "shop":
        return _written_firm(tokens, lexicon, used)
    return best[2] if best else None


def _written_firm(tokens: Sequence[Token], lexicon: Lexicon, used: frozenset[int]) -> Name | None:
    """A firm of everyday words that are written as a name is: "at Daily Needs store"."""
    for end in range(2, len(tokens)):
        start = end
        while start and tokens[start - 1].text.istitle() and start - 1 not in used:
            start -= 1
        if 0 < start < end and end not in used and ends_a_firm(tokens[end], lexicon):
            return Name(start, end + 1, " ".join(token.text for token in tokens[start : end + 1]))
    return None


def is_called_with_respect(span: Sequence[Token], lexicon: Lexicon) -> bool:
    """Whether a name ends in a word of respect, its own or grown onto it: "Shaji annan", "Ramilaben", ಶಂಕರಣ್ಣ."""
    if len(span) > 1 and is_respect(span[-1], lexicon):
        return True
    return with_grown_respect(span[-1].lower, lexicon, lexicon.case_endings) is not None


def _runs(tokens: Sequence[Token], lexicon: Lexicon, used: frozenset[int], role: str) -> list[tuple[int, int]]:
    """Stretches of words that may be a name: unknown words, and after them respect words or a firm's "traders"."""
    tail = "honorifics" if role == "customer" else "firm_words"
    runs = []
    index = 0
    while index < len(tokens):
        opened = role != "customer" and start_of_firm(tokens, index, lexicon) < index
        followed = lexicon.table(f"{role}_after").match(tokens, index + 1) is not None
        followed = followed or (role == "customer" and _is_respect_twice(tokens, index, lexicon))
        may_begin = _may_begin(tokens[index], lexicon, used, role, is_followed=followed)
        may_begin = may_begin or (role == "customer" and _is_respected(tokens, index, lexicon, used))
        may_begin = may_begin or (role != "customer" and _names_a_firm(tokens, index, lexicon, used))
        # "জয় মা তারা স্টোর্স": what "jay maa" opens and "stores" ends is a firm, everyday words and all.
        ends = is_firm(tokens[index], lexicon) or end_of_firm(tokens, index + 1, lexicon) > index + 1
        if not may_begin and not (opened and ends and index not in used):
            index += 1
            continue
        start = start_of_firm(tokens, index, lexicon) if role != "customer" else index
        index += 1
        while index < len(tokens) and index not in used and index - start < _LONGEST_NAME:
            token = tokens[index]
            joins = lexicon.table(tail).match(tokens[index : index + 1], 0) is not None
            # "Gupta ji ko bolo 10 kg besan bhej de": suppliers are called so too.
            joins = joins or (role in ("customer", "supplier") and is_respect(token, lexicon))
            if role == "customer" and lexicon.table("customer_after").spells(token):
                # "Nikka da 90 rupaye": Bengali's brother is Punjabi's "of".
                joins = joins and is_own_respect(token, lexicon)
            joins = joins or (role == "customer" and is_of_a_trade(token, lexicon))
            firm_goes_on = role != "customer" and (after := end_of_firm(tokens, index, lexicon)) > index + 1
            if firm_goes_on:
                index = after
                continue
            if not token.is_word or not (joins or _may_begin(token, lexicon, used, role)):
                break
            index += 1
        if role == "customer":
            index = end_of_kin(tokens, index, lexicon, used)
            if index - start > 1 and index not in used and lexicon.table("belonging").match(tokens, index):
                # "Imran garage wala".
                index += 1
            start = start_of_title(tokens, start, lexicon, used)
        runs.append((start, index))
    return runs


def _may_begin(token: Token, lexicon: Lexicon, used: frozenset[int], role: str, *, is_followed: bool = False) -> bool:
    if token.index in used or not token.is_word or token.text[0].isdigit():
        return False
    honorific = lexicon.table("honorifics").match((token,), 0) is not None
    if without_ending(token.text, lexicon.case_endings) != token.text:
        # An everyday word may end like a case too: રૂપિયાનું is money, not somebody called રૂપિયા.
        # "ଖୁଡ଼ୀଙ୍କୁ", to the aunt.
        kin = role == "customer" and _is_aunt(token, lexicon)
        return (
            honorific
            or kin
            or not (lexicon.spells(token) or _is_everyday_stem(token, lexicon) or is_of_account(token, lexicon))
        )
    if role != "customer" and is_store_word(token, lexicon):
        return False
    if role == "customer" and is_name(token, lexicon):
        # "Hari" sounds like an everyday word, "mani" is one: a name where nothing else is spelt so, or a particle follows.
        written = token.index > 0 and token.text.istitle()
        return not lexicon.spells(token) or is_followed or written
    if honorific and role == "customer":
        # "Bhabhi", "chacha" alone are names too, little words like "ji" are not.
        return len(token.text) >= _SHORTEST_KIN[token.text.isascii()] and (token.index == 0 or is_followed)
    return not lexicon.knows(token)


def _is_respect_twice(tokens: Sequence[Token], index: int, lexicon: Lexicon) -> bool:
    """Whether two words of respect are somebody's name: "pantulu garu"."""
    both = tokens[index : index + 2]
    return len(both) > 1 and all(token.is_word and is_own_respect(token, lexicon) for token in both)


def _is_aunt(token: Token, lexicon: Lexicon) -> bool:
    """Whether a word is one of respect of the message's own language, long enough to be a name alone, in some case."""
    own = together(lexicon.codes[:1]).table("honorifics")
    return any(
        own.spells(tokenise(stem)[0]) and len(stem) >= _SHORTEST_KIN[stem.isascii()]
        for stem in stems(token.text, lexicon.case_endings)
    )


def _names_a_firm(tokens: Sequence[Token], index: int, lexicon: Lexicon, used: frozenset[int]) -> bool:
    """Whether a word that only sounds like an everyday one has a firm's word behind it: "माउली स्टोअर"."""
    token = tokens[index]
    everyday = lexicon.spells(token) and not is_respect(token, lexicon)
    if index in used or not token.is_word or everyday or index + 1 in used:
        return False
    return end_of_firm(tokens, index + 1, lexicon) > index + 1


def _is_respected(tokens: Sequence[Token], index: int, lexicon: Lexicon, used: frozenset[int]) -> bool:
    """Whether a word that only sounds like an everyday one has a word of respect behind it: "Ganpat bhau"."""
    token, follows = tokens[index], tokens[index + 1 : index + 2]
    if not follows or not token.is_word or lexicon.spells(token) or {index, index + 1} & used:
        return False
    own = together(lexicon.codes[:1]).table("honorifics")
    return own.spells(follows[0]) and lexicon.table("honorifics").match((token,), 0) is None


def _is_everyday_stem(token: Token, lexicon: Lexicon) -> bool:
    """Whether an everyday word is left without the case ending: "roobaiku" (for rupees), not "agencyki" or "Soni"."""
    stem = tokenise(without_ending(token.text, lexicon.case_endings))
    firm = lexicon.table("firm_words").match(stem, 0) is not None
    return len(stem[0].text) >= _EVERYDAY_LETTERS and not firm and lexicon.spells(stem[0])


def _cue(tokens: Sequence[Token], start: int, end: int, lexicon: Lexicon, role: str, intent: str) -> int:
    """1 when a particle of the role stands after or before the run, 2 when both do."""
    after = end < len(tokens) and lexicon.table(f"{role}_after").match(tokens, end) is not None
    ending = without_ending(tokens[end - 1].text, lexicon.case_endings) != tokens[end - 1].text
    before = start > 0 and lexicon.table(f"{role}_before").match_before(tokens, start) is not None
    firm = role != "customer" and any(
        lexicon.table("firm_words").match(tokens[index : index + 1], 0) is not None for index in range(start, end)
    )
    # "नोएडा वाली दुकान", "aluva shopilekku": what stands before a shop's word is its place.
    after = after or (role == "shop" and end < len(tokens) and is_store_word(tokens[end], lexicon))
    # Who a message begins with is its buyer when a word of respect says that it is a person: "Gayatri aunty 2 soap".
    follows = end < len(tokens) and (tokens[end].is_word or tokens[end].is_number)
    respected = role == "customer" and start == 0 and end > 1 and follows and is_respect(tokens[end - 1], lexicon)
    # "Mita ekta colgate ferat dilo": who brings something back is named first.
    one = any(lexicon.table(name).match(tokens, end) is not None for name in ("numbers", "articles"))
    counts = end < len(tokens) and (tokens[end].is_number or one)
    brings = intent == "record_return" and role == "customer" and start == 0 and counts
    # Or who is called by a trade: "hotel raghu 2 kg rajma".
    trade = end - start > 1 and lexicon.table("titles").match(tokens[start:end], 0) is not None
    titled = role == "customer" and trade and (start == 0 or counts)
    # So is who took goods, or is called by a word of respect alone: "Shinda do tel le gaya", "Chachi 1 colgate le gayi".
    took = bool(lexicon.table("took_away").occurrences(tokens))
    alone = end == 1 and is_respect(tokens[0], lexicon)
    # Who is only spoken to: "bhai 3 maggi le gaya koi".
    called = alone and lexicon.table("words").spells(tokens[0])
    takes = role == "customer" and start == 0 and took and counts and not called and (intent == "record_sale" or alone)
    # "Sold 2 horlicks joseph cr".
    credit = lexicon.table("credit")
    on_credit = credit.match(tokens, end) is not None or credit.match_before(tokens, start) is not None
    takes = takes or (role == "customer" and intent == "record_sale" and on_credit)
    return int(after or ending or respected or brings or takes or titled) + int(before) + int(firm)

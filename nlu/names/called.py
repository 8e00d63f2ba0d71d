"""How people, firms and shops are called: a name as it was said, words of respect, kin, and what is no part of a name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

import regex

from nlu import groups
from nlu.contract import Parse
from nlu.lexicon import Lexicon, lexicon_alone, together
from nlu.lexicon.phrases import Phrases
from nlu.names.namesakes import is_name, is_name_as_spelt
from nlu.spelling.fold import romanise
from nlu.spelling.tokens import Token, soft_key, tokenise
from nlu.words.endings import stems, without_ending

_SHORTEST_NAME, _SHORTEST_RESPECT = 2, 3
"""Letters of the shortest name that a case ending or a word of respect grown onto it leaves, and of that word."""
_VOWELS = frozenset("aeiou")
_EVERYDAY_LETTERS = 4
"""A shorter word may as well be the beginning of a name."""

_CONSONANT = regex.compile(r"\p{Lo}\p{Canonical_Combining_Class=Virama}?")
"""A lone letter of an Indian script, with or without its vowel: nobody's name, whatever ending stands behind it."""

_SURELY_GENITIVE = 3
"""Letters of a genitive that hardly a name ends in by itself: of "രഘുവിന്റെ", not of "ଲକ୍ଷ୍ମୀଧର"."""


@dataclass(frozen=True)
class Name:
    """A name said with the tokens `start` to `end`."""

    start: int
    end: int
    text: str


def tokens_of(parse: Parse, tokens: Sequence[Token], entity: str) -> list[tuple[int, int]]:
    """The token spans that the model labelled as `entity`, in order."""
    spans = []
    for found in parse.entities:
        inside = [token.index for token in tokens if token.start < found.end and token.end > found.start]
        if found.name == entity and inside:
            spans.append((inside[0], inside[-1] + 1))
    return sorted(spans)


def is_respect(token: Token, lexicon: Lexicon) -> bool:
    """Whether a word is "bhai", "kaka", "didi", also with a case ending."""
    table = lexicon.table("honorifics")
    forms = (token.text, without_ending(token.text, lexicon.case_endings))
    return any(table.whole(tokenise(form)) is not None for form in forms)


def with_grown_respect(word: str, lexicon: Lexicon, endings: tuple[str, ...]) -> str | None:
    """A word without its case that ends in a word of respect grown onto a name: "rameshannanige" is rameshanna."""
    respect = together(lexicon.codes[:1]).table("honorifics").words()
    # A vowel that it begins with is lost where it has grown on.
    grown = {form for one in respect for form in (one, one[1:] if _begins_with_vowel(one) else one)}
    grown = {form for form in grown if len(form) >= _SHORTEST_RESPECT}
    grown.update(together(lexicon.codes[:1]).table("grown_respect").words())
    forms = (*stems(word, endings), word)
    return next((form for form in forms if any(_grows_on(form.lower(), one) for one in grown)), None)


def _begins_with_vowel(word: str) -> bool:
    return not word.isascii() and romanise(word[0])[:1] in _VOWELS


def _grows_on(word: str, respect: str) -> bool:
    return word.endswith(respect) and len(word) - len(respect) >= _SHORTEST_NAME


def is_own_respect(token: Token, lexicon: Lexicon) -> bool:
    """Whether the message's own language calls people so: "da" is a brother in Bengali, "of" in Punjabi."""
    own = together(lexicon.codes[:1])
    return own.table("honorifics").spells(token) and own.table("customer_after").match((token,), 0) is None


def end_of_kin(tokens: Sequence[Token], end: int, lexicon: Lexicon, taken: frozenset[int]) -> int:
    """Where a name ends that tells somebody by another: "khokon er ma", "Ramu ki maa", "बाळूच्या आईने"."""
    genitive = lexicon.table("genitive")
    apart = genitive.match(tokens[end : end + 1], 0) is not None
    last = tokens[end - 1].lower if end else ""
    grown = any(last.endswith(word) and len(last) > len(word) + 1 for word in genitive.words()) or genitive.spells(
        tokens[end - 1]
    )
    at = end + int(apart)
    if not (apart or grown) or at >= len(tokens):
        return end
    table = lexicon.table("kin")
    found = table.match(tokens, at)
    inflected = any(table.spells(tokenise(stem)[0]) for stem in stems(tokens[at].text, lexicon.case_endings))
    length = found[1] if found is not None else int(inflected)
    return at + length if length and not taken & {end, at} else end


def who_answers(tokens: Sequence[Token], name: Name, lexicon: Lexicon, intent: str, tables: tuple[str, ...]) -> str:
    """Whose account is meant where somebody is told by another: a servant fetches for "Pradhan ji", "Raju's wife" pays Raju's.

    What a customer's own family takes is theirs, as they are called: "Guddu ki mummy". `tables`: who comes for another.
    """
    genitive = lexicon.table("genitive")
    for index in range(name.start + 1, name.end):
        forms = (tokens[index].text, *stems(tokens[index].text, lexicon.case_endings))
        if not any(lexicon.table(table).spells(tokenise(form)[0]) for table in tables for form in forms):
            continue
        end = index - int(genitive.match(tokens[index - 1 : index], 0) is not None)
        last = tokens[end - 1].lower
        own = is_own_respect(tokens[index], lexicon)
        grown = any(
            last.endswith(word)
            and len(last) > len(word) + 1
            # "ଲକ୍ଷ୍ମୀଧର ଭାଇ" is himself called so, and nobody's brother.
            and (not own or len(word) >= _SURELY_GENITIVE or is_name(tokenise(last[: -len(word)])[0], lexicon))
            for word in genitive.words()
        )
        if end > name.start and (end < index or grown):
            return text_of(tokens, name.start, end, lexicon, "customer", intent)
    return name.text


def is_of_a_trade(token: Token, lexicon: Lexicon) -> bool:
    """Whether a word with a case ending says what a buyer does: "போலா ஹோட்டலுக்கு", to Bhola's hotel."""
    titles = lexicon.table("titles")
    return any(titles.spells(tokenise(stem)[0]) for stem in stems(token.text, lexicon.case_endings))


def start_of_title(tokens: Sequence[Token], start: int, lexicon: Lexicon, taken: frozenset[int]) -> int:
    """Where a name begins that has a trade or a title before it: "driver sasi", "cycle kadai babu"."""
    titles = lexicon.table("titles")
    for length in range(min(titles.longest, start), 0, -1):
        span = tokens[start - length : start]
        spelt = titles.spells(span[0]) if length == 1 else titles.whole(span) is not None
        if spelt and not taken.intersection(range(start - length, start)):
            return start - length
    return start


def is_of_account(token: Token, lexicon: Lexicon) -> bool:
    """Whether a word says account or debt, or with a case ending is one of the words that do: "bakiku", ബാക്കിയിൽ."""
    if not token.is_word or lexicon.table("credit").spells(token):
        return token.is_word
    left = (soft_key(stem) for stem in stems(token.text, lexicon.case_endings) if len(stem) >= _EVERYDAY_LETTERS)
    return not _account_words(lexicon.codes[0]).isdisjoint(left)


@lru_cache(maxsize=32)
def _account_words(code: str) -> frozenset[str]:
    return frozenset(soft_key(word) for word in lexicon_alone(code).table("credit").words())


def _words(span: Sequence[Token], lexicon: Lexicon) -> list[str]:
    """A name's words as written; the dot of "Mr. Dsouza", "R. K. Traders" is theirs, any other ends a sentence."""
    words: list[str] = []
    for before, token in pairwise((span[0], *span)):
        if token.is_word or token.text == "&":
            words.append(token.text)
        elif token.text == "." and before.is_word and token is not span[-1]:
            opens = any(lexicon.table(name).spells(before) for name in ("titles", "honorifics", "firm_openers"))
            words[-1] += "." if len(before.text) == 1 or (opens and len(words) == 1) else ""
    return words


def _of_somebody(word: str, lexicon: Lexicon) -> str:
    """A known name without an ending that only a known name loses: "Ravis khata" is Ravi's, Francis nobody called Franci."""
    endings = tuple(lexicon.table("genitive_of_names").words())
    if not endings or is_name(tokenise(word)[0], lexicon):
        return word

    def is_somebody(stem: str) -> bool:
        # "Ramilabene", by Ramilaben; "manishae": no name ends so.
        respected = with_grown_respect(stem.lower(), lexicon, ()) is not None
        vowels = stem.lower().endswith("a") and word.lower().endswith("e")
        return respected or vowels or is_name(tokenise(stem)[0], lexicon)

    return next((stem for stem in stems(word, endings) if is_somebody(stem)), word)


def _is_respect_inflected(word: str, called: Phrases, endings: tuple[str, ...]) -> bool:
    """Whether what some ending leaves of a word is one of respect too."""
    return any(called.spells(tokenise(stem)[0]) for stem in stems(word, endings))


def text_of(tokens: Sequence[Token], start: int, end: int, lexicon: Lexicon, role: str, intent: str) -> str:
    """A name as it is kept: the words of the tokens `start` to `end`, the last one without its case ending."""
    endings = lexicon.case_endings
    if intent == "record_payment":
        # Who pays is not whom something is given to: "Sarla 700 jama" is Sarla's.
        endings = tuple(ending for ending in endings if ending not in lexicon.dative_endings)
    words = _words(tokens[start:end], lexicon)
    if role != "customer" and len(words) > 1 and words[0] in lexicon.table("determiners").words():
        # "The new supermarket"; "The Nilgiris" is called so.
        words = words[1:]
    called = lexicon.table("honorifics")
    last = without_ending(words[-1], endings)
    if any(words[-1].lower().endswith(word) for word in lexicon.table("carriers").words()):
        # The "ला" of "दूधवाला" is no case.
        last = words[-1]
    if len(words) == 1 and called.spells(tokens[end - 1]) and not _is_respect_inflected(words[-1], called, endings):
        # "ಅತ್ತಿಗೆ", a brother's wife, only ends like "to".
        last = words[-1]
    if (last.isascii() and len(last) <= _SHORTEST_NAME) or _CONSONANT.fullmatch(last):
        # "Munna" is nobody called Mu, വിനു nobody called വ്.
        last = words[-1]
    as_spelt = is_name_as_spelt(words[-1]) and not is_name_as_spelt(last)
    if as_spelt:
        last = words[-1]
    if last != words[-1]:
        # Of "rameshannanige" the longest ending would leave Rameshann.
        last = with_grown_respect(words[-1], lexicon, endings) or last
    if len(words) > 1:
        # "Salma chachi" is nobody's chacha, मामाने is मामा whatever else ends so.
        further = (*lexicon.weak_case_endings, *lexicon.genitive_endings)
        forms = (*stems(words[-1], endings), words[-1], *stems(words[-1], further))
        last = next((form for form in forms if called.spells(tokenise(form)[0])), last)
    if role == "customer" and last == words[-1] and intent in groups.CUSTOMERS and not as_spelt:
        last = without_ending(last, lexicon.genitive_endings)
    if role == "customer" and last == words[-1]:
        last = _of_somebody(last, lexicon)
    if role != "customer" and last == words[-1]:
        # "Reliance freshre": where it costs so. Of who sells only off a firm's word: Pandey is nobody called Pand.
        stem = without_ending(last, lexicon.firm_endings)
        last = stem if role == "shop" or lexicon.table("firm_words").spells(tokenise(stem)[0]) else last
    # Endings that may as well be a name's own letters come off only where a particle follows: "সীতার খাতায়".
    kinds = ("firm_words", "store_words", "honorifics", "kin")
    whole = any(lexicon.table(name).spells(tokens[end - 1]) for name in kinds)
    # And where it is no ending itself: of "krishna ge" nothing else can be one.
    apart = tokens[end].lower in lexicon.case_endings if end < len(tokens) else False
    if last == words[-1] and not (whole or apart) and lexicon.table(f"{role}_after").match(tokens, end) is not None:
        last = without_ending(last, lexicon.weak_case_endings)
    return " ".join([*words[:-1], last])

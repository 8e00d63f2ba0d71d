"""Whose: the customer, the supplier or the other shop that a message names, as it was said.

The model's entities come first; without them a name is a run of words that are no everyday words, no product and no
number, best where a case particle ("ko", "ne", "to") stands beside it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from nlu import groups
from nlu.contract import Parse
from nlu.endings import stems, without_ending
from nlu.firms import end_of_firm, is_firm, is_store_word, start_of_firm
from nlu.fold import romanise
from nlu.lexicon import Lexicon, lexicon_alone, together
from nlu.namesakes import is_name
from nlu.tokens import Token, soft_key, tokenise

_LONGEST_NAME = 4
_SHORTEST_NAME, _SHORTEST_RESPECT = 2, 3
"""Letters of a name onto which a word of respect has grown, and of that word."""
_SHORTEST_FIRST_NAME = 3
_SHORTEST_KIN = {True: 4, False: 3}
"""Letters of a word of respect that is a name alone: "chacha", "आजी", by whether they are Latin."""
_VOWELS = frozenset("aeiou")
_EVERYDAY_LETTERS = 4
"""A shorter word may as well be the beginning of a name."""


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


def labelled_name(
    parse: Parse, tokens: Sequence[Token], lexicon: Lexicon, role: str, goods: frozenset[int] = frozenset()
) -> Name | None:
    """The name that the model labelled as a `role`, without particles, case endings and `goods` (tokens that are products).

    Respect words beside it are the name's ("ratan da", "Mrs Fernandes"). None when only everyday words were labelled
    ("sabka", "everyone").
    """
    spans = tokens_of(parse, tokens, role)
    if not spans:
        return None
    # Of several labels those hold that are more than everyday words: "Got" begins a message.
    spans = [span for span in spans if not all(lexicon.spells(token) for token in tokens[span[0] : span[1]])] or spans
    start, end = spans[0]
    for left, right in spans[1:]:
        end = right if left == end else end
    end = next((index for index in range(start + 1, end) if index in goods), end)
    while end > start + 1 and (_is_particle(tokens, end - 1, lexicon, role) or _is_no_name(tokens[end - 1], lexicon)):
        end -= 1
    while start < end - 1 and _is_before(tokens[start], lexicon, role):
        start += 1
    start, end = _with_respect(tokens, start, end, lexicon, role, goods)
    span = tokens[start:end]
    firm = role != "customer" and any(is_firm(token, lexicon) for token in span)
    if not firm and all(_is_everyday(token, lexicon) or _is_of_account(token, lexicon) for token in span):
        return None
    return Name(start, end, _text(tokens, start, end, lexicon, role, parse.intent))


def _is_no_name(token: Token, lexicon: Lexicon) -> bool:
    """Whether a word behind a name says an account or a number: of "അബ്ദു ആയിരത്തി ഇരുന്നൂറ്" Abdu is who paid 1,200."""
    own = together(lexicon.codes[:1])
    counts = any(own.table(name).spells(token) for name in ("numbers", "multipliers"))
    return (counts and not is_name(token, lexicon)) or _is_of_account(token, lexicon)


def _is_of_account(token: Token, lexicon: Lexicon) -> bool:
    """Whether a word says account or debt, or with a case ending is one of the words that do: "bakiku", ബാക്കിയിൽ."""
    if not token.is_word or lexicon.table("credit").spells(token):
        return token.is_word
    left = (soft_key(stem) for stem in stems(token.text, lexicon.case_endings) if len(stem) >= _EVERYDAY_LETTERS)
    return not _account_words(lexicon.codes[0]).isdisjoint(left)


@lru_cache(maxsize=32)
def _account_words(code: str) -> frozenset[str]:
    return frozenset(soft_key(word) for word in lexicon_alone(code).table("credit").words())


def told_by_place(tokens: Sequence[Token], lexicon: Lexicon, role: str, intent: str) -> Name | None:
    """Somebody called after where they come from: "khanne wali masi", "moge wala tayaji"."""
    for _, start, end in lexicon.table("belonging").occurrences(tokens):
        if not 0 < start < end < len(tokens) or not tokens[start - 1].is_word or not is_respect(tokens[end], lexicon):
            continue
        if lexicon.spells(tokens[end]) and not lexicon.table("honorifics").spells(tokens[end]):
            # "ਪੈਸਿਆਂ ਵਾਲਾ ਚੇਤਾ", a reminder about money, only sounds like somebody's uncle.
            continue
        while end < len(tokens) and is_respect(tokens[end], lexicon):
            end += 1
        return Name(start - 1, end, _text(tokens, start - 1, end, lexicon, role, intent))
    return None


def _is_before(token: Token, lexicon: Lexicon, role: str) -> bool:
    return lexicon.table(f"{role}_before").match((token,), 0) is not None and not is_respect(token, lexicon)


def _is_everyday(token: Token, lexicon: Lexicon) -> bool:
    """A word of the vocabulary that is neither a respect word nor written as a name is; signs count as such."""
    if not token.is_word:
        return True
    everyday = lexicon.spells(token) and not is_name(token, lexicon)
    return everyday and not is_respect(token, lexicon) and not (token.index and token.text.istitle())


def is_respect(token: Token, lexicon: Lexicon) -> bool:
    """Whether a word is "bhai", "kaka", "didi", also with a case ending."""
    table = lexicon.table("honorifics")
    forms = (token.text, without_ending(token.text, lexicon.case_endings))
    return any(table.whole(tokenise(form)) is not None for form in forms)


def _is_own_respect(token: Token, lexicon: Lexicon) -> bool:
    """Whether the message's own language calls people so: "da" is a brother in Bengali, "of" in Punjabi."""
    own = together(lexicon.codes[:1])
    return own.table("honorifics").spells(token) and own.table("customer_after").match((token,), 0) is None


def _with_respect(
    tokens: Sequence[Token], start: int, end: int, lexicon: Lexicon, role: str, goods: frozenset[int]
) -> tuple[int, int]:
    """A labelled span grown over the words beside it that belong to a name."""
    if role != "customer":
        return start_of_firm(tokens, start, lexicon), end_of_firm(tokens, end, lexicon)
    while end < len(tokens) and end not in goods and tokens[end].is_word and is_respect(tokens[end], lexicon):
        if lexicon.table("customer_after").match(tokens[end : end + 1], 0) and not _is_own_respect(
            tokens[end], lexicon
        ):
            break
        end += 1
    end = _end_of_surname(tokens, end, lexicon, goods)
    opened = end + int(lexicon.table("firm_openers").match(tokens[end : end + 1], 0) is not None)
    if not goods & {end, opened} and end_of_firm(tokens, opened, lexicon) > opened:
        # "Hari Om Sweets" buys too.
        end = end_of_firm(tokens, opened, lexicon)
    titles = lexicon.table("titles")
    if all(titles.spells(token) for token in tokens[start:end]) and end < len(tokens) and end not in goods:
        # "Painter mallesh 380 kattindu": who is called by a trade has a name behind it.
        end += int(tokens[end].is_word and not lexicon.knows(tokens[end]))
    end = end_of_kin(tokens, end, lexicon, goods)
    before = tokens[start - 1] if start > 0 and start - 1 not in goods else None
    if before is None or not before.is_word:
        return start, end
    if start == 1 and len(before.text) >= _SHORTEST_FIRST_NAME and not lexicon.knows(before):
        # "Anil Soni ji ne 750 diye": the model knew the second alone.
        return 0, end
    only_respect = all(is_respect(token, lexicon) for token in tokens[start:end])
    title = is_respect(before, lexicon) and lexicon.table("customer_before").match((before,), 0) is not None
    title = title or lexicon.table("titles").spells(before)
    return (start - 1, end) if title or (only_respect and not lexicon.spells(before)) else (start, end)


def _end_of_surname(tokens: Sequence[Token], end: int, lexicon: Lexicon, goods: frozenset[int]) -> int:
    """Where a name ends that goes on with a word which nobody knows and which has the case: "गणेश पवारने", "Anil Rane ne"."""
    token = tokens[end] if 0 < end < len(tokens) and end not in goods else None
    if token is None or not token.is_word or lexicon.knows(token):
        return end
    endings = lexicon.case_endings
    ended = without_ending(tokens[end - 1].text, endings) != tokens[end - 1].text
    inflected = without_ending(token.text, endings) != token.text
    followed = lexicon.table("customer_after").match(tokens, end + 1) is not None
    return end + 1 if (inflected or followed) and not ended else end


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


def _is_particle(tokens: Sequence[Token], index: int, lexicon: Lexicon, role: str) -> bool:
    token = tokens[index : index + 1]
    if not token[0].is_word:
        return True
    own = together(lexicon.codes[:1]).table(f"{role}_after").spells(token[0]) and not _is_own_respect(token[0], lexicon)
    if not own and (lexicon.table("honorifics").match(token, 0) or lexicon.table("firm_words").match(token, 0)):
        return False
    return lexicon.table(f"{role}_after").match(token, 0) is not None


def guess_name(
    tokens: Sequence[Token], lexicon: Lexicon, used: frozenset[int], role: str, needs_cue: bool, intent: str = ""
) -> Name | None:
    """The likeliest name of a `role` among the words not `used`; None when none has what a name needs."""
    best: tuple[int, int, Name] | None = None
    for start, end in _runs(tokens, lexicon, used, role):
        cue = _cue(tokens, start, end, lexicon, role, intent)
        capital = tokens[start].text[:1].isupper() and not all(token.text.isupper() for token in tokens)
        if needs_cue and not cue:
            continue
        beside_number = any(0 <= i < len(tokens) and tokens[i].is_number for i in (start - 1, end))
        # Who buys on credit or pays is called with respect wherever the story comes to them: "aaj gurmeet bhaji …".
        person = role == "customer" and not needs_cue and _is_called_with_respect(tokens[start:end], lexicon)
        rank = 4 * cue + 5 * person + 2 * capital + (1 if start == 0 else 0) + int(beside_number)
        if not rank and intent != "switch_store":
            # Who only says to change to another store can name nothing else.
            continue
        name = Name(start, end, _text(tokens, start, end, lexicon, role, intent))
        if best is None or rank > best[0]:
            best = (rank, -start, name)
    return best[2] if best else None


def _is_called_with_respect(span: Sequence[Token], lexicon: Lexicon) -> bool:
    """Whether a name ends in a word of respect, its own or grown onto it: "Shaji annan", "Ramilaben", ಶಂಕರಣ್ಣ."""
    if len(span) > 1 and is_respect(span[-1], lexicon):
        return True
    last = span[-1].lower
    endings = together(lexicon.codes[:1]).table("honorifics").words()
    return any(
        last.endswith(ending) and len(last) - len(ending) >= _SHORTEST_NAME
        for word in endings
        # A vowel that it begins with is lost where it has grown on.
        for ending in (word, word[1:] if not word.isascii() and romanise(word[0])[:1] in _VOWELS else word)
        if len(ending) >= _SHORTEST_RESPECT
    )


def _runs(tokens: Sequence[Token], lexicon: Lexicon, used: frozenset[int], role: str) -> list[tuple[int, int]]:
    """Stretches of words that may be a name: unknown words, and after them respect words or a firm's "traders"."""
    tail = "honorifics" if role == "customer" else "firm_words"
    runs = []
    index = 0
    while index < len(tokens):
        opened = role != "customer" and start_of_firm(tokens, index, lexicon) < index
        followed = lexicon.table(f"{role}_after").match(tokens, index + 1) is not None
        may_begin = _may_begin(tokens[index], lexicon, used, role, is_followed=followed)
        may_begin = may_begin or (role == "customer" and _is_respected(tokens, index, lexicon, used))
        may_begin = may_begin or (role != "customer" and _names_a_firm(tokens, index, lexicon, used))
        if not may_begin and not (opened and is_firm(tokens[index], lexicon)):
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
                joins = joins and _is_own_respect(token, lexicon)
            firm_goes_on = role != "customer" and (after := end_of_firm(tokens, index, lexicon)) > index + 1
            if firm_goes_on:
                index = after
                continue
            if not token.is_word or not (joins or _may_begin(token, lexicon, used, role)):
                break
            index += 1
        if role == "customer":
            index = end_of_kin(tokens, index, lexicon, used)
            start -= int(start > 0 and start - 1 not in used and lexicon.table("titles").spells(tokens[start - 1]))
        runs.append((start, index))
    return runs


def _may_begin(token: Token, lexicon: Lexicon, used: frozenset[int], role: str, *, is_followed: bool = False) -> bool:
    if token.index in used or not token.is_word or token.text[0].isdigit():
        return False
    honorific = lexicon.table("honorifics").match((token,), 0) is not None
    if without_ending(token.text, lexicon.case_endings) != token.text:
        # An everyday word may end like a case too: રૂપિયાનું is money, not somebody called રૂપિયા.
        return honorific or not (
            lexicon.spells(token) or _is_everyday_stem(token, lexicon) or _is_of_account(token, lexicon)
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


def _names_a_firm(tokens: Sequence[Token], index: int, lexicon: Lexicon, used: frozenset[int]) -> bool:
    """Whether a word that only sounds like an everyday one has a firm's word behind it: "माउली स्टोअर"."""
    token = tokens[index]
    if index in used or not token.is_word or lexicon.spells(token) or index + 1 in used:
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
    counts = end < len(tokens) and (tokens[end].is_number or lexicon.table("numbers").match(tokens, end) is not None)
    brings = intent == "record_return" and role == "customer" and start == 0 and counts
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
    return int(after or ending or respected or brings or takes) + int(before) + int(firm)


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


def _text(tokens: Sequence[Token], start: int, end: int, lexicon: Lexicon, role: str, intent: str) -> str:
    endings = lexicon.case_endings
    if intent == "record_payment":
        # Who pays is not whom something is given to: "Sarla 700 jama" is Sarla's.
        endings = tuple(ending for ending in endings if ending not in lexicon.dative_endings)
    words = _words(tokens[start:end], lexicon)
    last = without_ending(words[-1], endings)
    if any(words[-1].lower().endswith(word) for word in lexicon.table("carriers").words()):
        # The "ला" of "दूधवाला" is no case.
        last = words[-1]
    if last.isascii() and len(last) <= _SHORTEST_NAME:
        # "Munna" is nobody called Mu.
        last = words[-1]
    called = lexicon.table("honorifics")
    if len(words) > 1:
        # "Salma chachi" is nobody's chacha, मामाने is मामा whatever else ends so.
        respect = (form for form in (*stems(words[-1], endings), words[-1]) if called.spells(tokenise(form)[0]))
        last = next(respect, last)
    if role == "customer" and last == words[-1] and intent in groups.CUSTOMERS:
        last = without_ending(last, lexicon.genitive_endings)
    # Endings that may as well be a name's own letters come off only where a particle follows: "সীতার খাতায়".
    whole = any(lexicon.table(name).spells(tokens[end - 1]) for name in ("firm_words", "store_words", "honorifics"))
    # And where it is no ending itself: of "krishna ge" nothing else can be one.
    apart = tokens[end].lower in lexicon.case_endings if end < len(tokens) else False
    if last == words[-1] and not (whole or apart) and lexicon.table(f"{role}_after").match(tokens, end) is not None:
        last = without_ending(last, lexicon.weak_case_endings)
    return " ".join([*words[:-1], last])

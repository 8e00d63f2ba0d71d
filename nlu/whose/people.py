"""Whose: the customer, the supplier or the other shop that the model labelled, as it was said, or who is told by a place."""

from __future__ import annotations

from collections.abc import Sequence

from nlu import groups
from nlu.contract import Parse
from nlu.lexicon import Lexicon, together
from nlu.names.called import (
    Name,
    end_of_kin,
    is_of_account,
    is_own_respect,
    is_respect,
    start_of_title,
    text_of,
    tokens_of,
    with_grown_respect,
)
from nlu.names.firms import end_of_firm, is_firm, is_shop_of, is_store_word, start_of_firm
from nlu.names.namesakes import is_name
from nlu.spelling.tokens import Token, tokenise
from nlu.words.endings import stems, without_ending

_SHORTEST_FIRST_NAME = 3


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
    if role == "customer" or not is_firm(tokens[end - 1], lexicon):
        # "Coca Cola distributor" is a firm, whatever Cola is.
        end = next((index for index in range(start + 1, end) if index in goods), end)
    # "Model town wali dukan": what stands before a shop's word is its place, also where it sounds like a particle.
    place = role == "shop" and not lexicon.spells(tokens[end - 1]) and _is_of_a_shop(tokens, end, lexicon)
    while (
        not place
        and end > start + 1
        and (_is_particle(tokens, end - 1, lexicon, role) or _is_no_name(tokens[end - 1], lexicon))
    ):
        end -= 1
    while end > start + 1 and role == "customer" and _is_behind_case(tokens, end - 1, lexicon):
        end -= 1
    while start < end - 1 and (_is_before(tokens[start], lexicon, role) or _tells_a_price(tokens, start, lexicon)):
        start += 1
    while (
        role == "shop"
        and is_store_word(tokens[start], lexicon)
        and any(is_firm(token, lexicon) for token in tokens[start + 1 : end])
    ):
        # "எதிர்த்த கடை அன்னை ஸ்டோர்ஸ்ல": the shop across, Annai stores.
        start += 1
    start, end = _with_respect(tokens, start, end, lexicon, role, goods)
    if role == "shop" and parse.intent in groups.OWN_STORES:
        end = _end_of_place(tokens, end, lexicon, goods)
    if role == "customer":
        start = _behind_place(tokens, start, end, lexicon)
    span = tokens[start:end]
    firm = role != "customer" and any(is_firm(token, lexicon) for token in span)
    if not firm and all(_is_everyday(token, lexicon) or is_of_account(token, lexicon) for token in span):
        return None
    return Name(start, end, text_of(tokens, start, end, lexicon, role, parse.intent))


def _end_of_place(tokens: Sequence[Token], end: int, lexicon: Lexicon, goods: frozenset[int]) -> int:
    """Where a place ends of which the model knew the first word alone: "Ellis Bridge dukane", "बैंक कॉलोनी वाली दुकान"."""
    word = tokens[end] if end < len(tokens) and end not in goods else None
    if word is None or not word.is_word or len(word.text) <= _SHORTEST_FIRST_NAME or is_store_word(word, lexicon):
        return end
    particle = any(lexicon.table(name).match((word,), 0) for name in ("shop_after", "belonging", "units"))
    return end + int(not particle and _is_of_a_shop(tokens, end + 1, lexicon))


def _behind_place(tokens: Sequence[Token], start: int, end: int, lexicon: Lexicon) -> int:
    """Where a customer's own name begins behind the place that they live at: "kone wale Verma ji", "चिंचवडचे काळे काका".

    Who has no name but a word of respect is called by the place: "khanne wali masi".
    """
    place = lexicon.table("belonging")
    if place.spells(tokens[start]) and start < end - 1:
        # "Kirana store wale Vinod": the model knew no more of the place.
        return start + 1
    lives = any(
        tokens[start].lower.endswith(word) and len(tokens[start].text) > len(word) + 1 for word in place.words()
    )
    if (
        end - start > 1
        and lives
        and with_grown_respect(tokens[end - 1].lower, lexicon, ())
        and not is_respect(tokens[start + 1], lexicon)
    ):
        # "ખૂણાવાળા વર્માકાકા".
        return start + 1
    for index in range(start + 1, end - 1):
        title = is_respect(tokens[index], lexicon) and lexicon.table("customer_before").spells(tokens[index])
        if title and all(lexicon.spells(token) and not is_name(token, lexicon) for token in tokens[start:index]):
            # "Corner house Mrs Pinto".
            return index
        grown = any(
            tokens[index - 1].lower.endswith(word) and len(tokens[index - 1].text) > len(word) + 1
            for word in lexicon.table("place_genitive").words()
        )
        apart = place.match(tokens[index : index + 1], 0) is not None
        name = index if grown and index - 1 == start else index + 1 if apart else end
        if name < end - 1 and not is_respect(tokens[name], lexicon) and is_respect(tokens[end - 1], lexicon):
            return name
    return start


def owner_of_account(tokens: Sequence[Token], lexicon: Lexicon, goods: frozenset[int]) -> Name | None:
    """Whose account is told of in so many words: "Sharda's account", "suresh ke khate me", "सुरेशच्या खात्यावर"."""
    genitive = lexicon.table("genitive")
    found = (start for name in ("accounts", "credit") for _, start, _ in lexicon.table(name).occurrences(tokens))
    for start in sorted(found):
        apart = genitive.match(tokens[start - 1 : start], 0) is not None
        # "Ramesh de naam" begins with its genitive.
        within = genitive.match(tokens[start : start + 1], 0) is not None
        end = start - int(apart)
        if end < 1 or end - 1 in goods:
            continue
        token = tokens[end - 1]
        grown = without_ending(token.text, lexicon.case_endings) != token.text
        known = is_name(token, lexicon) or not lexicon.knows(token)
        if token.is_word and known and (apart or within or grown):
            return Name(end - 1, end, text_of(tokens, end - 1, end, lexicon, "customer", "record_credit"))
    return None


def _is_of_a_shop(tokens: Sequence[Token], end: int, lexicon: Lexicon) -> bool:
    """Whether a shop's word, or "wali", stands at `end`."""
    return end < len(tokens) and (
        is_store_word(tokens[end], lexicon) or lexicon.table("belonging").match(tokens, end) is not None
    )


def _is_no_name(token: Token, lexicon: Lexicon) -> bool:
    """Whether a word behind a name says an account or a number: of "അബ്ദു ആയിരത്തി ഇരുന്നൂറ്" Abdu is who paid 1,200."""
    own = together(lexicon.codes[:1])
    counts = any(own.table(name).spells(token) for name in ("numbers", "multipliers"))
    return (counts and not is_name(token, lexicon)) or is_of_account(token, lexicon)


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
        return Name(start - 1, end, text_of(tokens, start - 1, end, lexicon, role, intent))
    return None


def _is_behind_case(tokens: Sequence[Token], index: int, lexicon: Lexicon) -> bool:
    """Whether an everyday word stands where a name has ended: behind a case, "pushpala sanga", or "Anita madam by"."""
    token, before = tokens[index], tokens[index - 1].text
    called = is_own_respect(tokens[index - 1], lexicon)
    everyday = lexicon.spells(token) and not is_name(token, lexicon) and not is_respect(token, lexicon)
    kin = lexicon.table("kin").spells(token) or lexicon.table("firm_words").spells(token)
    inflected = without_ending(before, lexicon.dative_endings or ()) != before
    return everyday and not kin and (inflected or called)


def _is_before(token: Token, lexicon: Lexicon, role: str) -> bool:
    return lexicon.table(f"{role}_before").match((token,), 0) is not None and not is_respect(token, lexicon)


def _tells_a_price(tokens: Sequence[Token], index: int, lexicon: Lexicon) -> bool:
    """Whether a word right behind a number says that it is a price: in "134 ratela vijaya agency" the agency is Vijaya."""
    return index > 0 and tokens[index - 1].is_number and lexicon.table("price_after").spells(tokens[index])


def _is_everyday(token: Token, lexicon: Lexicon) -> bool:
    """A word of the vocabulary that is neither a respect word nor written as a name is; signs count as such."""
    if not token.is_word:
        return True
    everyday = lexicon.spells(token) and not is_name(token, lexicon)
    return everyday and not is_respect(token, lexicon) and not (token.index and token.text.istitle())


def _with_respect(
    tokens: Sequence[Token], start: int, end: int, lexicon: Lexicon, role: str, goods: frozenset[int]
) -> tuple[int, int]:
    """A labelled span grown over the words beside it that belong to a name."""
    if role != "customer":
        belonging, after = lexicon.table("belonging"), lexicon.table("supplier_after")
        if role == "supplier" and belonging.match(tokens, end + 1) and after.match(tokens, end + 2):
            # "Jignesh masala vala pase thi".
            end += 2
        while end < len(tokens) and end not in goods and _is_called_so(tokens[end], lexicon):
            # "Agarwal bhai", "Mohan bhai ki dukan": the model knew the name alone.
            end += 1
        start = _start_of_owner(tokens, start_of_firm(tokens, start, lexicon), end, lexicon)
        return start, end_of_firm(tokens, end, lexicon)
    while end < len(tokens) and end not in goods and tokens[end].is_word and is_respect(tokens[end], lexicon):
        if lexicon.table("customer_after").match(tokens[end : end + 1], 0) and not is_own_respect(tokens[end], lexicon):
            break
        end += 1
    end = _end_of_surname(tokens, end, lexicon, goods)
    end = _end_of_trade(tokens, end, lexicon, goods)
    opened = end + int(lexicon.table("firm_openers").match(tokens[end : end + 1], 0) is not None)
    if not goods & {end, opened} and end_of_firm(tokens, opened, lexicon) > opened:
        # "Hari Om Sweets" buys too.
        end = end_of_firm(tokens, opened, lexicon)
    elif end in goods and end + 1 not in goods and is_shop_of(tokens, end, lexicon):
        # So does "Sanju tea stall".
        end = end_of_firm(tokens, end + 1, lexicon)
    titles = lexicon.table("titles")
    if all(titles.spells(token) for token in tokens[start:end]) and end < len(tokens) and end not in goods:
        # "Painter mallesh 380 kattindu": who is called by a trade has a name behind it.
        end += int(tokens[end].is_word and not lexicon.knows(tokens[end]))
    end = end_of_kin(tokens, end, lexicon, goods)
    before = tokens[start - 1] if start > 0 and start - 1 not in goods else None
    if before is None or not before.is_word:
        return start, end
    first = is_name(before, lexicon) or not lexicon.knows(before)
    if start == 1 and len(before.text) >= _SHORTEST_FIRST_NAME and first:
        # "Anil Soni ji ne 750 diye": the model knew the second alone.
        return 0, end
    # "Patil bhauncha mulga": the model knew the respect and the son alone.
    kin = lexicon.table("kin")
    only_respect = is_respect(tokens[start], lexicon) and all(
        is_respect(token, lexicon) or kin.spells(token) for token in tokens[start:end]
    )
    title = is_respect(before, lexicon) and lexicon.table("customer_before").match((before,), 0) is not None
    titled = start_of_title(tokens, start, lexicon, goods)
    if titled < start:
        return titled, end
    return (start - 1, end) if title or (only_respect and not lexicon.spells(before)) else (start, end)


def _start_of_owner(tokens: Sequence[Token], start: int, end: int, lexicon: Lexicon) -> int:
    """Where a firm's name begins of which only "provisions" was labelled: "shetty provisions"."""
    kind = lexicon.table("firm_words")
    owner = tokens[start - 1] if start > 0 and all(kind.match((token,), 0) for token in tokens[start:end]) else None
    if owner is None or not owner.is_word:
        return start
    return start - int(is_respect(owner, lexicon) or is_name(owner, lexicon) or not lexicon.knows(owner))


def _is_called_so(token: Token, lexicon: Lexicon) -> bool:
    """Whether a word is one of respect in the message's own language, also with a case ending, and no particle."""
    own = together(lexicon.codes[:1])
    forms = (token.text, *stems(token.text, own.case_endings))
    respect = any(own.table("honorifics").spells(tokenise(form)[0]) for form in forms)
    return respect and own.table("supplier_after").match((token,), 0) is None


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


def _end_of_trade(tokens: Sequence[Token], end: int, lexicon: Lexicon, goods: frozenset[int]) -> int:
    """Where a name ends that goes on with what somebody does: "Jaggi mobile wala", "લાલો રિક્ષાવાળો"."""
    trade = tokens[end] if 0 < end < len(tokens) and end not in goods else None
    if trade is None or not trade.is_word:
        return end
    belonging = lexicon.table("belonging")
    inflected = stems(trade.text, lexicon.case_endings)
    if any(stem.endswith(word) and len(stem) > len(word) + 1 for stem in inflected for word in belonging.words()):
        # "बाळू हॉटेलवाल्याला": an everyday word too.
        return end + 1
    if lexicon.spells(trade) and not lexicon.table("trades").spells(trade):
        return end
    if belonging.match(tokens, end + 1) is not None and end + 1 not in goods:
        return end + 2
    grown = any(trade.lower.endswith(word) and len(trade.text) > len(word) + 1 for word in belonging.words())
    return end + int(grown)


def _is_particle(tokens: Sequence[Token], index: int, lexicon: Lexicon, role: str) -> bool:
    token = tokens[index : index + 1]
    if not token[0].is_word:
        return True
    own = together(lexicon.codes[:1]).table(f"{role}_after").spells(token[0]) and not is_own_respect(token[0], lexicon)
    if not own and (lexicon.table("honorifics").match(token, 0) or lexicon.table("firm_words").match(token, 0)):
        return False
    return lexicon.table(f"{role}_after").match(token, 0) is not None

"""Which words of a message are products: the catalogue's finds, and what the model labelled as one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from nlu import groups
from nlu.contract import Parse
from nlu.lexicon import Lexicon
from nlu.names.called import is_respect, tokens_of
from nlu.names.firms import ends_a_firm, is_store_word
from nlu.names.lore import BRAND
from nlu.names.products import Catalogue, Mention
from nlu.spelling.tokens import Token, tokenise
from nlu.words.endings import stems
from nlu.words.units import BULK, MEASURED

SURE_LABEL = 0.8
"""How sure the model is of a product that is not let go without a word."""
_ABOUT_PRODUCTS = groups.GOODS | groups.QUESTIONS | groups.PRICES


def find_mentions(
    parse: Parse, tokens: Sequence[Token], catalogue: Catalogue, lexicon: Lexicon, taken: frozenset[int]
) -> list[Mention]:
    """The products that a message names, in order; one that the store does not have has no scores."""
    found = catalogue.find(tokens, lexicon, taken)
    mentions = [
        mention
        for mention in found
        if not _is_measure_word(mention, found, tokens, catalogue, lexicon)
        and not _is_only_a_maker(mention, found, tokens, lexicon)
        and not _is_rather_a_name(mention, found, parse, tokens, lexicon)
        and not _is_only_near(mention, parse, tokens)
        and not _is_respect_word(mention, tokens, catalogue, lexicon)
        and not _is_just_a_thing(mention, tokens, lexicon)
        and not _is_auxiliary(mention, tokens, lexicon)
        and not (parse.source == "model" and _is_just_a_word(mention, parse, tokens, lexicon))
    ]
    mentions = _without_brand_of_the_next(_without_lacking(mentions, parse, tokens, lexicon), tokens, lexicon)
    return _with_labelled(mentions, parse, tokens, lexicon, taken) if parse.intent in _ABOUT_PRODUCTS else mentions


def _without_lacking(mentions: list[Mention], parse: Parse, tokens: Sequence[Token], lexicon: Lexicon) -> list[Mention]:
    """`mentions` of a sale without what there was none of: "basmati ledante sona masoori 3 kilo icha"."""
    table = lexicon.table("lacking")
    kept = [mention for mention in mentions if table.match(tokens, mention.end) is None]
    return kept if kept and parse.intent == "record_sale" else mentions


def _without_brand_of_the_next(mentions: list[Mention], tokens: Sequence[Token], lexicon: Lexicon) -> list[Mention]:
    """`mentions` with "parachute wala nariyal tel" as one: of the oils the one that Parachute names."""
    kept: list[Mention] = []
    for mention in mentions:
        last = kept[-1] if kept else None
        joins = lexicon.table("pack_price").match(tokens, last.end) if last is not None else None
        if last is not None and joins and last.end + joins[1] == mention.start:
            both = {sku: score for sku, score in mention.scores.items() if sku in last.scores}
            if both:
                kept[-1] = Mention(last.start, mention.end, both)
                continue
        kept.append(mention)
    return kept


def _is_measure_word(
    mention: Mention, mentions: Sequence[Mention], tokens: Sequence[Token], catalogue: Catalogue, lexicon: Lexicon
) -> bool:
    """Whether a word that is also a product ("pav") measures another one here: "teen pav chini", "pav kilo"."""
    units = lexicon.table("units")
    measured = units.match(tokens, mention.start)
    if mention.end - mention.start > 1 or measured is None:
        return False
    if measured[1] > 1:
        # "Pav bhar adrak".
        return True
    if mention.end < len(tokens) and units.match(tokens, mention.end) in (("kg", 1), ("l", 1)):
        return True
    # "10 पाव आले": what the message ends in came, and is no ginger.
    others = [other for other in mentions if other is not mention and not _is_last_verb(other, tokens, lexicon)]
    beside = any(other.start == mention.end or other.end in (mention.start, mention.start - 1) for other in others)
    # "Pav haldi 65": what is weighed stands right behind.
    behind = next((other for other in others if other.start == mention.end and other.scores), None)
    weighed = behind is not None and all(catalogue.products[sku].unit in MEASURED for sku in behind.scores)
    return beside and (mention.start > 0 or weighed)


def _is_last_verb(mention: Mention, tokens: Sequence[Token], lexicon: Lexicon) -> bool:
    """Whether a word that is also a product says that the goods before it came, and ends the message."""
    alone = mention.end - mention.start == 1 and mention.end == len(tokens)
    return alone and lexicon.table("came").spells(tokens[mention.start])


def _is_only_a_maker(mention: Mention, mentions: Sequence[Mention], tokens: Sequence[Token], lexicon: Lexicon) -> bool:
    """Whether a brand is only where the goods came from: "Amul wale se 40 packet doodh"."""
    if len(mentions) < 2 or not mention.scores:
        return False
    before = lexicon.table("supplier_before").match_before(tokens, mention.start)
    if before is not None and mention.end < len(tokens) and ends_a_firm(tokens[mention.end], lexicon):
        # "2 cases of thums up from Coca Cola distributor".
        return True
    if max(mention.scores.values()) > BRAND:
        return False
    return any(lexicon.table(name).match(tokens, mention.end) is not None for name in ("pack_price", "supplier_after"))


def _is_rather_a_name(
    mention: Mention, mentions: Sequence[Mention], parse: Parse, tokens: Sequence[Token], lexicon: Lexicon
) -> bool:
    """Whether what looks like a slip for a product is a person: Peter is no pepper, "Ravi ko 2 maggi" no rava."""
    # Of a maker and somebody, where no goods are at stake, who is called so: "priya lekkalo 85".
    only_a_maker = max(mention.scores.values(), default=0.0) <= BRAND
    if only_a_maker and parse.intent in groups.CUSTOMERS:
        return True
    if not mention.slip:
        return False
    if parse.intent in groups.CUSTOMERS:
        return True
    followed = lexicon.table("customer_after").match(tokens, mention.end) is not None
    # "কাকলি বৌদি 2 soap": a word of respect is nobody's but a person's.
    respect = mention.end < len(tokens) and is_respect(tokens[mention.end], lexicon)
    followed = followed or (respect and not lexicon.spells(tokens[mention.start]))
    if parse.intent == "record_return" and mention.start == 0:
        # "Kiran horlicks wapas kar gayi": who brings something back is named before it.
        followed = followed or any(other.start == mention.end for other in mentions)
    return parse.intent in groups.BUYERS and followed and len(mentions) > 1


def _is_only_near(mention: Mention, parse: Parse, tokens: Sequence[Token]) -> bool:
    """Whether a word is but a few letters from a product's name, and no product to the model: "ਦੱਸੀਂ" (tell)."""
    labelled = {index for span in tokens_of(parse, tokens, "product") for index in range(*span)}
    return mention.slip and not labelled.intersection(range(mention.start, mention.end))


def _is_respect_word(mention: Mention, tokens: Sequence[Token], catalogue: Catalogue, lexicon: Lexicon) -> bool:
    """Whether what only sounds like a product stands after a name as a respect word: "वैशाली ताईला" is no oil."""
    token = tokens[mention.start]
    if mention.end - mention.start > 1 or mention.start == 0 or catalogue.spells(token):
        return False
    before = tokens[mention.start - 1]
    return before.is_word and not lexicon.knows(before) and is_respect(token, lexicon)


def _is_just_a_thing(mention: Mention, tokens: Sequence[Token], lexicon: Lexicon) -> bool:
    """Whether a word that also names a product says "thing": "koi nayi cheez" is no cheese."""
    if mention.end - mention.start > 1 or not lexicon.table("thing").spells(tokens[mention.start]):
        return False
    return lexicon.table("which").match_before(tokens, mention.start) is not None


def _is_auxiliary(mention: Mention, tokens: Sequence[Token], lexicon: Lexicon) -> bool:
    """Whether a word that also names a product ends a verb of several words: in "12 karun taak" it is no buttermilk."""
    alone = mention.end - mention.start == 1
    said = lexicon.table("makes").occurrences(tokens) if mention.end == len(tokens) else []
    # "Roj ni jem", as every day, is no jam.
    said = [*said, *lexicon.table("words").occurrences(tokens)]
    return alone and any(end - start > 1 and start <= mention.start < end for _, start, end in said)


def _is_just_a_word(mention: Mention, parse: Parse, tokens: Sequence[Token], lexicon: Lexicon) -> bool:
    """Whether an everyday word of a question also names a product, and is none to the model: "is hafte ki sale" (सेल)."""
    token = tokens[mention.start]
    everyday = any(lexicon.table(name).spells(token) for name in ("words", "past", "sold", "reports"))
    if parse.intent not in groups.QUESTIONS or mention.end - mention.start > 1 or not everyday:
        return False
    return not any(start <= mention.start < end for start, end in tokens_of(parse, tokens, "product"))


def _with_labelled(
    mentions: list[Mention], parse: Parse, tokens: Sequence[Token], lexicon: Lexicon, taken: frozenset[int]
) -> list[Mention]:
    """What the model calls a product and the catalogue does not know is a product all the same: an unknown one."""
    for start, end in tokens_of(parse, tokens, "product"):
        span = [token for token in tokens[start:end] if token.index not in taken]
        if not span:
            # A day: "18 aam thiyathi".
            continue
        overlaps = any(mention.start < end and start < mention.end for mention in mentions)
        if (
            len(span) == 1
            and span[0].index
            and is_respect(span[0], lexicon)
            and not lexicon.knows(tokens[span[0].index - 1])
        ):
            continue
        if len(span) == 1 and _is_container(span[0], lexicon):
            # "পেটিতে ২৪টা": what a box holds.
            continue
        of_a_firm = end < len(tokens) and ends_a_firm(tokens[end], lexicon)
        if of_a_firm or lexicon.table("vehicles").match(tokens, end):
            # "Patel sales mathi 24 good day": whose goods they are.
            continue
        if parse.intent == "record_sale" and mentions and lexicon.table("lacking").match(tokens, end) is not None:
            continue
        whose = lexicon.table("genitive").match(tokens, end)
        if whose is not None and end + whose[1] < len(tokens) and is_store_word(tokens[end + whose[1]], lexicon):
            # "Chawla di hatti te khand 43": whose shop it is.
            continue
        at_a_shop = parse.intent == "competitor_price" and any(mention.scores for mention in mentions)
        if at_a_shop and len(span) == 1 and next(stems(span[0].text, lexicon.case_endings), None) is not None:
            # "डीमार्टमध्ये 33 ला": where it costs that.
            continue
        if parse.intent == "transfer_stock" and any(is_store_word(token, lexicon) for token in span):
            # "Madhapur shop ki 20 bisleri": where they go.
            continue
        unheard = any(token.is_word and not lexicon.knows(token) for token in span)
        if not overlaps and (unheard or _is_surely_counted(start, end, parse, tokens, lexicon)):
            mentions = [*mentions, Mention(span[0].index, span[-1].index + 1, {})]
    return sorted(mentions, key=lambda mention: mention.start)


def _is_container(token: Token, lexicon: Lexicon) -> bool:
    """Whether a word is a case or a sack, also with a case ending."""
    endings = (*lexicon.case_endings, *lexicon.genitive_endings, *lexicon.product_endings)
    forms = (token.text, *stems(token.text, endings))
    return any(lexicon.table("units").whole(tokenise(form)) in BULK for form in forms)


def _is_surely_counted(start: int, end: int, parse: Parse, tokens: Sequence[Token], lexicon: Lexicon) -> bool:
    """Whether an everyday word is surely goods here, right behind a number or a measure: "2 packet khakhra"."""
    if not start or (start, end) not in sure_products(parse, tokens):
        return False
    before = tokens[start - 1]
    return before.is_number or any(lexicon.table(name).spells(before) for name in ("numbers", "units"))


def sure_products(parse: Parse, tokens: Sequence[Token]) -> set[tuple[int, int]]:
    """The stretches of tokens, each its first and the one after its last, that the model is sure are products."""
    sure = [entity for entity in parse.entities if entity.name == "product" and entity.confidence >= SURE_LABEL]
    return set(tokens_of(replace(parse, entities=tuple(sure)), tokens, "product"))

"""Which words of a message are products: the catalogue's finds, the model's labels, and words beside a number."""

from __future__ import annotations

from collections.abc import Sequence

from nlu import groups
from nlu.contract import Parse
from nlu.lexicon import Lexicon
from nlu.names.called import is_respect, tokens_of
from nlu.names.firms import ends_a_firm, is_store_word
from nlu.names.lore import BRAND
from nlu.names.namesakes import is_name
from nlu.names.products import Catalogue, Mention
from nlu.quantities.figures import Figure
from nlu.spelling.tokens import Token, tokenise
from nlu.words.endings import stems

_SURE_LABEL = 0.95
"""How sure the model is of what is a product though the store has none."""
_ABOUT_PRODUCTS = groups.GOODS | groups.QUESTIONS | groups.PRICES


def find_mentions(
    parse: Parse, tokens: Sequence[Token], catalogue: Catalogue, lexicon: Lexicon, taken: frozenset[int]
) -> list[Mention]:
    """The products that a message names, in order; one that the store does not have has no scores."""
    found = catalogue.find(tokens, lexicon, taken)
    mentions = [
        mention
        for mention in found
        if not _is_measure_word(mention, found, tokens, lexicon)
        and not _is_only_a_maker(mention, found, tokens, lexicon)
        and not _is_rather_a_name(mention, found, parse, tokens, lexicon)
        and not _is_only_near(mention, parse, tokens)
        and not _is_respect_word(mention, tokens, catalogue, lexicon)
        and not _is_just_a_thing(mention, tokens, lexicon)
        and not _is_auxiliary(mention, tokens, lexicon)
        and not (parse.source == "model" and _is_just_a_word(mention, parse, tokens, lexicon))
    ]
    mentions = _without_brand_of_the_next(mentions, tokens, lexicon)
    return _with_labelled(mentions, parse, tokens, lexicon, taken) if parse.intent in _ABOUT_PRODUCTS else mentions


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


def _is_measure_word(mention: Mention, mentions: Sequence[Mention], tokens: Sequence[Token], lexicon: Lexicon) -> bool:
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
    others = [other for other in mentions if other is not mention]
    beside = any(other.start == mention.end or other.end in (mention.start, mention.start - 1) for other in others)
    return beside and mention.start > 0


def _is_only_a_maker(mention: Mention, mentions: Sequence[Mention], tokens: Sequence[Token], lexicon: Lexicon) -> bool:
    """Whether a brand is only where the goods came from: "Amul wale se 40 packet doodh"."""
    if len(mentions) < 2 or not mention.scores or max(mention.scores.values()) > BRAND:
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


def without_verbs(
    mentions: list[Mention], figures: Sequence[Figure], tokens: Sequence[Token], lexicon: Lexicon
) -> list[Mention]:
    """`mentions` without a verb that is also a product: in "५० किलो पीठ आलं ३२ रुपये" it came, and is no ginger.

    It stands right after a product that has a number, without one of its own; after a comma or an "and" it is the product.
    """
    counts = [figure for figure in figures if figure.role in ("count", "quantity") and figure.value]
    edges = {edge for figure in counts for edge in (figure.start, figure.end)}
    # A word may stand between: "५० किलो सुटं पीठ".
    before = {figure.end + gap for figure in counts for gap in (0, 1)}
    counted = [mention for mention in mentions if mention.start in before or {mention.start, mention.end} & edges]

    def is_verb(mention: Mention) -> bool:
        verb = mention.end - mention.start == 1 and lexicon.table("past").spells(tokens[mention.start])
        follows = any(mention.start in (other.end, *edges) for other in counted if other.end <= mention.start)
        # The number before it is another's: "surf 12 aale".
        others = {other.end for other in counted}
        theirs = any(figure.end == mention.start and figure.start in others for figure in counts)
        return verb and mention.end not in edges and (theirs or mention.start not in edges) and follows

    return [mention for mention in mentions if not is_verb(mention)]


def without_sum_verb(
    mentions: list[Mention], figures: Sequence[Figure], tokens: Sequence[Token], lexicon: Lexicon
) -> list[Mention]:
    """`mentions` without the verb that a sale ends in, though it names a product too: "3 oreo vikle, 50 aale" (came)."""
    last = mentions[-1] if len(mentions) > 1 else None
    paid = next(
        (f for f in figures if last is not None and f.role in ("count", "pack_price") and f.end == last.start), None
    )
    if last is None or paid is None or last.end != len(tokens) or paid.start == 0:
        return mentions
    verb = last.end - last.start == 1 and lexicon.table("past").spells(tokens[last.start])
    before = tokens[paid.start - 1 : paid.start]
    parted = any(lexicon.table(name).match(before, 0) for name in ("separators", "past"))
    return mentions[:-1] if verb and (parted or paid.role == "pack_price") else mentions


def _with_labelled(
    mentions: list[Mention], parse: Parse, tokens: Sequence[Token], lexicon: Lexicon, taken: frozenset[int]
) -> list[Mention]:
    """What the model calls a product and the catalogue does not know is a product all the same: an unknown one."""
    for start, end in tokens_of(parse, tokens, "product"):
        span = [token for token in tokens[start:end] if token.index not in taken]
        overlaps = any(mention.start < end and start < mention.end for mention in mentions)
        if (
            len(span) == 1
            and span[0].index
            and is_respect(span[0], lexicon)
            and not lexicon.knows(tokens[span[0].index - 1])
        ):
            continue
        of_a_firm = end < len(tokens) and ends_a_firm(tokens[end], lexicon)
        if of_a_firm or lexicon.table("vehicles").match(tokens, end):
            # "Patel sales mathi 24 good day": whose goods they are.
            continue
        at_a_shop = parse.intent == "competitor_price" and any(mention.scores for mention in mentions)
        if at_a_shop and len(span) == 1 and next(stems(span[0].text, lexicon.case_endings), None) is not None:
            # "डीमार्टमध्ये 33 ला": where it costs that.
            continue
        if parse.intent == "transfer_stock" and any(is_store_word(token, lexicon) for token in span):
            # "Madhapur shop ki 20 bisleri": where they go.
            continue
        if not overlaps and any(token.is_word and not lexicon.knows(token) for token in span):
            mentions = [*mentions, Mention(span[0].index, span[-1].index + 1, {})]
    return sorted(mentions, key=lambda mention: mention.start)


def with_unknown(
    mentions: list[Mention],
    figures: Sequence[Figure],
    tokens: Sequence[Token],
    lexicon: Lexicon,
    taken: frozenset[int],
) -> list[Mention]:
    """`mentions` and the words that no one knows beside a number: "5 tiger becha" names a product all the same."""
    used = set(taken) | {i for m in mentions for i in range(m.start, m.end)}
    used |= {i for figure in figures for i in range(figure.start, figure.end)}
    counts = [figure for figure in figures if figure.role in ("count", "quantity") and figure.value]
    if len(counts) <= len(mentions):
        return mentions
    for figure in counts:
        if any({mention.start, mention.end} & {figure.start, figure.end} for mention in mentions):
            continue
        run = _unknown_run(figure.end, 1, tokens, lexicon, used) or _unknown_run(
            figure.start - 1, -1, tokens, lexicon, used
        )
        if run:
            mentions = [*mentions, Mention(min(run), max(run) + 1, {})]
            used |= set(run)
    return sorted(mentions, key=lambda mention: mention.start)


def without_stray(
    mentions: list[Mention],
    figures: Sequence[Figure],
    parse: Parse,
    tokens: Sequence[Token],
    catalogue: Catalogue,
    lexicon: Lexicon,
) -> list[Mention]:
    """`mentions` without a word that only the model, and hardly, takes for a product, where the only count is another's.

    Of "भीगकर 3 किलो चीनी" the sugar is counted, and it got wet.
    """
    counts = [figure for figure in figures if figure.role in ("count", "quantity") and figure.value]
    known = {mention.start for mention in mentions if mention.scores}
    theirs = {figure.start for figure in counts if figure.end in known}
    if len(theirs) < len(counts) or not known:
        return mentions
    sure = {(e.start, e.end) for e in parse.entities if e.name == "product" and e.confidence >= _SURE_LABEL}

    def is_stray(mention: Mention) -> bool:
        span = tokens[mention.start : mention.end]
        lone = len(span) == 1 and not mention.scores and not is_name(span[0], lexicon)
        labelled_surely = any(start < span[-1].end and span[0].start < end for start, end in sure)
        return lone and not labelled_surely and not catalogue.is_sold_elsewhere(span)

    return [mention for mention in mentions if not is_stray(mention)]


def with_everyday(
    mentions: list[Mention],
    figures: Sequence[Figure],
    tokens: Sequence[Token],
    catalogue: Catalogue,
    taken: frozenset[int],
) -> list[Mention]:
    """`mentions` and everyday words beside a weight that nothing else is said of: in "ale 100 gram" the ginger, not "came"."""
    inside = {index for mention in mentions for index in range(mention.start, mention.end)} | taken
    # "1 moottai 50 kg": the sack sounds like an egg.
    inside |= {index for figure in figures for index in range(figure.start, figure.end)}
    for figure in figures:
        beside = {mention.start for mention in mentions} | {mention.end for mention in mentions}
        if (
            figure.role != "quantity"
            or figure.unit not in ("g", "kg")
            or not figure.value
            or beside & {figure.start, figure.end}
        ):
            continue
        for index in (figure.start - 1, figure.end):
            named = catalogue.named_by(tokens[index]) if 0 <= index < len(tokens) and index not in inside else None
            if named is not None:
                mentions = sorted([*mentions, named], key=lambda mention: mention.start)
                break
    return mentions


def _unknown_run(start: int, step: int, tokens: Sequence[Token], lexicon: Lexicon, used: set[int]) -> list[int]:
    run: list[int] = []
    index = start
    while 0 <= index < len(tokens) and index not in used and _may_be_product(tokens[index], lexicon):
        run.append(index)
        index += step
    return run


def _may_be_product(token: Token, lexicon: Lexicon) -> bool:
    if not token.is_word or len(token.text) <= 2 or lexicon.knows(token):
        return False
    # "એક થેલીના 67": a packet's, which no product is called.
    units = lexicon.table("units")
    return not any(units.spells(tokenise(stem)[0]) for stem in stems(token.text, lexicon.case_endings))

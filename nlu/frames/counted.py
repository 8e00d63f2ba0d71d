"""Which words of a message are products by the numbers beside them: what is counted is one, and a verb is none."""

from __future__ import annotations

from collections.abc import Sequence

from nlu.contract import Parse
from nlu.lexicon import Lexicon, every_lexicon
from nlu.names.namesakes import is_name
from nlu.names.products import Catalogue, Mention
from nlu.quantities.figures import Figure
from nlu.spelling.tokens import Token, tokenise
from nlu.words.endings import stems

_SURE_LABEL = 0.95
"""How sure the model is of what is a product though the store has none."""


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
    lexicon: Lexicon,
    taken: frozenset[int],
) -> list[Mention]:
    """`mentions` and everyday words beside a weight that nothing else is said of: in "ale 100 gram" the ginger, not "came"."""
    inside = {index for mention in mentions for index in range(mention.start, mention.end)} | taken
    # "1 moottai 50 kg": the sack sounds like an egg.
    inside |= {index for figure in figures for index in range(figure.start, figure.end)}
    inside |= {t.index for t in tokens if lexicon.table("units").spells(t) and not catalogue.spells(t)}
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
    # "4 nahi 6 lemon" is English but for one word.
    if not token.is_word or len(token.text) <= 2 or lexicon.knows(token) or every_lexicon().spells(token):
        return False
    # "એક થેલીના 67": a packet's, which no product is called.
    units = lexicon.table("units")
    endings = (*lexicon.case_endings, *lexicon.genitive_endings, *lexicon.product_endings)
    return not any(units.spells(tokenise(stem)[0]) for stem in stems(token.text, endings))

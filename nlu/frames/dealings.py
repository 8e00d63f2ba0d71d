"""What happened to goods and money, by the words of a message: who took, brought, paid, and what came or went."""

from __future__ import annotations

from collections.abc import Sequence

from nlu.contract import Frame, plain
from nlu.lexicon import Lexicon
from nlu.spelling.tokens import Token
from nlu.words.numbers import NumberReader

_COUNTED_BEFORE = 2
"""Words before "came" in which goods are counted: a number and its unit."""


def of_goods(frame: Frame, tokens: Sequence[Token], lexicon: Lexicon) -> str:
    """A sale, or what became of goods that nobody paid for: they spoilt, or whoever makes them left them here."""
    paid = has_rupees(frame)
    # "Ginke 6 diye": counted out to somebody.
    given = any(lexicon.table(cue).occurrences(tokens) for cue in ("gave", "took_away"))
    if frame.customer is None and not paid and not given and lexicon.table("counted").occurrences(tokens):
        return "set_stock"
    if frame.customer is None and not paid and lexicon.table("spoilt").occurrences(tokens):
        return "record_wastage"
    if frame.customer is None and any(lexicon.table(cue).occurrences(tokens) for cue in ("left_here", "paid_for")):
        return "record_purchase"
    if (
        frame.customer is None
        and _came_in(frame, tokens, lexicon)
        and (not paid or _came_counted(frame, tokens, lexicon))
    ):
        return "record_purchase"
    named = tuple((frame.customer or "").casefold().split())
    makers = [at for _, at, _ in lexicon.table("makers").occurrences(tokens)]
    # A maker's word is the customer's, or the message begins with it and has no customer.
    makes = any(tokens[at].lower.startswith(named) if named else at == 0 for at in makers)
    if makes and lexicon.table("gave").occurrences(tokens):
        # "Bakery boy gave 12 pav": who makes the goods brings them.
        return "record_purchase"
    carries = any(at == 1 for _, at, _ in lexicon.table("carriers").occurrences(tokens))
    handed = any(lexicon.table(name).occurrences(tokens) for name in ("gave", "handed"))
    if carries and handed and any(item.sku and tokens[0].lower in item.text.casefold().split() for item in frame.items):
        # "Coke wala 24 bottle de gaya".
        return "record_purchase"
    if handed and _is_called_by_goods(frame, tokens[0], lexicon):
        return "record_purchase"
    if frame.customer is None and lexicon.table("got").spells(tokens[0]):
        return "record_purchase"
    return frame.intent


def is_of_money(frame: Frame, tokens: Sequence[Token], lexicon: Lexicon) -> bool:
    """Whether a sale has somebody's name and one number, no goods, and tells that something was handed over or is owed."""
    if any(item.sku or item.quantity for item in frame.items) or not frame.customer:
        return False
    handed = bool(lexicon.table("handed").occurrences(tokens))
    parts = bool(lexicon.table("out_of_after").occurrences(tokens))
    return (handed or bool(frame.credit)) and how_many_numbers(tokens, lexicon) == (2 if parts else 1)


def pays_a_part(tokens: Sequence[Token], lexicon: Lexicon) -> bool:
    """Whether money was handed over and the rest is still to come: "Suman kakuni 800 dile, baaki nantar"."""
    handed = [end for _, _, end in lexicon.table("handed").occurrences(tokens)]
    rest = [start for _, start, _ in lexicon.table("rest").occurrences(tokens)]
    return bool(handed) and any(start >= handed[0] for start in rest)


def has_rupees(frame: Frame) -> bool:
    """Whether a sum or a price was heard."""
    return frame.amount is not None or any(item.price or item.amount for item in frame.items)


def is_priced(frame: Frame, tokens: Sequence[Token], lexicon: Lexicon) -> bool:
    """Whether all that is said of the goods is what they cost."""
    priced = all(item.price or item.amount for item in frame.items)
    return bool(frame.items) and priced and how_many_numbers(tokens, lexicon) == len(frame.items)


def _came_in(frame: Frame, tokens: Sequence[Token], lexicon: Lexicon) -> bool:
    """Whether goods are said to have come, and nothing to have left: "doodh ke 20 packet aur dahi ke 6 aaye"."""
    # The "gaye" of "aa gaye" is no going.
    came = {i for _, start, end in lexicon.table("came").occurrences(tokens) for i in range(start, end)}
    cues = ("gone", "took_away", "sold", "gave", "handed")
    left = any(start not in came for name in cues for _, start, _ in lexicon.table(name).occurrences(tokens))
    return not left and _are_behind("came", frame, tokens, lexicon)


def _came_counted(frame: Frame, tokens: Sequence[Token], lexicon: Lexicon) -> bool:
    """Whether what came is how many of the goods, and no money: "clinic plus 50 banthu ondu 80 paise"."""
    counts = {plain(item.quantity) for item in frame.items if item.quantity is not None}
    sums = {plain(sum_) for item in frame.items for sum_ in (item.price, item.amount) if sum_ is not None}
    before = [
        token.text
        for _, start, _ in lexicon.table("came").occurrences(tokens)
        for token in tokens[max(start - _COUNTED_BEFORE, 0) : start]
        if token.is_number
    ]
    return bool(before) and set(before) <= counts - sums


def are_gone(frame: Frame, tokens: Sequence[Token], lexicon: Lexicon) -> bool:
    """Whether goods are said to have gone, right behind their name or number: "lays 5 frooti 5 gaye"."""
    return _are_behind("gone", frame, tokens, lexicon)


def _are_behind(cue: str, frame: Frame, tokens: Sequence[Token], lexicon: Lexicon) -> bool:
    """Whether a word of `cue` stands right behind the goods' name or number."""
    last = {item.text.casefold().split()[-1] for item in frame.items if item.text}
    units = lexicon.table("units")
    return any(
        start > 0
        and (
            tokens[start - 1].is_number
            or tokens[start - 1].lower in last
            or any(table.match_before(tokens, start) for table in (units, lexicon.table("numbers")))
        )
        for _, start, _ in lexicon.table(cue).occurrences(tokens)
    )


def _is_called_by_goods(frame: Frame, token: Token, lexicon: Lexicon) -> bool:
    """Whether somebody is called in one word by the goods that are told of: "पाववाला 15 पाव देऊन गेला"."""
    goods = {word for item in frame.items for word in item.text.casefold().split()}
    carriers = (word for word in lexicon.table("carriers").words() if token.lower.endswith(word))
    return any(token.lower.removesuffix(word) in goods for word in carriers)


def buys(supplier: str, tokens: Sequence[Token], lexicon: Lexicon) -> bool:
    """Whether who was taken for a supplier is said to have bought: "Meena aunty bought 2 kg apples"."""
    words = supplier.casefold().split()
    bought = lexicon.table("bought").occurrences(tokens)
    return any(tuple(t.lower for t in tokens[start - len(words) : start]) == tuple(words) for _, start, _ in bought)


def how_many_numbers(tokens: Sequence[Token], lexicon: Lexicon) -> int:
    """How many numbers are said, whatever they count."""
    return len(NumberReader(tokens, lexicon, lambda _: False).read())

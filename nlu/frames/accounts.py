"""Money that is no price: what was paid or is owed, what an order may cost, and whether goods went on an account."""

from __future__ import annotations

from collections.abc import Sequence

from nlu.lexicon import together
from nlu.quantities.figures import Figure
from nlu.quantities.sharing import part_paid, parts_of
from nlu.reading import Message
from nlu.spelling.tokens import tokenise
from nlu.words.endings import stems

LEAST_PAID = 5
"""₹ below which a payment or a credit is asked about."""
_PAID_AND_OWED = 2
_SHORT_MEANS = 2
"""Letters of what a case ending leaves of a means of payment, more than these."""
_LEAST_BUDGET = 200
"""₹ from which a lone number is what an order may cost."""


class AccountMessage(Message):
    """A message of which the rupees on an account are found, and how they were paid."""

    def set_amount(self, figures: Sequence[Figure]) -> None:
        """The rupees of a payment or a credit: money if it is called so, else the last number."""
        values = self._without_owed(parts_of([figure for figure in figures if figure.value], self.tokens, self.lexicon))
        money = [figure for figure in values if figure.role not in ("count", "quantity")]
        handed = self._handed_over(values)
        chosen = handed or ((money or values)[-1] if values else None)
        if chosen is not None and chosen.value < LEAST_PAID:
            # "Paid 1500 in two notes".
            chosen = max(values, key=lambda figure: figure.value)
        if chosen is not None:
            self.fields["amount"] = chosen.value
        # "Bakira 700 ru 250 sujhile": a greater sum before what was paid is what was owed.
        owed = [f for f in values if handed is not None and f.end <= handed.start and f.value >= handed.value]
        owed = owed if len(values) == _PAID_AND_OWED else []
        self.unbound = [figure for figure in values if figure is not chosen and figure not in owed]
        self.use_figures(figures)

    def set_budget(self, figures: Sequence[Figure]) -> None:
        """The rupees that an order may cost: "sirf 2000 ka maal mangana hai"."""
        sums = [f for f in figures if f.value >= _LEAST_BUDGET and (f.role != "quantity" or self._is_of_goods(f))]
        if len(sums) == 1:
            self.fields["amount"] = sums[0].value

    def _is_of_goods(self, figure: Figure) -> bool:
        """Whether what seems a piece is an "of" before the goods that are to be ordered: "3000 no maal levo che"."""
        of = together(self.lexicon.codes[:1]).table("amount_of").match(self.tokens, figure.end - 1)
        wares = self.lexicon.table("wares").match(self.tokens, figure.end)
        return figure.unit == "pc" and of is not None and wares is not None

    def set_credit_and_payment(self) -> None:
        """Whether the goods went on an account, and what was paid with."""
        # Of "Ramesh ke naam nahi, Suresh ke naam" the account is no news.
        denies = self.denies_name or self._corrects_whose()
        if self.intent in ("record_sale", "correct_last") and not denies and self.credit_said():
            self.fields["credit"] = True
        if self.intent in ("record_sale", "record_payment", "record_purchase", "record_return"):
            lacking = {i for _, a, b in self.lexicon.table("no_cash").occurrences(self.tokens) for i in range(a, b)}
            paid = self.lexicon.table("payment").occurrences(self.tokens)
            # "Metro cash and carry" is who sells.
            lacking |= {index for start, end in self.names for index in range(start, end)}
            said = [found for found in paid if found[1] not in lacking] or self._paid_with(lacking)
            if said:
                self.fields["payment"] = said[0][0]

    def _paid_with(self, lacking: set[int]) -> list[tuple[str, int, int]]:
        """What was paid with, said with a case ending: "फोनपेने", by PhonePe."""
        table, found = self.lexicon.table("payment"), []
        for token in self.tokens:
            if token.index in lacking | self.named or not token.is_word or self.lexicon.spells(token):
                continue
            forms = (form for form in stems(token.text, self.lexicon.case_endings) if len(form) > _SHORT_MEANS)
            value = next((said for form in forms if (said := table.whole(tokenise(form))) is not None), None)
            if value is not None:
                found.append((value, token.index, token.index + 1))
        return found

    def _handed_over(self, values: Sequence[Figure]) -> Figure | None:
        """The one sum of several that is said to have been given: "500 diye, 800 baaki the", "paid 100, rest 200 on khata"."""
        handed = [start for _, start, _ in self.lexicon.table("handed").occurrences(self.tokens)]
        given = [figure for figure in values if figure.end in handed]
        if len(values) < 2:
            return None
        return given[0] if len(given) == 1 else part_paid((), values, self.tokens, self.lexicon)

    def _without_owed(self, values: list[Figure]) -> list[Figure]:
        """Of a payment that ends in what is still owed only what was paid: "750 kotru, inna 250 baaki ide"."""
        if len(values) < 2 or self.intent != "record_payment":
            return values
        table, last = self.lexicon.table("rest"), values[-1]
        before = table.match_before(self.tokens, last.start)
        handed = self.lexicon.table("handed").occurrences(self.tokens)
        if before is not None and any(values[0].end <= a < b <= last.start - before[1] for _, a, b in handed):
            # "Montu 100 dilo, baki 100 pore".
            return values[:-1]
        rest = table.match(self.tokens, last.end)
        if rest is None:
            return values
        paid = self.lexicon.table("handed").match(self.tokens, last.end + rest[1]) is not None
        return values if paid else values[:-1]

    def _corrects_whose(self) -> bool:
        """Whether a correction denies something and gives nothing but a name: "not in that account, in Sujata's"."""
        says = (self.lexicon.table(name).occurrences(self.tokens) for name in ("old_before", "old_after"))
        named = self.fields.get("customer") and not self.fields.get("items")
        paid = self.lexicon.table("payment").occurrences(self.tokens)
        return self.intent == "correct_last" and bool(named) and any(says) and not paid

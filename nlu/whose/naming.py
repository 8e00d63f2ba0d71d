"""Whose a message is: the names of people, firms and places that fill a frame's `customer`, `supplier` and `shop`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from nlu import groups
from nlu.contract import Parse
from nlu.names.called import Name, end_of_kin, is_respect, tokens_of, who_answers, with_grown_respect
from nlu.names.firms import is_store_word
from nlu.names.namesakes import is_name
from nlu.names.products import Mention
from nlu.names.roles import ROLES
from nlu.quantities.corrections import find_new_name
from nlu.whose.carriers import CarriedMessage
from nlu.whose.guessed import guess_name
from nlu.whose.people import labelled_name, owner_of_account, told_by_place
from nlu.words.endings import without_ending

_ON_ACCOUNTS = frozenset({"record_sale", "record_payment", "record_credit"})
"""What is written on an account, so that whose it is counts."""
_BEFORE_DENIAL = 2
"""Little words that may stand between a name and its denial."""


class NamedMessage(CarriedMessage):
    """A message of which names are found."""

    def set_labelled_names(self) -> None:
        """What the model labelled as a name."""
        for role, intents in ROLES.items():
            asked_of = role == "supplier" and self.intent in groups.ASKED_OF_SUPPLIERS
            if self.intent in intents or asked_of:
                named = told_by_place(self.tokens, self.lexicon, role, self.intent) if role == "customer" else None
                if named is not None:
                    self._set_name(role, named)
                    continue
                parse = self._without_denied(role) if self.intent == "correct_last" else self.parse
                name = labelled_name(parse, self.tokens, self.lexicon, role, self._goods())
                if role == "customer" and name is not None and self.intent in _ON_ACCOUNTS:
                    name = self._whose_account(name)
                days = name is not None and self._is_told_already(role, name)
                if name is None or days or self._is_goods(role, name) or self.is_denied(role, name):
                    continue
                if self.is_nobody(role, name) or self.tells_of_goods(name):
                    self.use(name.start, name.end)
                else:
                    self._set_name(role, name)
                    for start, end in tokens_of(parse, self.tokens, role):
                        # The place before a name tells whose it is, and no more.
                        self.use(start, name.start if start < name.start < end else start)

    def names_two_accounts(self) -> bool:
        """Whether two people are named, with an "and" between them, of whom only one's account would be written on."""
        on_account = self.intent in ("record_payment", "record_credit") or self.fields.get("credit")
        if not on_account or "customer" not in self.fields:
            return False
        spans = tokens_of(self.parse, self.tokens, "customer")
        joints = self.lexicon.table("separators")
        joined = [(joints.match(self.tokens, first[1]), first[1], second[0]) for first, second in pairwise(spans)]
        return any(found is not None and end + found[1] == start for found, end, start in joined)

    def _whose_account(self, name: Name) -> Name:
        """Somebody named, or whose account is told of where that is another: "anil ne papa mohan ke khate me 300 diye".

        Also where the name tells somebody by another, and the account says which: "Ramu ki mummy 2 lux, Ramu ke khate".
        """
        owner = owner_of_account(self.tokens, self.lexicon, self._goods())
        words = [token.lower for token in self.tokens[name.start : name.end]]
        if owner is None or name.start <= owner.start < name.end:
            return name
        kin = end_of_kin(self.tokens, name.start + 1, self.lexicon, frozenset()) > name.start + 1
        own = {owner.text.lower(), self.tokens[owner.start].lower} & {*words, name.text.split()[0].lower()}
        if own and not kin:
            return name
        self.use(name.start, name.end)
        return owner

    def _is_told_already(self, role: str, name: Name) -> bool:
        """Whether what is labelled has told a day, and is not somebody called as a month is: "Kartik tharu 750 milila"."""
        span = range(name.start, name.end)
        month = self.lexicon.table("months").whole(self.tokens[name.start : name.end]) is not None
        followed = self.lexicon.table(f"{role}_after").match(self.tokens, name.end) is not None
        # "Ajay" only sounds like "ajai", this very day.
        days = self.lexicon.table("periods")
        sounds = any(is_name(self.tokens[i], self.lexicon) and not days.spells(self.tokens[i]) for i in span)
        return bool(self.used.intersection(span)) and not (month and followed) and not sounds

    def _without_denied(self, role: str) -> Parse:
        """The parse without names that are said not to be meant: of "Ramesh nahi Suresh" both are labelled."""
        denied = [span for span in tokens_of(self.parse, self.tokens, role) if self._is_not_meant(*span)]
        if not denied:
            return self.parse
        self.denies_name = True
        for start, end in denied:
            self.use(start, end)
        gone = [(self.tokens[start].start, self.tokens[end - 1].end) for start, end in denied]
        kept = [e for e in self.parse.entities if not any(e.start < end and e.end > start for start, end in gone)]
        return replace(self.parse, entities=tuple(kept))

    def _is_not_meant(self, start: int, end: int) -> bool:
        while end < len(self.tokens) and is_respect(self.tokens[end], self.lexicon):
            end += 1
        denied, last = self.lexicon.table("old_before"), min(end + _BEFORE_DENIAL, len(self.tokens) - 1)
        # "Ramesh nahi", "Ramesh ke naam nahi".
        while end < last and not denied.match(self.tokens, end) and self.lexicon.spells(self.tokens[end]):
            end += 1
        follows = denied.match(self.tokens, end)
        return follows is not None or self.lexicon.table("old_after").match_before(self.tokens, start) is not None

    def _goods(self) -> frozenset[int]:
        """Tokens that are products, but what the model calls a name and that only sounds like one: "mina boudir", a candle."""
        spans = [span for role in ROLES for span in tokens_of(self.parse, self.tokens, role)]
        lone = {
            index
            for start, end in spans
            for index in range(start, end)
            if not self.catalogue.spells(self.tokens[index])
            if end - start == 1 or not any(self.catalogue.named_by(token) for token in self.tokens[start:end])
        }
        if self.intent in groups.CUSTOMERS:
            # Where goods are not at stake an aunt is no flour: "manga atta 800 ichindi".
            lone |= {index for index in self.named if is_respect(self.tokens[index], self.lexicon)}
            # "Mrs Kapoor cleared 900": no camphor.
            spans = tokens_of(self.parse, self.tokens, "customer")
            lone |= {index for start, end in spans for index in range(start + 1, end)}
        return self.named - lone

    def _is_goods(self, role: str, name: Name) -> bool:
        span = self.tokens[name.start : name.end]
        if role == "supplier" and self.is_carrier(name):
            return False
        spelt = any(self.catalogue.spells(token) for token in span) or self._makes_the_next(name)
        if (
            any(not mention.scores for mention in self.catalogue.find(span, self.lexicon))
            and self.intent not in groups.CUSTOMERS
        ):
            # A brand that the store lacks is nobody: "rtn pepsi no sprite 1".
            return True
        if role == "customer" and not spelt and any(index < name.start or index >= name.end for index in self.named):
            # What only sounds like a product, beside one, is who the model says: "Mary 4 maggi le gayi".
            return False
        if role == "shop" and not spelt:
            return False
        mentions = self.catalogue.find(span, self.lexicon) if name.end - name.start == 1 else []
        after = self.lexicon.table(f"{role}_after").match(self.tokens, name.end)
        known = any(mention.scores for mention in mentions) or (mentions and self.intent not in groups.CUSTOMERS)
        return bool(known) and after is None

    def _makes_the_next(self, name: Name) -> bool:
        """Whether a name is that of who makes the goods behind it: "আমুলের মাখন"."""
        found = self.catalogue.find(self.tokens, self.lexicon)
        return any(m.start <= name.start and m.end > name.end and m.scores and not m.slip for m in found)

    def _set_name(self, role: str, name: Name) -> None:
        if role == "shop" and self.intent in groups.OWN_STORES:
            name = self._place(name)
        self.fields[role] = self._account_of(name) if role == "customer" else name.text
        self.names.append((name.start, name.end))
        if role != "shop":
            self.people.append((name.start, name.end))
        self.use(name.start, name.end)

    def _account_of(self, name: Name) -> str:
        """Whose account a customer's is. What somebody's son takes on credit may be either's, and is asked about."""
        sent = who_answers(self.tokens, name, self.lexicon, self.intent, ("servants",))
        family = who_answers(self.tokens, name, self.lexicon, self.intent, ("servants", "bringers"))
        if self.intent == "record_payment":
            return family
        self.misfits |= self.intent == "record_sale" and family != sent and self.credit_said()
        return sent

    def _place(self, name: Name) -> Name:
        """Of an own store only the place: "Station Road dukan" is Station Road."""
        words = [
            token.text
            for token in self.tokens[name.start : name.end]
            if token.is_word and not is_store_word(token, self.lexicon)
        ]
        if not words:
            return name
        last = without_ending(words[-1], self.lexicon.case_endings)
        with_shop = self.tokens[name.start : name.end + 1]
        if last == words[-1] and any(is_store_word(token, self.lexicon) for token in with_shop):
            # "ಜಯನಗರದ ಅಂಗಡಿ": the shop of Jayanagar.
            last = without_ending(last, self.lexicon.weak_case_endings)
        return replace(name, text=" ".join([*words[:-1], last]))

    def without_buyer(self, mentions: list[Mention]) -> list[Mention]:
        """Without an unknown product that is rather the buyer: "ಶಾಂತಮ್ಮನಿಗೆ 2 kg sugar" has a customer's case ending."""
        if self.intent not in groups.BUYERS | groups.MONEY or "customer" in self.fields or not mentions:
            return mentions
        first = mentions[0]
        last = self.tokens[first.end - 1].text
        inflected = without_ending(last, self.lexicon.case_endings) != last
        # "Akash 2 ta wheel nilo kal taka debe": who takes on credit is named first.
        inflected = inflected or (first.start == 0 and self.credit_said())
        followed = self.lexicon.table("customer_after").match(self.tokens, first.end) is not None
        followed = followed or self._takes_the_next(mentions)
        # "Lakshmakka paav kilo jeelakarra teesukundi".
        respected = with_grown_respect(last, self.lexicon, self.lexicon.case_endings) if first.start == 0 else None
        followed = followed or respected is not None
        followed = followed or (
            first.start == 0 < first.end - 1 and is_respect(self.tokens[first.end - 1], self.lexicon)
        )
        span = self.tokens[first.start : first.end]
        if first.scores and (later := self._given_to(mentions[1:])) is not None:
            self._set_name("customer", later[1])
            return [mention for mention in mentions if mention is not later[0]]
        is_goods = (
            bool(first.scores)
            or self.catalogue.is_sold_elsewhere(span)
            or self.intent == "correct_last"
            or not (mentions[1:] or self.intent in groups.MONEY)
        )
        if is_goods or not (inflected or followed):
            return mentions
        words = [token.text for token in self.tokens[first.start : first.end]]
        stem = respected or without_ending(last, self.lexicon.case_endings)
        respect = self.tokens[first.end : first.end + 1]
        kin = end_of_kin(self.tokens, first.end, self.lexicon, self.named - set(range(first.start, first.end)))
        if kin > first.end:
            words = [token.text for token in self.tokens[first.start : kin]]
            self._set_name("customer", Name(first.start, kin, " ".join(words)))
        elif respect and is_respect(respect[0], self.lexicon):
            told = without_ending(respect[0].text, self.lexicon.case_endings)
            self._set_name("customer", Name(first.start, first.end + 1, " ".join([*words, told])))
        else:
            self._set_name("customer", Name(first.start, first.end, " ".join([*words[:-1], stem])))
        return mentions[1:]

    def _given_to(self, mentions: Sequence[Mention]) -> tuple[Mention, Name] | None:
        """An unknown product that is rather whom goods were given to: "arisi 5 kilo valliyammalukku kuduthen"."""
        for mention in mentions:
            last = self.tokens[mention.end - 1].text
            called = with_grown_respect(last, self.lexicon, self.lexicon.case_endings)
            beside = (i for i in (mention.start - 1, mention.end) if 0 <= i < len(self.tokens))
            counted = any(self.tokens[index].is_number for index in beside)
            known = mention.scores or self.catalogue.is_sold_elsewhere(self.tokens[mention.start : mention.end])
            if self.intent == "record_sale" and called not in (None, last) and not known and not counted:
                words = [token.text for token in self.tokens[mention.start : mention.end - 1]]
                return mention, Name(mention.start, mention.end, " ".join([*words, called or last]))
        return None

    def _takes_the_next(self, mentions: list[Mention]) -> bool:
        """Whether an unknown word begins a message whose counts are the next products': "Chaurasia 10 kg atta le gya".

        Also where it is brought back: "মিতা একটা কোলগেট ফেরত দিয়ে গেল".
        """
        if len(mentions) < 2 or mentions[0].start > 0:
            return False
        took = self.lexicon.table("took_away").match(self.tokens, mentions[-1].end)
        told = took is not None or (self.intent == "record_return" and len(mentions) == 2)
        return told and all(self._is_counted(left.end, right.start) for left, right in pairwise(mentions))

    def _is_counted(self, start: int, end: int) -> bool:
        """Whether a number with its unit, and a comma or an "and" before it, is all that stands between two words."""
        between, separators = self.tokens[start:end], self.lexicon.table("separators")
        while between and separators.match(between[:1], 0) is not None:
            between = between[1:]
        numbers = [token for token in between if token.is_number or self.lexicon.table("numbers").spells(token)]
        return bool(numbers) and all(t in numbers or self.lexicon.table("units").spells(t) for t in between)

    def guess_names(self, mentions: Sequence[Mention]) -> None:
        """Names that nothing labelled, among the words that are left."""
        taken = frozenset(self.used | {i for mention in mentions for i in range(mention.start, mention.end)})
        for role, intents, needs_cue in (
            ("customer", groups.CUSTOMERS, False),
            ("customer", groups.BUYERS, not (self.intent == "record_sale" and self.credit_said())),
            ("supplier", groups.SUPPLIERS, True),
            ("shop", groups.SHOPS, False),
        ):
            asked = role == "customer" and self.heard.expecting == "customer"
            if (self.intent in intents or asked) and role not in self.fields:
                corrected = find_new_name(self.tokens, self.lexicon, taken) if self.intent == "correct_last" else None
                name = corrected or guess_name(self.tokens, self.lexicon, taken, role, needs_cue, self.intent)
                if name is None or self.is_denied(role, name):
                    continue
                nobody = self.is_nobody(role, name)
                if role == "supplier" and (nobody or (self.intent == "record_purchase" and not self.is_seller(name))):
                    # "Azadpur se pyaz uthaya": where it was fetched, and nobody's name.
                    self.use(name.start, name.end)
                elif not (nobody or self.tells_of_goods(name) or self.is_rather_nobody(role, name)):
                    self._set_name(role, name)

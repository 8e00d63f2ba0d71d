"""Words that look like a name and are nobody whom the books know: whose boys took something, what it was for, a market."""

from __future__ import annotations

from nlu.lexicon import together
from nlu.names.called import Name, is_respect
from nlu.names.firms import is_place
from nlu.names.namesakes import is_name
from nlu.reading import Message
from nlu.spelling.tokens import tokenise
from nlu.whose.guessed import is_called_with_respect
from nlu.words.endings import without_ending


class NobodyMessage(Message):
    """A message of which names are told from what only looks like them."""

    def is_denied(self, role: str, name: Name) -> bool:
        """Whether goods are said not to be somebody's: "Aavin illa, Amul curd 30 came" has no supplier."""
        follows = self.tokens[name.end : name.end + 1]
        denied = bool(follows) and self.lexicon.table("old_before").match(follows, 0) is not None
        # Gujarati's "no" is "of".
        particle = bool(follows) and together(self.lexicon.codes[:1]).table("supplier_after").spells(follows[0])
        return role == "supplier" and denied and not particle

    def is_nobody(self, role: str, name: Name) -> bool:
        """Whether only whose boys took something is told, or what for: "school de bache", "puja saman" are no customer.

        Nor is a market a supplier: "Azadpur se 50 kilo pyaz".
        """
        if role == "supplier" and is_place(name.text, self.lexicon):
            return True
        if role == "customer" and self.lexicon.table("has_said").match(self.tokens, name.end) is not None:
            # "দাদু বলল ৪টে ওরিও গেছে": who told it is no buyer.
            return self.intent == "record_sale" and not self.credit_said()
        if self.lexicon.table("lacking").match(self.tokens, name.end) is not None:
            # "బాస్మతి లేదంటే": what there was none of.
            return True
        if role == "customer" and self.lexicon.table("passers_by").whole(tokenise(name.text)) is not None:
            # "ಲಾರಿ ಡ್ರೈವರ್", the lorry's driver, "vandhavanga", who came.
            return not self.credit_said()
        at = name.end + int(self.lexicon.table("genitive").match(self.tokens, name.end) is not None)
        occasion = self.lexicon.table("occasions").whole(tokenise(name.text)) is not None
        if role == "customer" and occasion and self.lexicon.table("occasion_goods").match(self.tokens, at):
            return True
        if role == "customer" and name.end - name.start == 1 and self._is_any_one(name.start):
            return True
        if role == "customer" and (name.start, name.end) == (0, 1) and self._is_only_spoken_to():
            return True
        if role == "customer" and (self._sold_it(name) or self._only_dictates(name)):
            return True
        inflected = at > name.end or self.tokens[name.end - 1].text != name.text.split()[-1]
        many = self.lexicon.table("boys").match(self.tokens, at) is not None
        return role == "customer" and inflected and many

    def tells_of_goods(self, name: Name) -> bool:
        """Whether what could be a name tells what goods are for, or what became of them: "puja ka saman", "badal ke"."""
        exchanged = self.lexicon.table("exchanged").occurrences(self.tokens)
        if any(start <= name.start and name.end <= end for _, start, end in exchanged):
            return True
        last = self.tokens[name.end - 1].text
        table, endings = self.lexicon.table("occasions"), self.lexicon.case_endings
        apart = self.lexicon.table("genitive").match(self.tokens, name.end)
        wares = self.lexicon.table("wares").match(self.tokens, name.end + (apart[1] if apart is not None else 0))
        return wares is not None and any(
            table.spells(tokenise(form)[0]) for form in (last, without_ending(last, endings))
        )

    def is_seller(self, name: Name) -> bool:
        """Whether words that the model labelled as nothing name a firm, other than a market, or a person."""
        span = self.tokens[name.start : name.end]
        # Spelt so: "mal" is goods, and no mall.
        firms = [form for t in span for form in tokenise(without_ending(t.text, self.lexicon.case_endings))]
        firms = [t for t in (*span, *firms) if self.lexicon.table("firm_words").spells(t)]
        firm = any(not is_place(t.text, self.lexicon) for t in firms)
        return firm or is_called_with_respect(span, self.lexicon) or any(is_name(t, self.lexicon) for t in span)

    def is_rather_nobody(self, role: str, name: Name) -> bool:
        """Whether only a case ending makes a customer, amid a sale on no account: "6 lemon poojaikku" were for the puja."""
        if (
            role != "customer"
            or self.intent not in ("record_sale", "record_return")
            or not name.start
            or self.credit_said()
        ):
            return False
        span = self.tokens[name.start : name.end]
        written = any(token.text.istitle() for token in span) or is_called_with_respect(span, self.lexicon)
        return not written and not any(is_name(t, self.lexicon) or is_respect(t, self.lexicon) for t in span)

    def _is_only_spoken_to(self) -> bool:
        """Whether a message begins with an uncle and who writes it says to have sold: "chacha 2 kurkure bech di maine"."""
        sellers, within = self.lexicon.table("speakers"), self.lexicon.table("amount_for")
        # Gujarati's "I" is Hindi's "for" behind rupees: "kaka me 2 kurkure vechi".
        told = any(
            start == 1 or not within.spells(self.tokens[start]) for _, start, _ in sellers.occurrences(self.tokens)
        )
        return self.intent == "record_sale" and told and is_respect(self.tokens[0], self.lexicon)

    def _sold_it(self, name: Name) -> bool:
        """Whether somebody is who sold, and not who bought: "chacha ne 2 lux becha", "काकांनी 3 लक्स विकले"."""
        own = together(self.lexicon.codes[:1])
        if self.intent != "record_sale" or self.credit_said() or not own.table("sells").occurrences(self.tokens):
            return False
        agents, last = own.table("agents"), self.tokens[name.end - 1].text
        grown = last != name.text.split()[-1] and any(last.lower().endswith(word) for word in agents.words())
        return grown or agents.match(self.tokens[name.end : name.end + 1], 0) is not None

    def _only_dictates(self, name: Name) -> bool:
        """Whether somebody of the house says what to write: "papa bole likh de 2 kilo chana dal bika"."""
        own = together(self.lexicon.codes[:1])
        agent = own.table("agents").match(self.tokens[name.end : name.end + 1], 0)
        said = own.table("speaks").match(self.tokens, name.end + (agent[1] if agent is not None else 0))
        if name.start or said is None or self.intent != "record_sale" or self.credit_said():
            return False
        at = name.end + (agent[1] if agent is not None else 0) + said[1]
        kin = own.table("kin")
        of_the_house = all(
            is_respect(token, self.lexicon) or kin.spells(token) for token in self.tokens[name.start : name.end]
        )
        return of_the_house and own.table("dictated").match(self.tokens, at) is not None

    def _is_any_one(self, index: int) -> bool:
        """Whether "a" or "one" stands before a word for people: "ஒரு அம்மா", "ek aunty" are nobody that the shop knows."""
        before = self.tokens[index - 1 : index] if index else ()
        one = self.lexicon.table("numbers").match(before, 0)
        article = self.lexicon.table("articles").match(before, 0) is not None or (one is not None and one[0] == "1")
        return article and is_respect(self.tokens[index], self.lexicon)

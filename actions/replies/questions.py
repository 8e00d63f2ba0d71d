"""Answers to questions, and advice."""

from __future__ import annotations

from datetime import date

from actions.contract import Measure, Phrase, Value
from actions.replies.samples import BALANCE, DIWALI, FESTIVAL, FIVE, MAGGI, MORE
from domain.values import Money, Quantity

QUESTIONS: dict[str, dict[str, Value]] = {
    # {lines} {notes}
    "check_stock.done": {
        "lines": (Phrase("check_stock.line", {"product": MAGGI, "quantity": Measure(Quantity(36), "pc"), "days": 4}),),
        "notes": (),
    },
    # Maggi 70 g: 36 left, enough for about 4 days.   (one a line, as all in check_stock)
    "check_stock.line": {"product": MAGGI, "quantity": Measure(Quantity(36), "pc"), "days": 4},
    # Maggi 70 g: 36 left.   (sells too little to say for how long)
    "check_stock.line_bare": {"product": MAGGI, "quantity": Measure(Quantity(36), "pc")},
    # Maggi 70 g: none left.
    "check_stock.line_out": {"product": MAGGI},
    # Maggi 70 g: the books say 4 below zero, please count.
    "check_stock.line_negative": {"product": MAGGI, "quantity": Measure(Quantity(4), "pc")},
    # {line} 24 are on the way from Gupta Traders, Thursday.   (day: day.weekday, or period.date of one further away)
    "check_stock.line_coming": {
        "line": Phrase("check_stock.line_out", {"product": MAGGI}),
        "quantity": Measure(Quantity(24), "pc"),
        "supplier": "Gupta Traders",
        "day": Phrase("day.weekday", {"day": date(2026, 12, 3)}),
    },
    # {line} 24 should have come from Gupta Traders on 28 Nov.
    "check_stock.line_late": {
        "line": Phrase("check_stock.line_out", {"product": MAGGI}),
        "quantity": Measure(Quantity(24), "pc"),
        "supplier": "Gupta Traders",
        "date": date(2026, 11, 28),
    },
    # Thursday
    "day.weekday": {"day": date(2026, 12, 3)},
    # Nobody has counted Maggi and Sugar yet: they had better do so.   (stock is empty for such in reorder_advice.*)
    "note.uncounted": {"products": (MAGGI, "Sugar")},
    # Sugar: nobody has counted it yet. To tell me, write "Sugar stock 12 kg".
    "check_stock.line_uncounted": {"product": "Sugar", "example": Measure(Quantity(12), "kg")},
    # Nobody has counted it yet. To tell me, write "Sugar stock 12 kg".   (of the product that was just named)
    "note.count_it": {"product": "Sugar", "example": Measure(Quantity(12), "kg")},
    # Running low: {lines} {more}   (one a line)
    "check_stock.low": {
        "lines": (Phrase("check_stock.line", {"product": MAGGI, "quantity": FIVE, "days": 1}),),
        "more": (MORE,),
    },
    # Nothing is running low.
    "check_stock.none_low": {},
    # {lines} {notes}
    "check_price.done": {
        "lines": (Phrase("check_price.line_mrp", {"product": MAGGI, "price": Money(14), "mrp": Money(15)}),),
        "notes": (),
    },
    # Maggi 70 g: ₹14 (MRP ₹15).
    "check_price.line_mrp": {"product": MAGGI, "price": Money(14), "mrp": Money(15)},
    # Sugar: ₹46 a kg.   (`unit` is unit.kg, unit.l or unit.pc; a piece needs no "a piece")
    "check_price.line": {"product": "Sugar", "price": Money(46), "unit": Phrase("unit.kg")},
    # Today: 12 sales, ₹1,240 (cash ₹990, credit ₹250). Best: Maggi 70 g 20 (₹300), … (one a line)   cash includes UPI
    "sales_report.done": {
        "period": Phrase("period.today"),
        "count": 12,
        "total": Money(1240),
        "cash": Money(990),
        "credit": Money(250),
        "top": (
            Phrase(
                "sales_report.line",
                {"product": MAGGI, "quantity": Measure(Quantity(20), "pc"), "amount": Money(300)},
            ),
        ),
        "notes": (Phrase("compared.more", {"percent": 12, "before": Money(1107)}),),
    },
    # Maggi 70 g: 20 for ₹300
    "sales_report.line": {"product": MAGGI, "quantity": Measure(Quantity(20), "pc"), "amount": Money(300)},
    # Today: {lines} {notes}   (products that were named, one a line; lines: sales_report.line)
    "sales_report.products": {
        "period": Phrase("period.today"),
        "lines": (
            Phrase(
                "sales_report.line",
                {"product": MAGGI, "quantity": Measure(Quantity(20), "pc"), "amount": Money(300)},
            ),
        ),
        "notes": (),
    },
    # Today: no sales in the books yet.
    "sales_report.none": {"period": Phrase("period.today")},
    # {customer} owes ₹250.50. {history}   (history: the last entries, one a line, newest first; none by SMS)
    "check_balance.customer": {
        "customer": "Ramesh",
        "balance": Money("250.50"),
        "history": (Phrase("check_balance.credit", {"date": date(2026, 11, 21), "amount": Money(250)}),),
    },
    # 21 Nov: took goods for ₹250
    "check_balance.credit": {"date": date(2026, 11, 21), "amount": Money(250)},
    # 21 Nov: paid ₹100
    "check_balance.payment": {"date": date(2026, 11, 21), "amount": Money(100)},
    # Ramesh owes nothing.
    "check_balance.clear": {"customer": "Ramesh"},
    # Ramesh owes nothing: ₹50 of theirs is with you as advance.
    "check_balance.advance": {"customer": "Ramesh", "advance": Money(50)},
    # There is no account for Ramesh.
    "check_balance.unknown": {"customer": "Ramesh"},
    # ₹1,250 to collect from 7 people: Ramesh ₹250.50, … {more}   (lines: line.balance)
    "check_balance.all": {"total": Money(1250), "count": 7, "lines": (BALANCE,), "more": (MORE,)},
    # Nobody owes you anything.
    "check_balance.none": {},
}


ADVICE: dict[str, dict[str, Value]] = {
    # To order, most urgent first: {lines} {more} About ₹1,250 in all.   (one a line)
    "reorder_advice.list": {
        "lines": (
            Phrase(
                "reorder_advice.line",
                {
                    "product": MAGGI,
                    "order": Measure(Quantity(24), "pc"),
                    "daily": Measure(Quantity(8), "pc"),
                    "stock": (FIVE,),
                    "days": 2,
                    "reasons": (FESTIVAL,),
                },
            ),
        ),
        "more": (MORE,),
        "cost": Money(1250),
    },
    # Order 24 Maggi 70 g: about 8 sell a day, 5 left, delivery takes 2 days{, reasons}
    "reorder_advice.line": {
        "product": MAGGI,
        "order": Measure(Quantity(24), "pc"),
        "daily": Measure(Quantity(8), "pc"),
        "stock": (FIVE,),
        "days": 2,
        "reasons": (FESTIVAL,),
    },
    # (one product asked for)
    # Order 24 Maggi 70 g (about ₹314): about 8 sell a day, 5 left, delivery takes 2 days{, reasons}. {notes}
    "reorder_advice.product": {
        "product": MAGGI,
        "order": Measure(Quantity(24), "pc"),
        "cost": Money("314.40"),
        "daily": Measure(Quantity(8), "pc"),
        "stock": (FIVE,),
        "days": 2,
        "reasons": (FESTIVAL,),
        "notes": (),
    },
    # No need to order Maggi 70 g now: 60 left, about 8 sell a day: enough for about 7 days{, reasons}. {notes}
    "reorder_advice.enough": {
        "product": MAGGI,
        "stock": Measure(Quantity(60), "pc"),
        "daily": Measure(Quantity(8), "pc"),
        "days": 7,
        "reasons": (),
        "notes": (),
    },
    # Maggi 70 g: 36 left, and I have seen too few sales to say how much to order. {notes}
    "reorder_advice.no_sales": {"product": MAGGI, "stock": (Measure(Quantity(36), "pc"),), "notes": ()},
    # Nothing to order now: there is enough of everything.
    "reorder_advice.none": {},
    # Diwali is in 6 days
    "reason.festival": {"festival": DIWALI, "days": 6},
    "reason.festival_today": {"festival": DIWALI},
    "reason.festival_tomorrow": {"festival": DIWALI},
    # The festivals of analytics/festivals.py, as the language calls them.
    "festival.diwali": {},
    "festival.dussehra": {},
    "festival.holi": {},
    "festival.raksha_bandhan": {},
    "festival.eid": {},
    "festival.pongal": {},
    "festival.onam": {},
    "festival.ugadi": {},
    "festival.ganesh_chaturthi": {},
    "festival.janmashtami": {},
    "festival.vaisakhi": {},
    "festival.chhath_puja": {},
    "festival.christmas": {},
    # fair or mela on 24 Nov   (what the retailer told on the page of the shop; `event` is one of those below)
    "reason.local_event": {"event": Phrase("local_event.fair"), "day": date(2026, 11, 24)},
    # What may come up near a shop. On the page of the shop each is a line of a list, with a capital letter where there are any.
    "local_event.fair": {},
    "local_event.wedding": {},
    "local_event.school_function": {},
    "local_event.market_day": {},
    # at a stadium or a playground
    "local_event.match": {},
    # transport and shops may stand still
    "local_event.strike": {},
    "local_event.road_closed": {},
    # by its own holiday
    "local_event.shop_closed": {},
    # 12 are on order
    "reason.on_order": {"quantity": Measure(Quantity(12), "pc")},
    # about 25 of the stock expires by 2 Dec before it sells
    "reason.unsold": {"quantity": Measure(Quantity(25), "pc"), "date": date(2026, 12, 2)},
    # the stock is good only until 4 Dec   (and would else last longer)
    "reason.good_until": {"date": date(2026, 12, 4)},
    # about 14 on Sunday   (why a day stands out; also among the reasons of an order)
    "reason.busy_day": {"daily": Measure(Quantity(14), "pc"), "day": date(2026, 11, 29)},
    "reason.payday": {},
    "reason.rising": {},
    "reason.falling": {},
    # The reason: Diwali is in 6 days, sales are rising.   (after a forecast: what moves it most)
    "note.because": {"lines": (FESTIVAL, Phrase("reason.rising"))},
    # This is worked out on the figures of 20 Nov: newer ones are late.   (after a forecast or an order that rests on old figures)
    "note.figures_old": {"date": date(2026, 11, 20)},
    # Fair or mela: I don't know yet what it does to your sales, so it is not counted. To tell me, write DASHBOARD.
    "note.event_unknown": {"event": Phrase("local_event.fair")},
    # On which day (fair or mela)? Ask again with the day, and I count it.
    "note.event_day": {"event": Phrase("local_event.fair")},
    # (choices yes, no)
    # Maggi 70 g: I'd charge ₹15 (now ₹14): {reason}. Your margin will be 13 %. {notes} {scenarios} Shall I set ₹15?
    "price_advice.change": {
        "product": MAGGI,
        "price": Money(15),
        "current": Money(14),
        "margin": 13,
        "reason": Phrase("price_reason.raise_to_margin", {"cost": Money("13.10"), "target_margin": 20}),
        "notes": (Phrase("note.mrp", {"mrp": Money(15)}),),
        "scenarios": (
            Phrase(
                "price_advice.scenario",
                {
                    "name": Phrase("scenario.conservative"),
                    "price": Money("14.50"),
                    "daily": (Measure(Quantity(8), "pc"),),
                    "margin": 10,
                },
            ),
        ),
    },
    # Maggi 70 g: keep ₹15: {reason}. Your margin is 13 %. {notes}
    "price_advice.keep": {
        "product": MAGGI,
        "price": Money(15),
        "margin": 13,
        "reason": Phrase("price_reason.at_mrp", {"mrp": Money(15)}),
        "notes": (),
    },
    # {lines} {notes}   (several products, one a line)
    "price_advice.list": {
        "lines": (Phrase("price_advice.line", {"product": MAGGI, "price": Money(15), "current": Money(14)}),),
        "notes": (),
    },
    # Maggi 70 g: ₹15 (now ₹14)
    "price_advice.line": {"product": MAGGI, "price": Money(15), "current": Money(14)},
    # Maggi 70 g: keep ₹15
    "price_advice.line_keep": {"product": MAGGI, "price": Money(15)},
    # careful: ₹14.50, about 8 a day, 10 % margin   (one a line)
    "price_advice.scenario": {
        "name": Phrase("scenario.conservative"),
        "price": Money("14.50"),
        # (empty where too little was sold to say)
        "daily": (Measure(Quantity(8), "pc"),),
        "margin": 10,
    },
    # careful, middle, bold
    "scenario.conservative": {},
    "scenario.moderate": {},
    "scenario.aggressive": {},
    # MRP ₹15.
    "note.mrp": {"mrp": Money(15)},
    # the price is right for what it cost, ₹13.10
    "price_reason.keep": {"cost": Money("13.10")},
    # it cost ₹13.10, and 20 % should stay with you
    "price_reason.raise_to_margin": {"cost": Money("13.10"), "target_margin": 20},
    # the MRP is ₹15, and more is illegal
    "price_reason.lower_to_mrp": {"mrp": Money(15)},
    # your customers have paid up to ₹15 before
    "price_reason.raise_within_history": {"highest": Money(15)},
    # it is at the MRP already, ₹15
    "price_reason.at_mrp": {"mrp": Money(15)},
    # it sells slowly, and a lower price helps it go
    "price_reason.lower_to_sell": {},
    # Tomorrow: {lines} {notes}
    "demand_forecast.done": {
        "period": Phrase("period.tomorrow"),
        "lines": (
            Phrase(
                "demand_forecast.line",
                {
                    "product": MAGGI,
                    "expected": Measure(Quantity(8), "pc"),
                    "low": FIVE,
                    "high": Measure(Quantity(12), "pc"),
                },
            ),
        ),
        "notes": (),
    },
    # Maggi 70 g about 8 (between 5 and 12)   (one a line)
    "demand_forecast.line": {
        "product": MAGGI,
        "expected": Measure(Quantity(8), "pc"),
        "low": FIVE,
        "high": Measure(Quantity(12), "pc"),
    },
    # I have seen too few sales of Maggi 70 g to say.   (`products`: names)
    "demand_forecast.none": {"products": (MAGGI,)},
    # I have seen too few sales to say. Tell me what you sell, and I learn.
    "demand_forecast.none_at_all": {},
}

"""Values as a shopkeeper reads them: money, quantities, dates, lists. Pure."""

from __future__ import annotations

from datetime import date, datetime, time
from decimal import ROUND_HALF_UP, Decimal

from babel import Locale
from babel.dates import format_date
from babel.numbers import format_decimal

from actions.contract import Measure
from bot.replies.texts import Language
from domain.values import Money

_SMALLER = {"kg": "g", "l": "ml"}


def show_money(money: Money, language: Language, channel: str) -> str:
    """`₹1,25,000.50`, by SMS `Rs 1,25,000.50`; whole rupees without paise, and the minus before the sign."""
    amount = abs(money).value
    digits = format_decimal(amount, format="#,##,##0.00" if amount % 1 else "#,##,##0", locale="en_IN")
    form = language.rupees_sms if channel == "sms" else language.rupees
    return ("-" if money < Money(0) else "") + form.format(amount=digits)


def show_measure(measure: Measure, language: Language) -> str:
    """`2 kg`, `250 g` for less than a kilo, `5` for pieces."""
    value, unit = measure.quantity.value, measure.unit
    if unit in _SMALLER and value and abs(value) < 1:
        value, unit = value * 1000, _SMALLER[unit]
    name = language.units.get(unit, unit)
    return f"{show_number(value)} {name}".rstrip()


def show_number(value: Decimal | int) -> str:
    """Lakh grouping, at most three decimals, none that are zero: `1,25,000`, `0.25`."""
    return format_decimal(value, format="#,##,##0.###", locale="en_IN")


def show_percent(value: Decimal) -> str:
    """A fraction in whole percent: 0.2 is `20%`."""
    return f"{(value * 100).quantize(Decimal(1), rounding=ROUND_HALF_UP)}%"


def show_date(value: date, language: Language, style: str | None) -> str:
    """`23 Nov`, with the style `weekday` `Monday`, with `long` `23 Nov 2026`, in the language's words.

    Indian scripts name the month in full: nobody writes CLDR's short forms, and "23 ಜನ" (Jan) is 23 people.
    """
    month = "MMM" if language.script == "Latn" else "MMMM"
    form = {"weekday": "EEEE", "long": f"d {month} y"}.get(style or "", f"d {month}")
    return format_date(value, form, locale=Locale.parse(language.locale))


def show_tick(day: date) -> str:
    """A day under a chart's axis, where names of months would run into each other: `7/12`, day first."""
    return f"{day.day}/{day.month}"


def show_time(value: time | datetime, language: Language) -> str:
    """`9 pm`, "रात 9:30 बजे": by a clock of twelve hours, with the part of the day, and no minutes that are zero.

    Of an instant also the day. An instant is shown as given: in the store's time zone.
    """
    hour = f"{value.hour % 12 or 12}" + (f":{value.minute:02d}" if value.minute else "")
    part = max(begins for begins in language.day_parts if begins <= value.hour)
    clock = language.day_parts[part].format(time=hour)
    return f"{show_date(value.date(), language, None)}, {clock}" if isinstance(value, datetime) else clock


def plural_form(value: object, forms: tuple[str, ...], language: Language) -> str:
    """The form that goes with a number, `forms` being in CLDR's order: one, (two, few, many,) other."""
    number = value.quantity.value if isinstance(value, Measure) else value
    if not isinstance(number, int | Decimal):
        raise TypeError(f"a plural needs a number, not {value!r}")
    locale = Locale.parse(language.locale)
    # CLDR counts decimals as written: 1.000 would be "other" in English.
    number = number.normalize() if isinstance(number, Decimal) else number
    present = locale.plural_form.tags | {"other"}
    order: list[str] = [tag for tag in ("zero", "one", "two", "few", "many", "other") if tag in present]
    return forms[min(order.index(locale.plural_form(number)), len(forms) - 1)]

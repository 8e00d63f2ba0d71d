"""A buyer who says to pay another day buys on credit, in every language."""

from __future__ import annotations

import pytest

from tests.unit.nlu.conftest import Hear

PROMISED = [
    ("en", "2 maggi to Salma aunty, she'll clear on monday"),
    ("en", "Imran took 3 coke promised money tomorrow"),
    ("hi-Latn", "Salma 2 maggi le gayi, bolti hai mahine ke baad degi"),
    ("hi-Latn", "Imran 3 coke le gaya, bola dunga fursat se"),
    ("hi", "सलमा 2 मैगी ले गई, पैसे शाम को"),
    ("mr", "गोखले काकू 2 मॅगी, पगार आल्यावर देतील"),
    ("mr-Latn", "Gokhale kaku 2 maggi nelya, ravivari detil"),
    ("bn", "মিঠু ২ ম্যাগি নিল, সোমবার দেবে"),
    ("bn-Latn", "Mithu 2 maggi nilo, sombar debe"),
    ("te", "సుజాత 2 మ్యాగీ తీసుకుంది, సోమవారం ఇస్తుంది"),
    ("te-Latn", "Sujatha 2 maggi teesukundi, somavaram istanandi"),
    ("ta", "செல்வி 2 மேகி வாங்கினாங்க, திங்கக்கிழமை தருவாங்க"),
    ("ta-Latn", "Selvi 2 maggi vaanginaanga, saturday taren nu sonnanga"),
    ("gu", "મીના 2 મેગી લઈ ગઈ, સોમવારે આપશે"),
    ("gu-Latn", "Meena 2 maggi lai gai, somvare aapi jashe"),
    ("kn", "ಲತಾ 2 ಮ್ಯಾಗಿ ತಗೊಂಡ್ರು, ಸೋಮವಾರ ಕೊಡ್ತಾರೆ"),
    ("kn-Latn", "Latha 2 maggi tagondru, somavara kodthare"),
    ("ml", "ഷീബ 2 മാഗി വാങ്ങി, തിങ്കളാഴ്ച തരും"),
    ("ml-Latn", "Sheeba 2 maggi vangi, thinkalazhcha tharaam ennu"),
    ("pa", "ਬਲਵੀਰ 2 ਮੈਗੀ ਲੈ ਗਿਆ, ਸੋਮਵਾਰ ਦੇਊਗਾ"),
    ("pa-Latn", "Balveer 2 maggi lai gaya, kehnda somvar nu daun"),
    ("or", "ମିନା 2 ମ୍ୟାଗି ନେଲା, ସୋମବାର ଦେଇଦେବ"),
    ("or-Latn", "Mina 2 maggi nela, sombar deideba"),
]
PAID = [
    ("en", "2 maggi to Salma aunty, she paid cash"),
    ("hi-Latn", "Salma ko 2 maggi di, paise de diye"),
    ("mr-Latn", "Gokhale kaku 2 maggi nelya, paise dile"),
    ("bn-Latn", "Mithu 2 maggi nilo, taka diyeche"),
    ("te-Latn", "Sujatha 2 maggi teesukundi, dabbulu ichindi"),
    ("ta-Latn", "Selvi 2 maggi vaanginaanga, kaasu kuduthutaanga"),
    ("gu-Latn", "Meena 2 maggi lai gai, paisa aapi didha"),
    ("kn-Latn", "Latha 2 maggi tagondru, duddu kottru"),
    ("ml-Latn", "Sheeba 2 maggi vangi, paisa thannu"),
    ("pa-Latn", "Balveer 2 maggi lai gaya, paise de gaya"),
    ("or-Latn", "Mina 2 maggi nela, paisa dela"),
]


@pytest.mark.parametrize(("language", "text"), PROMISED)
def test_to_pay_another_day_is_credit(hear: Hear, language: str, text: str) -> None:
    assert hear(text, "record_sale", language=language).frame.credit is True


@pytest.mark.parametrize(("language", "text"), PAID)
def test_paid_at_once_is_none(hear: Hear, language: str, text: str) -> None:
    assert hear(text, "record_sale", language=language).frame.credit is None

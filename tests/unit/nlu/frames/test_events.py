"""A question about days to come may say what comes up and on which day; other messages, and names of goods, do not."""

from __future__ import annotations

from datetime import date

import pytest

from domain.local_events.rules import KINDS
from nlu.groups import OF_DAYS
from nlu.lexicon import lexicon_alone, taught
from tests.unit.nlu.conftest import NOW, Hear

TOMORROW, TUESDAY, FRIDAY, SUNDAY = date(2026, 11, 23), date(2026, 11, 24), date(2026, 11, 27), date(2026, 11, 29)
assert NOW.date() == date(2026, 11, 22), "a Sunday"

QUESTIONS = {
    "en": ["there is a fair on sunday, how much milk will sell"],
    "hi": ["Sunday ko mela hai, kitna doodh lagega", "रविवार को मेला है, कितना दूध लगेगा"],
    "bn": ["রবিবার মেলা আছে, কত দুধ লাগবে", "robibar mela ache, koto dudh lagbe"],
    "mr": ["रविवारी जत्रा आहे, किती दूध लागेल", "ravivari jatra ahe, kiti dudh lagel"],
    "gu": ["રવિવારે મેળો છે, કેટલું દૂધ જોઈશે", "ravivare melo che, ketlu dudh joishe"],
    "pa": ["ਐਤਵਾਰ ਨੂੰ ਮੇਲਾ ਹੈ, ਕਿੰਨਾ ਦੁੱਧ ਲੱਗੇਗਾ", "aitvar nu mela hai, kinna dudh lagega"],
    "or": ["ରବିବାର ମେଳା ଅଛି, କେତେ କ୍ଷୀର ଲାଗିବ", "rabibara mela achhi, kete khira lagiba"],
    "ta": ["ஞாயிற்றுக்கிழமை திருவிழா, எவ்வளவு பால் தேவை", "nyayitru kizhamai thiruvizha, evlo paal thevai"],
    "te": ["ఆదివారం జాతర ఉంది, ఎన్ని పాలు", "adivaram jatara undi, enni palu"],
    "kn": ["ಭಾನುವಾರ ಜಾತ್ರೆ ಇದೆ, ಎಷ್ಟು ಹಾಲು ಬೇಕು", "bhanuvara jaatre ide, eshtu haalu beku"],
    "ml": ["ഞായറാഴ്ച ഉത്സവം ആണ്, എത്ര പാൽ വേണം", "njayarazhcha ulsavam anu, ethra paal venam"],
}

FOR_THE_WEDDING = {
    "ta": ["வெள்ளிக்கிழமை கல்யாணத்துக்கு எவ்வளவு பால் தேவை", "vellikizhamai kalyanathuku evlo paal thevai"],
    "te": ["శుక్రవారం పెళ్ళికి ఎన్ని పాలు కావాలి", "shukravaram pelliki enni palu kavali"],
    "kn": ["ಶುಕ್ರವಾರ ಮದುವೆಗೆ ಎಷ್ಟು ಹಾಲು ಬೇಕು", "shukravara maduvege eshtu haalu beku"],
    "ml": ["വെള്ളിയാഴ്ച കല്യാണത്തിന് എത്ര പാൽ വേണം", "velliyazhcha kalyanathinu ethra paal venam"],
}
"""Where case endings grow onto the word."""
TO_THE_MARKET = {
    "ta": "சந்தைக்கு போறேன் என்ன வாங்கணும்",
    "te": "సంతకి వెళ్తున్నా ఏం తేవాలి",
    "kn": "ಸಂತೆಗೆ ಹೋಗ್ತಿದೀನಿ ಏನು ತರಬೇಕು",
    "ml": "ചന്തയ്ക്ക് പോകുവാ എന്ത് വാങ്ങണം",
}


@pytest.mark.parametrize(("language", "text"), [(tag, text) for tag, texts in QUESTIONS.items() for text in texts])
def test_a_fair_on_sunday_in_every_language(hear: Hear, language: str, text: str) -> None:
    frame = hear(text, "demand_forecast", language=language).frame
    assert (frame.event, frame.day) == ("fair", SUNDAY)
    assert [item.sku for item in frame.items] == ["milk-loose"], "the fair is no product"
    assert not frame.as_dict().keys() & {"event", "day"}, "no entities of a message as product.md has them"


@pytest.mark.parametrize(
    ("text", "event", "day", "period"),
    [
        ("kal bandh hai kya mangwana hai", "strike", TOMORROW, None),
        ("mangalwar ko dukaan band hai, kya mangwaun", "shop_closed", TUESDAY, None),
        ("5 december ko shaadi hai, kya mangwana hai", "wedding", date(2026, 12, 5), None),
        ("raasta band hai kya mangwana hai", "road_closed", None, None),
        ("ravivar tak kya mangwana hai", None, None, None),
        ("kal kya mangwana hai", None, TOMORROW, None),
    ],
)
def test_events_and_days_of_a_question(
    hear: Hear, text: str, event: str | None, day: date | None, period: str | None
) -> None:
    frame = hear(text, "reorder_advice", language="hi").frame
    assert (frame.event, frame.day, frame.period) == (event, day, period)


@pytest.mark.parametrize(
    ("language", "text"), [(tag, text) for tag, texts in FOR_THE_WEDDING.items() for text in texts]
)
def test_an_event_with_its_case_ending_in_the_south(hear: Hear, language: str, text: str) -> None:
    frame = hear(text, "demand_forecast", language=language).frame
    assert (frame.event, frame.day) == ("wedding", FRIDAY)


@pytest.mark.parametrize(("language", "text"), list(TO_THE_MARKET.items()))
def test_who_goes_to_the_market_says_of_no_market_day(hear: Hear, language: str, text: str) -> None:
    assert hear(text, "reorder_advice", language=language).frame.event is None


def test_goods_that_are_called_like_an_event_are_goods(hear: Hear) -> None:
    frame = hear("naalaiku milk mela maggi evlo pogum", "demand_forecast", language="ta").frame
    assert frame.event is None, "'mela' is 'above' in Tamil"


@pytest.mark.parametrize(
    ("language", "text", "event"),
    [
        ("bn", "kal dokan bondh thakbe ki anbo", "shop_closed"),
        ("bn", "kal rasta bondh ki anbo", "road_closed"),
        ("bn", "শনিবার হাটবারে কত দুধ লাগবে", "market_day"),
        ("bn", "robibar biyete koto dudh lagbe", "wedding"),
        ("or", "kali dokan bandh kana mageibi", "shop_closed"),
        ("or", "ବାହାଘରେ କେତେ କ୍ଷୀର ଲାଗିବ", "wedding"),
        ("en", "road is blocked what should i order", "road_closed"),
    ],
)
def test_what_is_shut_is_no_strike_and_endings_hide_no_event(hear: Hear, language: str, text: str, event: str) -> None:
    assert hear(text, "reorder_advice", language=language).frame.event == event


@pytest.mark.parametrize("intent", ["record_sale", "check_stock", "sales_report"])
def test_other_messages_name_no_event(hear: Hear, intent: str) -> None:
    frame = hear("sunday ko mela hai 2 maggi", intent, language="hi").frame
    assert (frame.event, frame.day) == (None, None)
    assert intent not in OF_DAYS


@pytest.mark.parametrize("code", taught())
def test_every_language_has_words_for_every_kind(code: str) -> None:
    table = lexicon_alone(code).table("events")
    assert {kind for _, kind in table.entries()} - {"none"} == set(KINDS)

"""A time of day is said in every language as its people say it, and heard again as the same time."""

from __future__ import annotations

from datetime import datetime, time

import pytest

from bot.replies.texts import languages
from bot.replies.values import show_time
from nlu.frames.periods import find_hours
from nlu.lexicon import lexicon_of
from nlu.spelling.normalise import normalise
from nlu.spelling.tokens import tokenise

HOURS = (time(5, 30), time(9), time(12), time(18), time(21), time(0))
"""Before and after sunrise, noon, evening, night and midnight."""
SAID = {
    "en": ["5:30 am", "9 am", "12 pm", "6 pm", "9 pm", "12 am"],
    "hi": ["सुबह 5:30 बजे", "सुबह 9 बजे", "दोपहर 12 बजे", "शाम 6 बजे", "रात 9 बजे", "रात 12 बजे"],
    "hi-Latn": ["subah 5:30 baje", "subah 9 baje", "dopahar 12 baje", "shaam 6 baje", "raat 9 baje", "raat 12 baje"],
    "mr": ["पहाटे 5:30", "सकाळी 9", "दुपारी 12", "संध्याकाळी 6", "रात्री 9", "रात्री 12"],
    "mr-Latn": ["pahate 5:30", "sakali 9", "dupari 12", "sandhyakali 6", "ratri 9", "ratri 12"],
    "gu": ["સવારે 5:30", "સવારે 9", "બપોરે 12", "સાંજે 6", "રાત્રે 9", "રાત્રે 12"],
    "gu-Latn": ["savare 5:30", "savare 9", "bapore 12", "sanje 6", "ratre 9", "ratre 12"],
    "pa": ["ਸਵੇਰੇ 5:30 ਵਜੇ", "ਸਵੇਰੇ 9 ਵਜੇ", "ਦੁਪਹਿਰ 12 ਵਜੇ", "ਸ਼ਾਮ 6 ਵਜੇ", "ਰਾਤ 9 ਵਜੇ", "ਰਾਤ 12 ਵਜੇ"],
    "pa-Latn": ["sawere 5:30 vaje", "sawere 9 vaje", "dupehar 12 vaje", "shaam 6 vaje", "raat 9 vaje", "raat 12 vaje"],
    "bn": ["ভোর 5:30টা", "সকাল 9টা", "দুপুর 12টা", "সন্ধ্যা 6টা", "রাত 9টা", "রাত 12টা"],
    "bn-Latn": ["bhor 5:30 ta", "sokal 9 ta", "dupur 12 ta", "sondhya 6 ta", "rat 9 ta", "rat 12 ta"],
    "or": ["ଭୋର 5:30ଟା", "ସକାଳ 9ଟା", "ଦିପହର 12ଟା", "ସନ୍ଧ୍ୟା 6ଟା", "ରାତି 9ଟା", "ରାତି 12ଟା"],
    "or-Latn": ["bhora 5:30 ta", "sakala 9 ta", "dipahara 12 ta", "sandhya 6 ta", "rati 9 ta", "rati 12 ta"],
    "te": ["ఉదయం 5:30", "ఉదయం 9", "మధ్యాహ్నం 12", "సాయంత్రం 6", "రాత్రి 9", "రాత్రి 12"],
    "te-Latn": ["udayam 5:30", "udayam 9", "madhyahnam 12", "sayantram 6", "ratri 9", "ratri 12"],
    "ta": ["விடிகாலை 5:30 மணி", "காலை 9 மணி", "மதியம் 12 மணி", "சாயங்காலம் 6 மணி", "ராத்திரி 9 மணி", "ராத்திரி 12 மணி"],
    "ta-Latn": [
        "vidikaalai 5:30 mani",
        "kaalai 9 mani",
        "madhiyam 12 mani",
        "saayangalam 6 mani",
        "night 9 mani",
        "night 12 mani",
    ],
    "kn": ["ಬೆಳಗ್ಗೆ 5:30 ಗಂಟೆ", "ಬೆಳಗ್ಗೆ 9 ಗಂಟೆ", "ಮಧ್ಯಾಹ್ನ 12 ಗಂಟೆ", "ಸಂಜೆ 6 ಗಂಟೆ", "ರಾತ್ರಿ 9 ಗಂಟೆ", "ರಾತ್ರಿ 12 ಗಂಟೆ"],
    "kn-Latn": [
        "belagge 5:30 gante",
        "belagge 9 gante",
        "madhyahna 12 gante",
        "sanje 6 gante",
        "raatri 9 gante",
        "raatri 12 gante",
    ],
    "ml": ["പുലർച്ചെ 5:30 മണി", "രാവിലെ 9 മണി", "ഉച്ചയ്ക്ക് 12 മണി", "വൈകിട്ട് 6 മണി", "രാത്രി 9 മണി", "രാത്രി 12 മണി"],
    "ml-Latn": [
        "pularche 5:30 mani",
        "ravile 9 mani",
        "uchakku 12 mani",
        "vaikittu 6 mani",
        "rathri 9 mani",
        "rathri 12 mani",
    ],
}


@pytest.mark.parametrize("tag", sorted(languages()))
def test_a_time_is_said_with_its_part_of_the_day(tag: str) -> None:
    assert [show_time(at, languages()[tag]) for at in HOURS] == SAID[tag]


def test_an_instant_has_its_day() -> None:
    assert show_time(datetime(2026, 11, 24, 21, 30), languages()["en"]) == "24 Nov, 9:30 pm"


@pytest.mark.parametrize("tag", sorted(languages()))
def test_a_time_that_is_said_is_heard_as_the_same(tag: str) -> None:
    """Who reads "raat 9 baje" and writes it back for quiet hours means 21:00. Every half hour of the day."""
    lexicon = lexicon_of(tag.partition("-")[0])

    def heard(at: time) -> tuple[str | None, str | None]:
        return find_hours(tokenise(normalise(show_time(at, languages()[tag]))), lexicon)

    halves = [time(hour, minute) for hour in range(24) for minute in (0, 30)]
    assert [heard(at) for at in halves] == [(f"{at:%H:%M}", None) for at in halves]

"""Praise is told from a complaint in every language, in both scripts; what is neither is read by a person."""

from __future__ import annotations

import pytest
import yaml

from bot.support import complaints
from bot.support.complaints import complains
from nlu.lexicon import languages

PRAISE = {
    "en": ["Lovely, this is a great help", "my accounts are so easy now", "best thing I bought this year"],
    "hi": ["वाह भाई बहुत अच्छा बनाया है", "waah bhai bahut achha banaya hai", "dukan ka kaam aasaan kar diya"],
    "bn": ["দাদা অ্যাপটা সত্যি দারুণ", "dada app ta sotti darun", "dokaner kaje lagche khub"],
    "mr": ["दादा हे लय भारी बनवलंय", "dada he lay bhari banavlay", "dukanasathi khup changla ahe"],
    "te": ["అన్నా ఈ యాప్ సూపర్ గా ఉంది", "anna ee app super ga undi", "naa kottuki baga upayogapadutundi"],
    "ta": ["அண்ணா உங்க ஆப் அருமையா இருக்கு", "anna unga app arumaiya irukku", "kadai kanakku romba easy"],
    "gu": ["ભાઈ એપ જોરદાર બનાવી છે", "bhai app jordar banavi che", "dukan mate bahu kamni"],
    "kn": ["ಅಣ್ಣಾ ಆಪ್ ಸೂಪರ್ ಆಗಿದೆ", "anna app super agide", "angadi lekka tumba sulabha"],
    "ml": ["ചേട്ടാ ആപ്പ് അടിപൊളി ആയിട്ടുണ്ട്", "chetta app adipoli aayittundu", "kadayile kanakk eluppam aayi"],
    "pa": ["ਵੀਰ ਜੀ ਐਪ ਬਹੁਤ ਵਧੀਆ ਬਣੀ", "veer ji app bahut vadhiya bani", "dukan layi bahut changi cheez"],
    "or": ["ଭାଇ ଆପ ବହୁତ ବଢ଼ିଆ ହୋଇଛି", "bhai app bahut badhia heichi", "dokana hisab bahut sahaja heigala"],
}
COMPLAINTS = {
    "en": [
        "the app is nice but the totals come late",
        "it isn't helpful at all",
        "you charged me twice",
        "this does not work",
    ],
    "hi": [
        "अच्छा था लेकिन अब हिसाब गलत आता है",
        "accha tha lekin ab hisab galat aata hai",
        "mujhe pasand nahin aaya",
        "paise kat gaye mere",
    ],
    "bn": ["ভালো ছিল কিন্তু এখন ভুল লেখে", "bhalo chilo kintu ekhon vul lekhe", "ekdom bhalo na", "taka kete niyeche"],
    "mr": ["चांगलं आहे पण चुकीचं लिहितं", "changla ahe pan chukicha lihita", "avadla nahi mala he"],
    "te": ["బాగుంది కానీ తప్పులు వస్తున్నాయి", "bagundi kani tappulu vastunnayi", "baga pani cheyatledu idi"],
    "ta": ["நல்லா இருந்துச்சு ஆனா இப்ப தப்பா வருது", "nalla irundhuchu aana ippa thappa varudhu", "nalla illa idhu"],
    "gu": ["સારી છે પણ હિસાબ ખોટો આવે", "sari che pan hisab khoto aave", "mane gamyu nathi aa"],
    "kn": ["ಚೆನ್ನಾಗಿದೆ ಆದರೆ ತಪ್ಪು ಬರುತ್ತೆ", "chennagide adare tappu barutte", "app chennagi illa"],
    "ml": ["നല്ലതാണ് പക്ഷേ തെറ്റ് വരുന്നു", "nallathanu pakshe thettu varunnu", "enikk ishtamayilla ee app"],
    "pa": ["ਵਧੀਆ ਸੀ ਪਰ ਹਿਸਾਬ ਗਲਤ ਆਉਂਦਾ", "vadhiya si par hisab galat aunda", "changi nahi laggi mainu"],
    "or": ["ଭଲ ଥିଲା କିନ୍ତୁ ଏବେ ଭୁଲ ଆସୁଛି", "bhala thila kintu ebe bhul asuchi", "mote bhala laguni eita"],
}


@pytest.mark.parametrize(("code", "text"), [(code, text) for code, texts in PRAISE.items() for text in texts])
def test_praise_is_praise(code: str, text: str) -> None:
    assert not complains(text, code)


@pytest.mark.parametrize(("code", "text"), [(code, text) for code, texts in COMPLAINTS.items() for text in texts])
def test_a_complaint_is_one_also_where_it_begins_with_praise(code: str, text: str) -> None:
    assert complains(text, code)


@pytest.mark.parametrize("text", ["add a barcode scanner", "hmm", "", "👍👎"])
def test_what_is_neither_is_for_a_person(text: str) -> None:
    assert complains(text, "en")


def test_every_language_has_words_of_both_kinds() -> None:
    table = yaml.safe_load(complaints.Path(complaints.__file__).with_name("complaints.yml").read_text(encoding="utf-8"))
    codes = {row.code for row in languages()}
    assert set(table["praise"]) == set(table["complaint"]) == codes == set(PRAISE) == set(COMPLAINTS)

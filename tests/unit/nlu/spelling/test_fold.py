import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlu.spelling.fold import fold, romanise

SAME = [
    "chini cheeni chinni चीनी",
    "kitna kitnaa kithna kitana कितना",
    "doodh dudh dud दूध",
    "namkeen namakeen नमकीन",
    "masala masaala मसाला",
    "paanch panch पांच पाँच",
    "udhaar udhar udar उधार",
    "jeera zeera jira जीरा",
    "chahiye chahie चाहिए",
    "diya dia दिया",
    "gaye gae गए",
    "lakshmi laxmi लक्ष्मी",
    "sau सौ",
    "mitra मित्र",
    "sunita suneeta सुनीता",
    "rate raate",
    "dukaanon dukanon दुकानों",
    "kamkaj kaamkaaj",
    "badhiya badiya बढ़िया",
    "vazhai vaazhai valai வாழை",
    "thangam thangkam தங்கம்",
    "paruppu parupu பருப்பு",
    "kadugu கடுகு",
    "vetri vettri வெற்றி",
    "manjal மஞ்சள்",
    "pazham palam பழம்",
    "sambar saambaar சாம்பார்",
    "kizhangu kilangu കിഴങ്ങ്",
    "thenga തേങ്ങ",
    "manjal മഞ്ഞൾ",
    "pachakkari pachakari പച്ചക്കറി",
    "nambar nambaru నంబరు",
    "santosham samtosham సంతోషం",
    "jinis jinish জিনিস",
    "vidyut विद्युत",
    "ଟଙ୍କା tanka",
]
APART = [
    ("garam", "gram"),
    ("dal", "dil"),
    ("chini", "chuna"),
    ("teen", "taan"),
    ("maggi", "muggi"),
    ("kal", "kul"),
    ("atta", "itti"),
    ("dhai", "de"),
    ("nau", "no"),
    ("til", "tel"),
    ("mirch", "march"),
    ("mohan", "mahina"),
    ("kamal", "kamla"),
    ("masala", "masali"),
    ("pachis", "pachas"),
    ("chhabbis", "chaubis"),
    ("chhattis", "chautis"),
    ("chhihattar", "chauhattar"),
    ("sattar", "sathattar"),
    ("namak", "namkeen"),
    ("salman", "salma"),
    ("bana", "banana"),
    ("salt", "sold"),
    ("case", "cash"),
    ("पेस्ट", "paisath"),
    ("marchu", "march"),
    ("તોંતેર", "tamatar"),
    ("kyon", "kaun"),
    ("dahi", "dhai"),
]


@pytest.mark.parametrize("words", SAME)
def test_spellings_of_a_word_meet(words: str) -> None:
    assert len({fold(word) for word in words.split()}) == 1


@pytest.mark.parametrize(("one", "other"), APART)
def test_different_words_stay_apart(one: str, other: str) -> None:
    assert fold(one) != fold(other)


@pytest.mark.parametrize(
    ("word", "latin"),
    [
        ("ਚੀਨੀ", "chini"),
        ("চিনি", "chini"),
        ("ಹಾಲು", "haalu"),
        ("പാൽ", "paal"),
        ("ସାବୁନ", "saabuna"),
        ("દૂધ", "dudh"),
        ("பருப்பு", "paruppu"),
        ("தங்கம்", "thangam"),
        ("வெற்றி", "vetri"),
        ("മഞ്ഞൾ", "manjal"),
    ],
)
def test_every_script_reads_as_latin(word: str, latin: str) -> None:
    assert romanise(word) == latin


def test_signs_keep_a_key_of_their_own() -> None:
    assert (fold("?"), fold("👍"), fold("5")) == ("?", "u1f44d", "5")


def test_a_number_is_no_word_with_doubled_letters() -> None:
    assert (fold("100"), fold("1000"), fold("55")) == ("100", "1000", "55")


@settings(max_examples=300, deadline=None)
@given(st.text(min_size=1, max_size=12))
def test_a_key_is_ascii_and_never_empty(word: str) -> None:
    assert fold(word)
    assert fold(word).isascii()

from decimal import Decimal

import pytest

from nlu.lexicon import lexicon_of
from nlu.spelling.normalise import normalise
from nlu.spelling.tokens import tokenise
from nlu.words.numbers import NumberReader, bare_number

HINDI = {
    "dhai": "2.5",
    "dedh sau": "150",
    "sawa 2": "2.25",
    "saadhe teen": "3.5",
    "paune do": "1.75",
    "do sau pachaas": "250",
    "ek sau bees": "120",
    "paanch hazaar": "5000",
    "dedh lakh": "150000",
    "sawa sau": "125",
    "paune sau": "75",
    "डेढ़ सौ": "150",
    "ढाई": "2.5",
    "साढ़े तीन": "3.5",
    "उनतालीस": "39",
    "साठ": "60",
    "सात": "7",
    "saath": "60",
    "saat": "7",
    "५": "5",
    "1 1/2": "1.5",
    "½": "0.5",
    "aadha": "0.5",
}
ENGLISH = {
    "two and a half": "2.5",
    "twenty five": "25",
    "half": "0.5",
    "three hundred": "300",
    "10k": "10000",
    "four hundred and fifty": "450",
    "two hundred n five": "205",
    "three thousand and two hundred": "3200",
    "one thousand two hundred and ten": "1210",
    "1/4": "0.25",
}


@pytest.mark.parametrize(("said", "value"), HINDI.items())
def test_hindi_numbers(said: str, value: str) -> None:
    assert bare_number(tokenise(normalise(said)), lexicon_of("hi")) == Decimal(value)


@pytest.mark.parametrize(("said", "value"), ENGLISH.items())
def test_english_numbers(said: str, value: str) -> None:
    assert bare_number(tokenise(normalise(said)), lexicon_of("en")) == Decimal(value)


@pytest.mark.parametrize("said", ["2 kilo", "maggi", "2 3", "", "for", "so", "kar do"])
def test_more_than_a_number_is_no_bare_number(said: str) -> None:
    assert bare_number(tokenise(normalise(said)), lexicon_of("hi")) is None


def _values(said: str) -> list[str]:
    reader = NumberReader(tokenise(normalise(said)), lexicon_of("hi"), lambda _: False)
    return [str(number.value) for number in reader.read()]


def test_do_is_two_before_a_unit_and_give_after_a_verb() -> None:
    assert _values("do kilo likh do") == ["2"]


def test_numbers_side_by_side_in_digits_stay_two() -> None:
    assert _values("100 5") == ["100", "5"]


def test_and_between_two_lines_adds_nothing() -> None:
    tokens = tokenise(normalise("lux for one hundred and five coke"))
    names = {index for index, token in enumerate(tokens) if token.text in ("lux", "coke")}
    reader = NumberReader(tokens, lexicon_of("hi"), names.__contains__)
    assert [number.value for number in reader.read()] == [100, 5]


@pytest.mark.parametrize(
    ("said", "language", "values"),
    [
        ("randennam irunnooru", "ml", ["2", "200"]),
        ("moonu ayiram", "ml", ["3000"]),
        ("rendu munnooru", "ta", ["2", "300"]),
    ],
)
def test_a_word_that_says_its_hundreds_itself_is_not_multiplied(said: str, language: str, values: list[str]) -> None:
    reader = NumberReader(tokenise(normalise(said)), lexicon_of(language), lambda _: False)
    assert [str(number.value) for number in reader.read()] == values

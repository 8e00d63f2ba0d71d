import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlu.spelling.normalise import normalise

CASES = {
    "10pkt,maggi": "10 pkt , maggi",
    "2kilo chini": "2 kilo chini",
    "दूध–२": "दूध - 2",
    "½ kg": "1/2 kg",
    "1½kilo": "1 1/2 kilo",
    "Rs.20 rs 30 ₹40": "₹ 20 ₹ 30 ₹ 40",
    "20/- wala": "₹ 20 wala",
    "rs.20/-each": "₹ 20 each",
    "12,500 diye": "12500 diye",
    "1,25,000": "125000",
    "10,20": "10 , 20",
    "Parle-G 5": "Parle-G 5",
    "7up 2": "7up 2",
    "5-star 3": "5-star 3",
    "maggi5 coke2": "maggi 5 coke 2",
    "chini-1.5kg.": "chini - 1.5 kg .",
    ".5kg": "0.5 kg",
    "31/3/27 9:30pm": "31/3/27 9:30 pm",
    "Sita’s": "Sita's",
    "haan 👍🏽👍": "haan 👍",
    "5️⃣ maggi": "5 maggi",
    "\u200bmag\u200bgi\u200d": "maggi",
    "क्\u200dष": "क्\u200dष",
    "hello!!!": "hello !",
    "@40": "@ 40",
    "ke taka rekhe6e, alu a6e ki": "ke taka rekhechhe , alu achhe ki",
    "kore66i ge6ilo": "korechhi gechhilo",
    "dim6ta chini6kg frooti6oreo4 lux 6e": "dim 6 ta chini 6 kg frooti 6 oreo 4 lux 6 e",
    "  ": "",
}


@pytest.mark.parametrize(("typed", "expected"), CASES.items())
def test_typed_text_becomes_tokens(typed: str, expected: str) -> None:
    assert normalise(typed) == expected


ODD = st.text(alphabet=st.sampled_from(list("ab xRrs.₹0129,/-:@'&½३कि्दpmst –👍🏽\u200d_%+=M1")), max_size=14)


@settings(max_examples=400, deadline=None)
@given(st.one_of(ODD, st.text(max_size=14)))
def test_normalising_twice_changes_nothing(typed: str) -> None:
    once = normalise(typed)
    assert normalise(once) == once


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=20))
def test_tokens_have_one_space_between(typed: str) -> None:
    assert normalise(typed) == " ".join(normalise(typed).split())


def test_a_digit_that_the_standard_library_does_not_know_stays() -> None:
    assert normalise("\U0001e5f1") == "\U0001e5f1"

"""Where features stand, by the hashes of their names."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from nlu.rasa.places import Places

NAMES = st.lists(st.text(min_size=1), unique=True)


@given(NAMES)
def test_every_name_has_one_place_and_others_have_none(names: list[str]) -> None:
    places = Places.of(names)
    found = places.known([(name, float(number)) for number, name in enumerate(names)])
    assert [names[places.order[place]] for place, _ in found] == names
    assert [int(weight) for _, weight in found] == list(range(len(names)))
    assert places.hold([*names, "no such name \x00\x01"]) == [*[True] * len(names), False]


def test_places_are_found_again_after_they_were_stored() -> None:
    stored = Places.of(["k:ma", "w:maggi", "l:gi"]).hashes
    assert Places(stored).hold(["w:maggi", "w:yippee"]) == [True, False]

import pytest

from actions.contract import Phrase
from actions.reasons import of_festival
from actions.replies import REPLIES
from analytics.festivals import MAJOR


@pytest.mark.parametrize("name", sorted(set(MAJOR.values())))
def test_every_festival_has_a_name_to_be_said_by(name: str) -> None:
    festival = of_festival(name, 6).params["festival"]
    assert isinstance(festival, Phrase)
    assert festival.key in REPLIES


@pytest.mark.parametrize(
    ("days", "key"), [(0, "reason.festival_today"), (1, "reason.festival_tomorrow"), (2, "reason.festival")]
)
def test_a_festival_is_today_tomorrow_or_in_some_days(days: int, key: str) -> None:
    said = of_festival("Diwali", days)
    assert said.key == key
    assert said.params.get("days") == (days if key == "reason.festival" else None)

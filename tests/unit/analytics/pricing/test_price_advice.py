from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.pricing.advice import advise, margin
from analytics.pricing.contract import Elasticity, Level, Tag, levels_of_detail
from analytics.pricing.elasticity import ASSUMED
from domain.values import Money


def tag(price: str, cost: str, mrp: str | None = None, **other: object) -> Tag:
    values = {"daily": 10.0, **other}
    return Tag(price=Money(price), cost=Money(cost), mrp=Money(mrp) if mrp else None, **values)  # type: ignore[arg-type]


def level(price: str, days: int, daily: float) -> Level:
    return Level(Money(price), days, daily)


def test_at_mrp_with_a_thin_margin_nothing_can_be_raised() -> None:
    advice = advise(tag("36", "31.70", "36"))
    assert (advice.recommended, advice.reason) == (Money(36), "at_mrp")
    assert advice.margin == Decimal("0.119")


def test_above_mrp_the_price_comes_down_to_it_however_far() -> None:
    advice = advise(tag("50", "31", "36"))
    assert (advice.recommended, advice.reason) == (Money(36), "lower_to_mrp")
    assert all(scenario.price.value <= 36 for scenario in advice.scenarios)


def test_below_the_target_margin_the_price_goes_up_by_a_tenth_at_most() -> None:
    # 41.50 / 0.8 = 51.88, and a tenth above 46 is 50.60: ₹50.
    advice = advise(tag("46", "41.50"))
    assert (advice.recommended, advice.reason) == (Money(50), "raise_to_margin")


def test_the_target_margin_is_reached_where_it_can_be() -> None:
    # 215 / 0.8 = 268.75, loose, in steps of five.
    advice = advise(tag("260", "215"))
    assert (advice.recommended, advice.reason) == (Money(270), "raise_to_margin")
    assert advice.margin >= Decimal("0.20")


def test_packed_goods_go_up_to_mrp_and_not_above() -> None:
    assert advise(tag("34", "31.70", "36")).recommended == Money(36)
    assert advise(tag("92", "81", "92.50")).recommended == Money("92.50")


def test_another_shops_price_holds_the_rise_back() -> None:
    assert advise(tag("46", "41.50", competitor=Money(48))).recommended == Money(48)
    held = advise(tag("46", "41.50", competitor=Money(45)))
    assert (held.recommended, held.reason) == (Money(46), "keep")


def test_a_small_price_without_a_step_in_reach_is_kept() -> None:
    # 7.25 is wanted, ₹8 is more than a tenth.
    assert (advise(tag("7", "5.80")).recommended, advise(tag("7", "5.80")).reason) == (Money(7), "keep")


def test_a_good_margin_is_kept() -> None:
    assert advise(tag("36", "27")).reason == "keep"


def test_a_price_that_sold_as_well_before_is_advised_again() -> None:
    advice = advise(tag("40", "29", levels=(level("40", 60, 10.0), level("43", 30, 9.8), level("44", 30, 7.0))))
    assert (advice.recommended, advice.reason) == (Money(43), "raise_within_history")


@pytest.mark.parametrize(
    "higher", [level("43", 13, 10.0), level("43", 30, 9.0), level("45", 30, 10.0)], ids=["short", "less", "too far"]
)
def test_a_price_that_did_not_prove_itself_is_not(higher: Level) -> None:
    assert advise(tag("40", "29", levels=(level("40", 60, 10.0), higher))).reason == "keep"


def test_what_does_not_move_is_lowered_but_not_below_the_target_margin() -> None:
    lowered = advise(tag("60", "30", overstocked=True))
    assert (lowered.recommended, lowered.reason) == (Money(56), "lower_to_sell")
    # 46.40 / 0.8 = 58, already the price.
    assert advise(tag("58", "46.40", overstocked=True)).reason == "keep"
    assert advise(tag("46", "41.50", overstocked=True)).reason == "keep"


def test_scenarios_go_from_the_smallest_step_to_the_largest() -> None:
    rising = advise(tag("260", "215"))
    assert [scenario.price for scenario in rising.scenarios] == [Money(265), Money(270), Money(285)]
    falling = advise(tag("36", "31.70", "36"))
    assert [scenario.price for scenario in falling.scenarios] == [Money(36), Money(35), Money(34)]
    assert [scenario.name for scenario in falling.scenarios] == ["conservative", "moderate", "aggressive"]


def test_scenarios_say_what_would_sell_and_what_would_stay() -> None:
    moderate = advise(tag("260", "215")).scenarios[1]
    # 10 × (270 / 260) ** -1.5
    assert moderate.expected_daily == Decimal("9.450")
    assert moderate.margin == Decimal("0.204")


def test_without_price_changes_the_elasticity_is_assumed_and_says_so() -> None:
    advice = advise(tag("46", "41.50", levels=(level("46", 365, 9.0),)))
    assert advice.elasticity == ASSUMED
    assert advice.to_detail()["elasticity"]["source"] == "assumed"


def test_what_is_stored_is_text_and_comes_back() -> None:
    levels = (level("40", 60, 10.0), level("43", 30, 9.8))
    advice = advise(tag("40", "29", lowest=Money(38), highest=Money(43), changes=2, levels=levels))
    detail = advice.to_detail()
    assert levels_of_detail(detail) == levels
    known = Elasticity.of_detail(detail["elasticity"])
    assert (known.source, known.value) == (advice.elasticity.source, pytest.approx(advice.elasticity.value, abs=0.001))
    assert detail["history"] == {"lowest": "38.00", "highest": "43.00", "changes": "2"}
    assert detail["bounds"] == {"floor": "36.00", "ceiling": "44.00"}


def test_margin_is_a_share_of_the_price() -> None:
    assert margin(Money(50), Money(40)) == Decimal("0.200")


prices = st.decimals("1", "4000", places=2)


@given(
    price=prices,
    cost=prices,
    mrp=st.none() | prices,
    daily=st.floats(0, 100),
    overstocked=st.booleans(),
    competitor=st.none() | prices,
    levels=st.lists(st.tuples(prices, st.integers(1, 90), st.floats(0, 50)), max_size=4),
)
def test_no_price_is_above_mrp_or_a_tenth_away(
    price: Decimal,
    cost: Decimal,
    mrp: Decimal | None,
    daily: float,
    overstocked: bool,
    competitor: Decimal | None,
    levels: list[tuple[Decimal, int, float]],
) -> None:
    advice = advise(
        Tag(
            price=Money(price),
            cost=Money(cost),
            mrp=None if mrp is None else Money(mrp),
            daily=daily,
            overstocked=overstocked,
            competitor=None if competitor is None else Money(competitor),
            levels=tuple(Level(Money(one[0]), one[1], one[2]) for one in levels),
        )
    )
    for charged in (advice.recommended, *(scenario.price for scenario in advice.scenarios)):
        assert charged.value > 0
        assert mrp is None or charged.value <= mrp
        if mrp is None or price <= mrp:
            assert Decimal("0.9") * price <= charged.value <= Decimal("1.1") * price
    assert advice.recommended in [scenario.price for scenario in advice.scenarios]
    if advice.reason == "keep":
        assert advice.recommended == Money(price)

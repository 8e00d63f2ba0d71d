"""The demo catalogue is whole, and products that are easily confused differ in how they sell."""

from __future__ import annotations

from domain.demo.profile import SHELF, SUPPLIERS, catalogue


def test_every_product_has_habits_that_make_sense() -> None:
    products = catalogue()
    assert len(products) == len({product.sku for product in products}) == 113
    for product in products:
        assert product.unit in ("kg", "l", "pc"), product.sku
        assert 0 < product.cost < product.price, product.sku
        assert product.mrp is None or product.price <= product.mrp, product.sku
        assert product.supplier in SUPPLIERS, product.sku
        assert product.daily_sales > 0, product.sku
        assert product.order_pack > 0, product.sku
        assert -1 < product.summer < 1, product.sku


def test_the_usual_one_of_two_outsells_the_other() -> None:
    daily = {product.sku: product.daily_sales for product in catalogue()}
    assert daily["maggi-70g"] > 5 * daily["maggi-280g"]
    assert daily["milk-amul-500ml"] != daily["milk-loose"]
    assert daily["parle-g-10"] != daily["parle-g-5"]
    assert set(SHELF) <= set(daily)

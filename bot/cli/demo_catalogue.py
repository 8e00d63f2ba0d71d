"""The demo store's catalogue as understanding takes it, without a database."""

from __future__ import annotations

from nlu.contract import Product


def demo_catalogue() -> tuple[Product, ...]:
    """The products of a demo store, with their prices and how much of each sells a day."""
    from domain.demo.profile import catalogue

    return tuple(
        Product(
            sku=product.sku,
            name=product.name,
            unit=product.unit,
            price=product.price,
            brand=product.brand,
            category=product.category,
            pack=product.pack,
            mrp=product.mrp,
            cost=product.cost,
            daily_sales=product.daily_sales,
        )
        for product in catalogue()
    )

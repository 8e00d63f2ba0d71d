"""Every table, so that one import knows them all (migrations, tests)."""

from domain.base import Base
from domain.catalogue.models import PriceChange, Product, ProductAlias
from domain.conversations.models import Conversation, DeliveryEvent, Inbound, Outbound
from domain.customers.models import Customer
from domain.insights.models import Advice, Alert, Forecast
from domain.journal.models import Entry
from domain.ledger.models import LedgerEntry
from domain.sales.models import Sale, SaleLine
from domain.stock.models import Batch, StockMovement
from domain.stores.models import Store, User
from domain.suppliers.models import Purchase, Supplier, SupplierOrder, SupplierOrderLine

__all__ = [
    "Advice",
    "Alert",
    "Base",
    "Batch",
    "Conversation",
    "Customer",
    "DeliveryEvent",
    "Entry",
    "Forecast",
    "Inbound",
    "LedgerEntry",
    "Outbound",
    "PriceChange",
    "Product",
    "ProductAlias",
    "Purchase",
    "Sale",
    "SaleLine",
    "StockMovement",
    "Store",
    "Supplier",
    "SupplierOrder",
    "SupplierOrderLine",
    "User",
]

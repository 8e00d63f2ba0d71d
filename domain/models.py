"""Every table, so that one import knows them all (migrations, tests)."""

from domain.access.models import ApiKey, KeptAnswer, PosReceipt
from domain.agents.models import Agent, AgentSession, StoreAccess
from domain.audit.models import AuditRow
from domain.base import Base
from domain.catalogue.models import CompetitorPrice, PriceChange, Product, ProductAlias
from domain.conversations.models import Conversation, DeliveryEvent, Inbound, Outbound
from domain.customers.models import Customer
from domain.dashboard.models import DashboardSession
from domain.feedback.models import Feedback
from domain.insights.models import AdviceSheet, Alert, ForecastModel, ForecastScore, ForecastSheet, ModelWarning, Night
from domain.journal.models import Entry
from domain.labels.models import Label
from domain.ledger.models import LedgerEntry
from domain.licences.models import Licence
from domain.local_events.models import LocalEvent, LocalEventRemoval
from domain.price_lists.models import PriceList
from domain.privacy.models import Consent
from domain.sales.models import Sale, SaleLine
from domain.stock.models import Batch, StockMovement
from domain.stores.models import Store, User
from domain.suppliers.models import OrderReceipt, Purchase, Supplier, SupplierOrder, SupplierOrderLine
from domain.support.models import Case, Note

__all__ = [
    "AdviceSheet",
    "Agent",
    "AgentSession",
    "Alert",
    "ApiKey",
    "AuditRow",
    "Base",
    "Batch",
    "Case",
    "CompetitorPrice",
    "Consent",
    "Conversation",
    "Customer",
    "DashboardSession",
    "DeliveryEvent",
    "Entry",
    "Feedback",
    "ForecastModel",
    "ForecastScore",
    "ForecastSheet",
    "Inbound",
    "KeptAnswer",
    "Label",
    "LedgerEntry",
    "Licence",
    "LocalEvent",
    "LocalEventRemoval",
    "ModelWarning",
    "Night",
    "Note",
    "OrderReceipt",
    "Outbound",
    "PosReceipt",
    "PriceChange",
    "PriceList",
    "Product",
    "ProductAlias",
    "Purchase",
    "Sale",
    "SaleLine",
    "StockMovement",
    "Store",
    "StoreAccess",
    "Supplier",
    "SupplierOrder",
    "SupplierOrderLine",
    "User",
]

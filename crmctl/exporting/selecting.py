"""Which fields and which rows go out."""

from collections.abc import Sequence
from dataclasses import dataclass

from crmctl.errors import UsageError
from crmctl.exporting.request import Request
from crmctl.records import editing, filters, registry
from crmctl.records.fields import Field
from crmctl.records.kinds import Kind
from crmctl.records.values import Context
from crmctl.storage.conditions import Condition
from crmctl.storage.queries import Order
from crmctl.storage.session import Session

# What goes out when nobody says what.
DEFAULTS = {
    "contacts": (
        "first_name", "last_name", "email", "phone", "job_title", "account_name", "lifecycle",
        "tags", "created_at",
    ),
    "accounts": (
        "name", "domain", "website", "industry", "type", "segment", "employee_count", "phone",
        "created_at",
    ),
    "deals": (
        "name", "value", "currency", "stage", "probability", "expected_close_date",
        "account_name", "contact_email", "created_at",
    ),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Selection:
    """Fields in their order, and the rows that meet every condition."""

    kind: Kind
    fields: tuple[Field, ...]
    where: tuple[Condition, ...]
    order: tuple[Order, ...]


def select(
    kind: Kind,
    names: Sequence[str],
    expressions: Sequence[str],
    search: str,
    sort: str | None,
    context: Context,
) -> Selection:
    """The selection as asked for; UsageError that names what does not hold."""
    chosen = tuple(kind.fields.get(name) for name in dict.fromkeys(names))
    if not chosen:
        raise UsageError("There is nothing to export: name fields with --fields")
    where = [*filters.parse(kind, expressions, context), *filters.search(kind, search)]
    return Selection(kind, chosen, tuple(where), tuple(filters.order(kind, sort)))


def of_request(session: Session, request: Request) -> Selection:
    """The selection that an export asks for."""
    return select(
        registry.kind(request.type),
        request.fields,
        request.filters,
        request.search,
        request.sort,
        editing.context(session),
    )


def every_field(kind: Kind) -> list[str]:
    """The fields that an import takes back, those of parts of others left out."""
    return [name for name in kind.fields.importable() if name != "full_name"]

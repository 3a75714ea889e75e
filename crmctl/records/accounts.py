"""Accounts: the companies that contacts and deals belong to."""

from collections.abc import Sequence

from crmctl.records import domains, fields, phones, shape, spelling
from crmctl.records.fields import Field, FieldSet
from crmctl.records.kinds import Columns, Kind
from crmctl.storage import tables
from crmctl.storage.conditions import Place
from crmctl.storage.queries import Row
from crmctl.storage.session import Session

PARENT_NAME = Field("parent_name", "reference", Place("name", link="parent_id"))

FIELDS = FieldSet(
    (
        *fields.plain("text", "name"),
        *fields.plain("domain", "domain"),
        *fields.plain("url", "website"),
        *fields.plain("text", "industry"),
        *fields.plain("integer", "employee_count"),
        *fields.plain("money", "annual_revenue"),
        *fields.plain("phone", "phone"),
        *fields.ADDRESS,
        fields.choice("type", "prospect", "customer", "partner"),
        fields.choice("segment", "smb", "mid-market", "enterprise"),
        fields.OWNER,
        PARENT_NAME,
        fields.LINKEDIN,
        *fields.TAIL,
        *fields.plain("text", "industry_code", "employee_range", "revenue_range"),
        *fields.plain("percent", "health_score"),
        *fields.plain("boolean", "ideal_customer_profile"),
        *fields.plain("link", "parent_id"),
        fields.OWNER_ID,
        *fields.IDENTITY,
    )
)


def _key_names(columns: Columns, _current: Sequence[Row | None]) -> None:
    """What the names have in common with others' ways to write them."""
    if "name" in columns:
        columns["name_key"] = [spelling.key(name or "") for name in columns["name"]]


def _derive(session: Session, columns: Columns, current: Sequence[Row | None]) -> None:
    """The key of the name, the domain where only the website is known, the phone's E.164 form."""
    if None in current:
        columns["made_in_run"] = [session.actor.correlation] * len(current)
    _key_names(columns, current)
    if "website" in columns:
        known = shape.present(columns, "domain", current)
        columns["domain"] = [
            domain or domains.of_website(website)
            for domain, website in zip(known, columns["website"], strict=True)
        ]
    if {"phone", "address"} & columns.keys():
        columns["phone_e164"] = phones.e164_of(
            shape.present(columns, "phone", current),
            shape.present(columns, "address", current),
            session.actor.country,
        )


KIND = Kind(
    name="account",
    plural="accounts",
    table=tables.accounts,
    fields=FIELDS,
    searched=(Place("name"), Place("domain"), Place("website"), Place("industry"), Place("notes")),
    shown=("name", "domain", "industry", "type", "segment", "employee_count"),
    told={"name": "name", "domain": "domain"},
    derive=_derive,
    key_names=_key_names,
    needs=("name",),
)

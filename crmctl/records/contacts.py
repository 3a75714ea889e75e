"""Contacts: a person, with a first name or an email at least."""

from collections.abc import Sequence
from typing import Any

from crmctl.records import contact_addresses, fields, phones, shape, spelling
from crmctl.records.fields import Field, FieldSet
from crmctl.records.kinds import Columns, Kind
from crmctl.storage import tables
from crmctl.storage.conditions import Place
from crmctl.storage.queries import Row
from crmctl.storage.session import Session

LIFECYCLE = (
    "subscriber",
    "lead",
    "marketing_qualified",
    "sales_qualified",
    "opportunity",
    "customer",
    "evangelist",
    "other",
)
FULL_NAME = Field("full_name", "name", Place("first_name", then="last_name"))
ACCOUNT_NAME = Field("account_name", "reference", Place("name", link="account_id"))
ACCOUNT_DOMAIN = Field("account_domain", "domain", Place("domain", link="account_id"))

FIELDS = FieldSet(
    (
        *fields.plain("text", "first_name", "last_name"),
        FULL_NAME,
        *fields.plain("email", "email"),
        Field("other_email", "emails", Place("emails", many=True, item_type="other")),
        *fields.plain("phone", "phone"),
        Field("mobile_phone", "phones", Place("phones", many=True, item_type="mobile")),
        Field("other_phone", "phones", Place("phones", many=True, item_type="other")),
        *fields.plain("text", "job_title", "department"),
        ACCOUNT_NAME,
        ACCOUNT_DOMAIN,
        *fields.ADDRESS,
        fields.LINKEDIN,
        Field("twitter", "text", Place("social_links", key="twitter")),
        Field("website", "url", Place("social_links", key="website")),
        fields.choice("lifecycle", *LIFECYCLE),
        *fields.plain("integer", "lead_score"),
        *fields.plain("text", "source"),
        fields.OWNER,
        Field("tags", "tags", Place("tags", many=True)),
        Field("email_opt_in", "boolean", Place("email_opt_in"), consent=True),
        *fields.plain("date", "birthday"),
        *fields.TAIL,
        *fields.plain("text", "score_tier", "source_detail"),
        Field("marketing_consent", "boolean", Place("marketing_consent"), consent=True),
        *fields.plain("moment", "consent_date"),
        *fields.plain("link", "account_id"),
        fields.OWNER_ID,
        *fields.IDENTITY,
    )
)


def _key_names(columns: Columns, current: Sequence[Row | None]) -> None:
    """What the names have in common with others' ways to write them."""
    if {"first_name", "last_name"} & columns.keys():
        both = (shape.present(columns, name, current) for name in ("first_name", "last_name"))
        columns["name_key"] = list(map(spelling.full_key, *both))


def _derive(session: Session, columns: Columns, current: Sequence[Row | None]) -> None:
    """The key of the name, and the E.164 form of each number by the country of the address."""
    _key_names(columns, current)
    if not {"phone", "phones", "address"} & columns.keys():
        return
    addresses = shape.present(columns, "address", current)
    default = session.actor.country
    numbers = shape.present(columns, "phone", current)
    columns["phone_e164"] = phones.e164_of(numbers, addresses, default)
    if "phones" in columns:
        columns["phones"] = [
            items and [_with_form(item, phones.country_of(address, default)) for item in items]
            for items, address in zip(columns["phones"], addresses, strict=True)
        ]


def _with_form(item: dict[str, str], country: str | None) -> dict[str, str]:
    form = phones.e164(item["value"], country)
    return {**item, "e164": form} if form else item


def _tell(data: dict[str, Any]) -> dict[str, Any]:
    data["shouldEnrich"] = "email" in data
    return data


KIND = Kind(
    name="contact",
    plural="contacts",
    table=tables.contacts,
    fields=FIELDS,
    searched=(
        FULL_NAME.place,
        Place("email"),
        Place("phone"),
        Place("job_title"),
        Place("notes"),
        ACCOUNT_NAME.place,
    ),
    shown=("first_name", "last_name", "email", "phone", "job_title", "lifecycle", "tags"),
    told={"email": "email", "source": "source"},
    derive=_derive,
    key_names=_key_names,
    derives_alone=True,
    needs=("first_name", "email"),
    tell=_tell,
    keep=contact_addresses.keep,
    looked_at=(*contact_addresses.COLUMNS, "phone_e164", "name_key"),
    drop=contact_addresses.drop,
)

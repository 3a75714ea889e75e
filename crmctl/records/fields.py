"""The fields that users name, what each may hold, and where it lives in a row."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from crmctl.errors import UsageError
from crmctl.storage.conditions import Place

Type = Literal[
    "text",
    "long_text",
    "name",
    "email",
    "emails",
    "phone",
    "phones",
    "url",
    "domain",
    "date",
    "moment",
    "integer",
    "percent",
    "money",
    "currency",
    "boolean",
    "opt_out",
    "choice",
    "stage",
    "tags",
    "owner",
    "link",
    "reference",
]

CUSTOM = "custom."


@dataclass(frozen=True, slots=True)
class Field:
    """One field by the name of the contract: its type and its place in the row."""

    name: str
    type: Type
    place: Place
    choices: tuple[str, ...] = ()
    # Given by the program, not by hand.
    read_only: bool = False
    # Another name of a field that is there already.
    alias: bool = False
    # Whether somebody has agreed to something: what is taken back is not given again unasked.
    consent: bool = False

    @property
    def importable(self) -> bool:
        """Whether a column of a file may hold it; ids of other records mean nothing there."""
        return not (self.read_only or self.alias or self.type == "link")


@dataclass(frozen=True)
class FieldSet:
    """The fields of one kind of record."""

    fields: tuple[Field, ...]

    @cached_property
    def _by_name(self) -> dict[str, Field]:
        return {field.name: field for field in self.fields}

    def names(self) -> list[str]:
        """Every name, in the order of the contract."""
        return [field.name for field in self.fields]

    def importable(self) -> list[str]:
        """The names that a column of a file may go to."""
        return [field.name for field in self.fields if field.importable]

    def get(self, name: str) -> Field:
        """The field of that name; UsageError when there is none."""
        known = self._by_name.get(name)
        if known is not None:
            return known
        if name.startswith(CUSTOM):
            return custom(name.removeprefix(CUSTOM))
        raise UsageError(f"There is no field {name!r}{_nearest(name, self.names())}")


def custom(key: str) -> Field:
    """A custom field; UsageError when the key is not letters, digits, '_' and '-'."""
    if not key or not all(letter.isalnum() or letter in "_-" for letter in key):
        raise UsageError(
            f"custom.{key} is no field: a custom key has letters, digits, '_' and '-' only"
        )
    return Field(f"{CUSTOM}{key}", "text", Place("custom_fields", key=key))


def plain(type_: Type, *names: str) -> tuple[Field, ...]:
    """Fields that live in a column of their own name."""
    return tuple(Field(name, type_, Place(name)) for name in names)


def choice(name: str, *choices: str) -> Field:
    """A field that holds one of a few words."""
    return Field(name, "choice", Place(name), choices)


ADDRESS = (
    Field("street", "text", Place("address", key="street")),
    Field("city", "text", Place("address", key="city")),
    Field("state", "text", Place("address", key="state")),
    Field("postal_code", "text", Place("address", key="postalCode")),
    Field("country", "text", Place("address", key="country")),
)
LINKEDIN = Field("linkedin_url", "url", Place("social_links", key="linkedin"))
OWNER = Field("owner", "owner", Place("owner_id"))
OWNER_ID = Field("owner_id", "owner", Place("owner_id"), alias=True)
TAIL = (
    *plain("long_text", "notes"),
    *plain("text", "external_id"),
    *plain("moment", "created_at"),
)
IDENTITY = (
    Field("id", "text", Place("id"), read_only=True),
    Field("updated_at", "moment", Place("updated_at"), read_only=True),
)


def _nearest(name: str, known: Iterable[str]) -> str:
    from difflib import get_close_matches

    close = get_close_matches(name.lower().replace(" ", "_").replace("-", "_"), known, n=1)
    return f": did you mean {close[0]}?" if close else f"; there are: {', '.join(known)}"

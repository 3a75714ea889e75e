"""The records that a row names: its account, its contact, its parent."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from crmctl.importing.checking import Lot, cells_of
from crmctl.importing.planning import Plan
from crmctl.importing.report import Problem
from crmctl.records import accounts, free_mail, references, writing
from crmctl.records.fields import Field
from crmctl.records.kinds import Changes, Columns
from crmctl.storage import bulk
from crmctl.storage.queries import Row
from crmctl.storage.session import Session

Values = Mapping[Field, list[Any]]


def plain(values: Values) -> Values:
    """The values that live in the record itself."""
    return {target: values[target] for target in values if target.place.link is None}


def find_contacts(session: Session, plan: Plan, lot: Lot, known: references.Namesakes) -> None:
    """Add the ids of the contacts that rows name; a row that names none there is, is rejected."""
    emails, names = cells_of(lot.values, "contact_email"), cells_of(lot.values, "contact_name")
    if emails is None and names is None:
        return
    nothing = [None] * len(lot)
    found = references.contacts_for(session, emails or nothing, names or nothing, known)
    for at, id_ in enumerate(found):
        email = (emails or nothing)[at]
        wanted = email or (names or nothing)[at]
        if id_ is None and wanted:
            column = plan.mapping.column_of("contact_email" if email else "contact_name")
            message = f"there is no contact {wanted!r}: import the contacts first"
            problem = Problem(lot.lines[at], column, wanted, "reference", message)
            if plan.request.on_error == "blank":
                lot.warnings.append(problem)
            else:
                lot.reject(at, problem)
    lot.values[plan.kind.fields.get("primary_contact_id")] = found


@dataclass
class Doubts:
    """What was settled that the file leaves open: said once for each name."""

    # What names and domains meant so far, and of which there are several accounts.
    accounts: references.Known = field(default_factory=references.Known)
    # Domains of mail providers, which are nobody's account.
    free_mail: set[str] = field(default_factory=set)

    def problems(self, line: int) -> list[Problem]:
        """Them as warnings; the line is the one that names the columns."""
        several = "several accounts match: the oldest was taken"
        provider = "this is a mail provider's domain: no account was made of it"
        return [
            *(
                Problem(line, None, each, "several", several)
                for each in sorted(self.accounts.several)
            ),
            *(Problem(line, None, each, "free_mail", provider) for each in sorted(self.free_mail)),
        ]

    def without_providers(self, domains: Sequence[str | None]) -> list[str | None]:
        """The domains that may be an account's."""
        self.free_mail.update(each for each in domains if each and free_mail.is_provider(each))
        return [None if each in self.free_mail else each for each in domains]


def columns(
    session: Session, values: Values, current: Sequence[Row | None], doubts: Doubts
) -> Columns:
    """The columns of the links; accounts are found or made. Without a name the link stays."""
    names, domains = cells_of(values, "account_name"), cells_of(values, "account_domain")
    if domains is not None:
        domains = doubts.without_providers(domains)
    made: Columns = {}
    if names is not None:
        names = _without_providers(session, names, doubts)
    if names is not None or domains is not None:
        nothing = [None] * len(current)
        found = references.accounts_for(
            session, names or nothing, domains or nothing, doubts.accounts
        )
        made["account_id"] = _or_before(found, "account_id", current)
    parents = cells_of(values, "parent_name")
    if parents is not None:
        found = references.known_accounts(session, parents)
        own = [row["id"] if row is not None else None for row in current]
        known = [id_ if id_ != self_ else None for id_, self_ in zip(found, own, strict=True)]
        made["parent_id"] = _or_before(known, "parent_id", current)
    return made


def has_parents(values: Values) -> bool:
    """Whether rows may name a parent."""
    return cells_of(values, "parent_name") is not None


def late_parents(session: Session, values: Values) -> list[int]:
    """The positions of the rows whose parent is not there yet."""
    names = cells_of(values, "parent_name") or []
    known = references.known_accounts(session, names)
    return [at for at, name in enumerate(names) if name and known[at] is None]


def with_parents(
    values: Values, late: Sequence[int], current: Sequence[Row], changes: Sequence[Changes]
) -> list[Changes]:
    """The changes with those to come: at these positions a parent, by its name."""
    names = cells_of(values, "parent_name") or []
    told = list(changes)
    for at in late:
        told[at] = {**told[at], "parent_id": (current[at]["parent_id"], names[at])}
    return told


@dataclass
class Parents:
    """The parents that are not there yet: linked at the end, for one may be a later row itself."""

    children: list[str] = field(default_factory=list)
    names: list[str] = field(default_factory=list)

    def note(self, ids: Sequence[str], values: Values, late: Sequence[int]) -> None:
        """Remember who, at these positions, names whom."""
        names = cells_of(values, "parent_name") or []
        self.children += [ids[at] for at in late]
        self.names += [names[at] for at in late]

    def link(self, session: Session) -> None:
        """Link every child to its parent, found by name or made."""
        if not self.children:
            return
        parents = references.accounts_for(session, self.names)
        wanted = [column.name for column in accounts.KIND.table.columns]
        found = bulk.lookup(session, accounts.KIND.table, {"id": self.children}, wanted, lock=True)
        rows = [(row._asdict(), parents[row.position]) for row in found]
        linked = [(row, parent) for row, parent in rows if row["id"] != parent]
        if linked:
            writing.update(
                session,
                accounts.KIND,
                [row for row, _ in linked],
                {"parent_id": [parent for _, parent in linked]},
            )


def _without_providers(session: Session, names: list[str | None], doubts: Doubts) -> list[Any]:
    """The names that may be an account's; that of a mail provider may where it is one already."""
    providers = sorted(name for name in set(names) if name and free_mail.is_provider(name.lower()))
    known = references.known_accounts(session, providers)
    left_out = {name for name, id_ in zip(providers, known, strict=True) if id_ is None}
    doubts.free_mail |= left_out
    return [None if name in left_out else name for name in names] if left_out else names


def _or_before(
    found: Sequence[str | None], column: str, current: Sequence[Row | None]
) -> list[str | None]:
    return [
        id_ or (row[column] if row is not None else None)
        for id_, row in zip(found, current, strict=True)
    ]

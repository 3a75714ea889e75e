"""What a workspace wants of its mail: what is left out, what is kept, and who is one of its own."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from crmctl.gmail import mailboxes
from crmctl.gmail.parsing import Address
from crmctl.records import free_mail, workspace_settings
from crmctl.storage import queries, tables
from crmctl.storage.conditions import Compare, Place
from crmctl.storage.queries import Row
from crmctl.storage.session import Session

# The stricter comes first.
LEVELS = workspace_settings.PRIVACY_LEVELS


@dataclass(frozen=True)
class Policy:
    """What holds for one mailbox."""

    # The addresses of every mailbox of the workspace, aliases too.
    own: frozenset[str]
    internal_domains: frozenset[str]
    left_out: frozenset[str]
    blocked_addresses: frozenset[str]
    blocked_domains: frozenset[str]
    # Gmail's ids of labels.
    blocked_labels: frozenset[str]
    only_labels: frozenset[str] | None
    level: str
    accounts_by_domain: bool
    creates_contacts: bool
    # Names of labels that the mailbox does not have.
    unknown_labels: tuple[str, ...] = field(default=())

    @property
    def wants_strangers(self) -> bool:
        """Whether mail that is no contact's may be wanted too."""
        return self.accounts_by_domain or self.creates_contacts

    def is_own(self, address: Address) -> bool:
        """Whether it is an address of a mailbox here."""
        return address.address in self.own

    def is_internal(self, address: Address) -> bool:
        """Whether it is an address of the workspace's own people."""
        return self.is_own(address) or _under(address.domain, self.internal_domains)

    def is_blocked(self, address: Address) -> bool:
        """Whether somebody has settled that its mail is not logged."""
        return address.address in self.blocked_addresses or _under(
            address.domain, self.blocked_domains
        )


def needs_labels(session: Session) -> bool:
    """Whether a setting names labels, whose ids only Gmail knows."""
    names = ("gmail-blocked-labels", "gmail-only-labels")
    return any(workspace_settings.value(session, name) for name in names)


def load(session: Session, mailbox: Row, labels: Mapping[str, str]) -> Policy:
    """The policy for the mailbox; `labels`: Gmail's ids of its labels by their names."""
    said = {each.spec.name: each.value for each in workspace_settings.listed(session)}
    listed = mailboxes.listed(session)
    folded = {name.lower(): id_ for name, id_ in labels.items()}
    only = said["gmail-only-labels"]
    named = (*said["gmail-blocked-labels"], *only)
    return Policy(
        own=frozenset(own for row in listed for own in (row["email"], *row["aliases"])),
        internal_domains=said["gmail-internal-domains"] or _domains(listed),
        left_out=said["gmail-leave-out"],
        blocked_addresses=said["gmail-blocked-addresses"],
        blocked_domains=said["gmail-blocked-domains"],
        blocked_labels=_ids(said["gmail-blocked-labels"], folded),
        only_labels=_ids(only, folded) if only else None,
        level=stricter(mailbox["privacy"] or said["gmail-privacy"]),
        accounts_by_domain=said["gmail-accounts-by-domain"],
        creates_contacts=said["gmail-create-contacts"],
        unknown_labels=tuple(sorted(name for name in named if name not in folded)),
    )


def contact_levels(session: Session, contact_ids: Iterable[str]) -> dict[str, str]:
    """The privacy levels that are settled for these contacts."""
    wanted = Compare(Place("contact_id"), "is", tuple({*contact_ids}))
    rows = queries.find(session, tables.mail_privacy, [wanted])
    return {row["contact_id"]: row["level"] for row in rows}


def stricter(*levels: str) -> str:
    """The one of the levels that keeps least."""
    return min(levels, key=LEVELS.index)


def _domains(listed: list[Row]) -> frozenset[str]:
    """The domains of the mailboxes themselves, but for those that anyone may have."""
    domains = {row["email"].rpartition("@")[2] for row in listed}
    return frozenset(domain for domain in domains if not free_mail.is_provider(domain))


def _under(domain: str, listed: frozenset[str]) -> bool:
    """Whether the domain, or one that it is a part of, is listed."""
    parts = domain.split(".")
    return any(".".join(parts[at:]) in listed for at in range(len(parts)))


def _ids(names: Iterable[str], folded: Mapping[str, str]) -> frozenset[str]:
    return frozenset(folded[name] for name in names if name in folded)

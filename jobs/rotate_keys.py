"""Rotate the encryption key: a new one seals what is kept; the old ones still open links.

A crash leaves secrets under two keys, both of which are kept: the next run finishes that first,
and makes no third.
"""

from collections import Counter
from dataclasses import dataclass

from crmctl.errors import ConfigurationError, UsageError
from crmctl.gmail import mailboxes
from crmctl.gmail.vault import Vault, key_name
from crmctl.storage import keys
from crmctl.storage.keys import Keys
from crmctl.wiring import Toolbox

LOCK = "rotate-keys"


@dataclass(frozen=True)
class Report:
    """The key that seals now, how many secrets it took over, and how many no key here opens."""

    key: str
    new: bool = False
    resealed: int = 0
    unreadable: int = 0
    forgotten: int = 0
    busy: bool = False


def run(toolbox: Toolbox, *, forget_old: bool) -> Report:
    """Seal everything with a new key, or finish that where it was begun.

    `forget_old`: then keep no key but the newest; links that others have signed end.
    """
    with toolbox.lock(LOCK) as ours:
        if not ours:
            return Report(
                keys.name(toolbox.keys.first), new=False, resealed=0, unreadable=0, busy=True
            )
        held = toolbox.keys
        begun = _stale(toolbox, held, openable=True)
        if not begun:
            held = keys.put_before(held, toolbox.settings.home)
        resealed = _reseal(toolbox, Vault(held))
        unreadable = _stale(toolbox, held, openable=False)
        forgotten = _forget_old(toolbox, held) if forget_old else 0
        return Report(keys.name(held.first), not begun, resealed, unreadable, forgotten)


def used(toolbox: Toolbox) -> Counter[str]:
    """How many secrets each key has sealed, in every workspace, by the key's name."""
    counted: Counter[str] = Counter()
    for each in toolbox.workspaces():
        with each.transaction(write=False) as session:
            for row in mailboxes.listed(session):
                names = (key_name(row[name] or "") for name in mailboxes.SECRETS)
                counted.update(name for name in names if name)
    return counted


def _stale(toolbox: Toolbox, held: Keys, *, openable: bool) -> int:
    """How many secrets are not under the first key, of those that the keys open or do not."""
    older = {keys.name(key) for key in held.all[1:]}
    newest = keys.name(held.first)
    return sum(
        count
        for name, count in used(toolbox).items()
        if name != newest and (name in older) == openable
    )


def _reseal(toolbox: Toolbox, vault: Vault) -> int:
    """Mailbox by mailbox, each in a transaction of its own."""
    resealed = 0
    for each in toolbox.workspaces():
        with each.transaction(write=False) as session:
            known = [row["id"] for row in mailboxes.listed(session)]
        for id_ in known:
            with each.transaction() as session:
                resealed += mailboxes.reseal(session, vault, id_)
    return resealed


def _forget_old(toolbox: Toolbox, held: Keys) -> int:
    if held.origin == "environment":
        raise ConfigurationError(
            "The keys come from CRMCTL_ENCRYPTION_KEY: everything is under its first key now, so "
            "take the others out yourself"
        )
    if _stale(toolbox, held, openable=True):
        raise UsageError("Some secrets are still under an older key: run crmctl keys rotate again")
    keys.keep(Keys(held.all[:1], held.origin), toolbox.settings.home)
    return len(held.all) - 1

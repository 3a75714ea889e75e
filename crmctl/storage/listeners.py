"""How far each worker of a group is: what a lost group is made again from."""

from sqlalchemy import delete, select, update

from crmctl.storage.session import Session
from crmctl.storage.tables import listeners


def progress(session: Session, target: str, group: str) -> dict[str, str]:
    """{worker: the last entry that it is done with}."""
    query = select(listeners.c.consumer, listeners.c.last_id).where(
        listeners.c.target == target, listeners.c.group_name == group
    )
    return {row.consumer: row.last_id for row in session.connection.execute(query)}


def note(session: Session, target: str, group: str, consumer: str, last_id: str) -> None:
    """This worker is done with everything that it got up to this entry."""
    key = [
        listeners.c.target == target,
        listeners.c.group_name == group,
        listeners.c.consumer == consumer,
    ]
    changed = session.connection.execute(update(listeners).where(*key).values(last_id=last_id))
    if not changed.rowcount:
        session.connection.execute(
            listeners.insert().values(
                target=target, group_name=group, consumer=consumer, last_id=last_id
            )
        )


def forget(session: Session, target: str, group: str, consumer: str) -> None:
    """This worker has nothing in hand any more."""
    session.connection.execute(
        delete(listeners).where(
            listeners.c.target == target,
            listeners.c.group_name == group,
            listeners.c.consumer == consumer,
        )
    )


def move(session: Session, target: str, group: str, last_id: str) -> None:
    """Every worker of the group goes on from there."""
    session.connection.execute(
        update(listeners)
        .where(listeners.c.target == target, listeners.c.group_name == group)
        .values(last_id=last_id)
    )

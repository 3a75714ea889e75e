"""Where a group starts: a new one where it was told to, a lost one where it was."""

from collections.abc import Collection

from crmctl.events import consumer
from crmctl.events.stream import Stream
from jobs.listening.plan import Plan, Tell

END = "$"


def make_new(stream: Stream, plan: Plan, tell: Tell) -> None:
    """The first time: at the end of the stream, unless another place was named."""
    if consumer.make_group(stream, plan.group, plan.start or END) and plan.start is None:
        tell("new group", {"group": plan.group, "startsAt": END})


def make_again(stream: Stream, plan: Plan, known: Collection[str], tell: Tell) -> None:
    """After a loss: behind what each worker was done with; never silently."""
    at = consumer.resume_at(stream, known)
    if consumer.make_group(stream, plan.group, at):
        tell("group lost", {"group": plan.group, "startsAt": at})

"""A new business on the platform has its CRM from the first moment.

The default settings need no row: what a workspace has not set is as crmctl has it. The sample
mapping profiles come with crmctl, for every workspace alike.
"""

from crmctl.platform import payload
from crmctl.platform.handling import Handler, Incoming
from crmctl.records import pipeline
from crmctl.storage.session import Session


def handle(session: Session, incoming: Incoming) -> None:
    """Make the workspace with its stages, called as the business is; one that is there stays."""
    payload.refuse_other_workspace(incoming, "tenantId", "workspaceId")
    pipeline.ensure_workspace(session)
    name = payload.text(incoming, "name", "businessName")
    if name is not None:
        pipeline.name_workspace(session, name)


HANDLER = Handler("business_created", ("business.created",), handle)

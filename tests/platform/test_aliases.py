"""The names of the plan mean every real type of the platform, and nothing else."""

from crmctl.platform import aliases, registry

# The alias table of platform-events.md.
TABLE = {
    "user.created": {
        "auth.user.created",
        "user.created",
        "user.joined",
        "workspace.member.added",
    },
    "business.created": {"business.created", "workspace.workspace.created"},
    "approval.completed": {
        "approval.item.approved",
        "approval.item.auto_approved",
        "approval.item.rejected",
        "approval.item.cancelled",
        "approval.item.expired",
        "approval.completed",
        "approval.granted",
        "approval.rejected",
    },
    "approval.requested": {"approval.item.requested"},
}


def test_a_name_of_the_plan_is_all_that_it_means() -> None:
    for name, types in TABLE.items():
        assert set(aliases.expand([name])) == types


def test_other_patterns_stay_as_they_are_each_once() -> None:
    patterns = ["crm.deal.*", "*", "user.created", "user.joined", "crm.deal.*"]
    assert aliases.expand(patterns) == ("crm.deal.*", "*", "auth.user.created", "user.created",
                                        "user.joined", "workspace.member.added")  # fmt: skip


def test_every_real_type_has_exactly_its_handler() -> None:
    found = registry.Registry(registry.handlers())
    owners = {
        "user.created": "user_created",
        "business.created": "business_created",
        "approval.completed": "approval_completed",
        "approval.requested": "approval_completed",
    }
    for name, types in TABLE.items():
        for type_ in types:
            assert [handler.name for handler in found.of(type_)] == [owners[name]]
    for type_ in ("crm.contact.created", "user.deleted", "approval.item.approved.x", "approval"):
        assert found.of(type_) == ()

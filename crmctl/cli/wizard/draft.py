"""The import as the screens change it: always a whole plan, ready to be tried out."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from crmctl.cli.wizard.doubts import Doubts
from crmctl.importing import columns, matching
from crmctl.importing.mapping.proposing import Proposal
from crmctl.importing.planning import Plan

_MOST_SAMPLES = 10
# A file of more is damaged, or none of a CRM's.
MOST_COLUMNS = 2_000


@dataclass
class Draft:
    """A plan that is not final."""

    plan: Plan
    # What the trial has found that the file itself does not say.
    doubts: Doubts = field(default_factory=Doubts)

    @property
    def proposals(self) -> Sequence[Proposal]:
        """What is known of each column, in the file's order, as far as they are shown."""
        return self.plan.mapping.proposals[:MOST_COLUMNS]

    def samples(self, at: int) -> list[str]:
        """What stands in a column, the first few different cells."""
        cells = (row[at].strip() for row in self.plan.sample if at < len(row))
        return list(dict.fromkeys(filter(None, cells)))[:_MOST_SAMPLES]

    def cells(self, column: str) -> list[str]:
        """What stands in a column, as far as it was looked at."""
        at = self.plan.mapping.header.index(column)
        return [row[at] for row in self.plan.sample if at < len(row)]

    def column_of(self, field: str) -> str | None:
        """The column that goes to the field."""
        return next((each.column for each in self.proposals if each.field == field), None)

    def fields(self) -> list[str]:
        """The fields that a column may go to."""
        own = self.plan.kind.fields.importable()
        return [*own, columns.OPT_OUT.name] if self.plan.kind.plural == "contacts" else own

    def custom_field(self, column: str) -> str:
        """A custom field for a column, that no other column has."""
        taken = {each.field for each in self.proposals if each.column != column}
        return columns.free_custom_name(column, taken)

    def send(self, at: int, field: str) -> None:
        """Have a column go to a field, from where another had it; "" leaves it out.

        UsageError when no column may go there.
        """
        word = f"{self.proposals[at].column}={field}"
        self.plan = replace(self.plan, mapping=columns.override(self.plan.mapping, [word]))

    def settle(self, **settled: Any) -> None:
        """Change what was asked for, by the names of a Request's fields."""
        self.plan = replace(self.plan, request=replace(self.plan.request, **settled))

    def answer(self, name: str, value: str) -> None:
        """Take the answer to a question; UsageError when it does not hold."""
        if name == "match":
            self.match([part.strip() for part in value.split(",") if part.strip()])
        elif name == "update":
            self.settle(update=(value,) if value else ())
        elif name in ("date_format", "decimal_mark"):
            self.settle(**{name: value or None})
        else:
            self.settle(**{name: value})

    def match(self, names: Sequence[str]) -> None:
        """Tell records apart by these keys; UsageError when there is no telling."""
        keys = matching.keys(self.plan.kind, names)
        matching.refuse_unusable(keys, names, filter(None, self.plan.mapping.fields))
        self.settle(match=tuple(names))
        self.plan = replace(self.plan, keys=keys)

    @property
    def matchable(self) -> list[str]:
        """The fields that tell records apart."""
        return matching.comparable(self.plan.kind)


def as_trial(plan: Plan) -> Plan:
    """The same plan, to be taken back, and to leave no file behind."""
    return replace(plan, request=replace(plan.request, dry_run=True, report=None, rejects=None))

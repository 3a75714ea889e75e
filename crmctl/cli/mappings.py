"""`crmctl imports mappings`, and which saved mapping an import goes by."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Annotated

import typer

from crmctl.cli import door, output
from crmctl.cli.asking import confirm
from crmctl.cli.commands import Commands
from crmctl.cli.door import Door
from crmctl.errors import UsageError

if TYPE_CHECKING:
    from crmctl.importing.planning import Plan
    from crmctl.importing.reading.table import Table
    from crmctl.importing.request import Request
    from crmctl.importing.saved_mappings import SavedMapping

group = Commands("The saved mappings: what knows a file's header again.")
# {parameter of the command: the fields of a request that it settles}
_SETTLES = {
    "type_": ["type"],
    "update": ["update", "duplicates"],
    "clear_with": ["clear_with", "duplicates"],
}


@dataclass(frozen=True)
class Words:
    """What the options of `import` say of mappings."""

    # None: one that knows the header; "": none at all.
    mapping: str | None
    save_as: str | None
    # The fields of the request that the user has given himself.
    given: Collection[str]

    def settle(self, front: Door, request: "Request", table: "Table") -> "Request":
        """The request with the mapping that was named, or that knows the header."""
        from crmctl.importing import saved_mappings
        from crmctl.importing.columns import REJECT_COLUMNS

        mapping = self._named(front) if self.mapping else None
        if self.mapping is None:
            mapping = self._recognised(front, request, table)
        if self.mapping != "" and {*REJECT_COLUMNS} <= {*table.header}:
            memory = saved_mappings.of_rejects(front.settings.home)
            type_ = mapping.type if mapping else self._type(request)
            read = memory.recall(request.file.name, table.header, type_)
            if read:
                output.note("Rows that were rejected: read as then (--mapping '' reads them anew)")
                request = replace(request, proven=read.options.get("proven", {}))
                mapping = mapping or read
        if mapping is None:
            return request
        _tell(mapping, request.name, table.header)
        return mapping.settle(request, self.given)

    def save(self, front: Door, plan: "Plan") -> None:
        """Keep the mapping of the plan, where a name was given."""
        from crmctl.importing import saved_mappings

        if self.save_as is None:
            return
        made = saved_mappings.made_from(self.save_as, plan.request, plan.mapping.as_document())
        saved_mappings.of(front.settings.home).save(made)
        output.note(f"Mapping saved: files with this header go by {self.save_as!r} from now on")

    def check_name(self, front: Door, plan: "Plan", name: str) -> None:
        """UsageError when the mapping of the plan cannot be saved under that name."""
        from crmctl.importing import saved_mappings

        saved_mappings.of(front.settings.home).check(name, plan.request.type)

    def _type(self, request: "Request") -> str | None:
        """The type that the user has given, None where any will do."""
        return request.type if "type" in self.given else None

    def _named(self, front: Door) -> "SavedMapping":
        from crmctl.importing import saved_mappings

        return saved_mappings.of(front.settings.home).load(self.mapping or "")

    def _recognised(self, front: Door, request: "Request", table: "Table") -> "SavedMapping | None":
        """The one saved last of those that know the header; columns without names tell nothing."""
        from crmctl.importing import saved_mappings

        if not table.layout.header_line:
            return None
        kept = saved_mappings.of(front.settings.home)
        found = kept.recognise(table.header, self._type(request))
        if not found:
            return None
        others = [f"--mapping {each.name}" for each in found[1:]]
        instead = ", ".join([*others, "--mapping '' for none"])
        output.note(f"The mapping {found[0].name!r} knows this header (instead: {instead})")
        return found[0]


def given(context: typer.Context) -> set[str]:
    """The fields of the request that the command line itself has set."""
    told = [
        name
        for name in context.params
        if (source := context.get_parameter_source(name)) and source.name == "COMMANDLINE"
    ]
    return {field for name in told for field in _SETTLES.get(name, [name])}


def _tell(mapping: "SavedMapping", name: str, header: Collection[str]) -> None:
    """What the mapping and the file do not have in common."""
    names = list(header)
    lost, new = mapping.lost(names), mapping.new(names)
    if len(lost) == len(list(filter(None, mapping.columns.values()))):
        raise UsageError(
            f"The mapping {mapping.name!r} was made for another file: {name} has none of its "
            "columns"
        )
    if lost:
        output.note(f"The mapping {mapping.name!r} misses in {name}: {_listed(lost)}")
    if new:
        output.note(f"The mapping {mapping.name!r} does not know, of {name}: {_listed(new)}")


def _listed(names: list[str]) -> str:
    shown = ", ".join(map(repr, names[:20]))
    return shown if len(names) <= 20 else f"{shown} and {len(names) - 20} more"


@group.command("list")
def list_(context: typer.Context) -> None:
    """List the saved mappings, the one saved last first, and the samples."""
    from crmctl.importing import saved_mappings

    front = door.of(context)
    found = saved_mappings.of(front.settings.home).listed()
    samples = saved_mappings.samples()
    if front.json:
        told = {"mappings": found, "samples": samples}
        output.document({key: list(map(_document, each)) for key, each in told.items()})
        return
    heads = ["name", "type", "columns"]
    output.table("", heads, map(_brief, found))
    output.table("Samples that come with crmctl", heads, map(_brief, samples))


def _brief(mapping: "SavedMapping") -> list[object]:
    return [mapping.name, mapping.type, sum(map(bool, mapping.columns.values()))]


Name = Annotated[str, typer.Argument(metavar="NAME")]


@group.command("show")
def show(context: typer.Context, name: Name) -> None:
    """Show a saved mapping: its columns and what else it settles."""
    from crmctl.importing import saved_mappings

    front = door.of(context)
    mapping = saved_mappings.of(front.settings.home).load(name)
    if front.json:
        output.document(_document(mapping))
        return
    rows = [[column, target or "left out"] for column, target in mapping.columns.items()]
    output.table(f"{mapping.name}: {mapping.type}", ["column", "field"], rows)
    settled = [[option, value] for option, value in mapping.options.items()]
    if settled:
        output.table("", ["option", "value"], [[o, _said(value)] for o, value in settled])


@group.command("delete")
def delete(
    context: typer.Context,
    name: Name,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
) -> None:
    """Forget a saved mapping; imports made with it stay as they are."""
    from crmctl.importing import saved_mappings

    front = door.of(context)
    confirm(f"Delete the mapping {name}?", yes)
    saved_mappings.of(front.settings.home).delete(name)
    if front.json:
        output.document({"name": name, "deleted": True})
    output.say(front, f"mapping {name} deleted")


def _document(mapping: "SavedMapping") -> dict[str, object]:
    columns = {column: target or None for column, target in mapping.columns.items()}
    options = {name: _plain(value) for name, value in mapping.options.items()}
    return {"name": mapping.name, "type": mapping.type, "options": options, "columns": columns}


def _said(value: object) -> object:
    if isinstance(value, dict):
        return [f"{column}: {word}" for column, word in value.items()]
    return _plain(value)


def _plain(value: object) -> object:
    return list(value) if isinstance(value, tuple) else value

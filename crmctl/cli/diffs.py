"""What an import changes in records that are there, field by field."""

from typing import TYPE_CHECKING, Any

from crmctl.cli import output

if TYPE_CHECKING:
    from rich.console import Console

    from crmctl.importing.diff import Diff

# From this width on there is room for the id of a record, too.
_WIDE = 140


def document(diff: "Diff") -> dict[str, Any]:
    """For the JSON of a report: the first changes, and how many there are in all."""
    return {"diff": [change.as_document() for change in diff.kept], "diffTotal": diff.total}


def show(diff: "Diff", console: "Console") -> None:
    """Print the changes; by the page, where a terminal would not hold them."""
    if not console.is_terminal or len(diff.kept) + 6 < console.height:
        draw(console, diff)
        return
    with console.pager():
        draw(console, diff)


def draw(console: "Console", diff: "Diff") -> None:
    """The changes as a table."""
    wide = console.width >= _WIDE
    heads = ["line", *(["id"] if wide else []), "field", "old", "new"]
    rows = [
        [
            change.line,
            *([change.record_id] if wide else []),
            change.field,
            told(change.old),
            told(change.new),
        ]
        for change in diff.kept
    ]
    if not rows:
        console.print("No record that is there would change.", markup=False)
        return
    output.grid(console, "What changes in records that are there", heads, rows)
    if diff.total > len(diff.kept):
        console.print(f"... and {diff.total - len(diff.kept):,} more changes", markup=False)


def told(value: Any) -> str:
    """A value as people read it, also where there is none."""
    return output.cell(value) or "(empty)"

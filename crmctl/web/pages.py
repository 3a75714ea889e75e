"""What `crmctl serve` says in words of its own."""

from starlette.responses import HTMLResponse

from crmctl.pages import text_page


def page(title: str, *paragraphs: str, status: int = 200) -> HTMLResponse:
    """A page with a title and a few sentences, all of them plain text."""
    return HTMLResponse(text_page(title, *paragraphs), status_code=status)


def nothing_here() -> HTMLResponse:
    """For every address that opens nothing: whether it ever did is nobody's business."""
    return page(
        "There is nothing here",
        "This link does not open anything. See that it was copied whole, to its last letter.",
        status=404,
    )


def expired() -> HTMLResponse:
    """For a link whose time has passed."""
    return page(
        "This link has expired",
        "Links to exported files work for a limited time, and this one's has passed.",
        "Ask whoever sent it to you for a new one.",
        status=410,
    )

"""What the browser shows when Google leads it back, or when something else knocks."""

from dataclasses import dataclass

from crmctl.pages import text_page


@dataclass(frozen=True, slots=True)
class Page:
    """A page to answer with."""

    status: int
    title: str
    paragraphs: tuple[str, ...]

    def html(self) -> bytes:
        """The page itself."""
        return text_page(self.title, *self.paragraphs).encode()


def connected(email: str, *, can_send: bool) -> Page:
    """All went well, and is stored."""
    may = (
        "crmctl can read this mailbox and send from it."
        if can_send
        else "crmctl can read this mailbox. Sending was not ticked on Google's page, so it cannot "
        "send; connect again to change that."
    )
    return Page(200, f"{email} is connected", (may, "You can close this page."))


def not_connected(why: str) -> Page:
    """It came to nothing, for this reason."""
    return Page(200, "Not connected", (f"{why}.", "You can close this page."))


def interrupted() -> Page:
    """The command has ended before it was done."""
    return not_connected("crmctl was stopped before it was done: run crmctl gmail connect again")


UNRELATED = Page(
    404,
    "There is nothing here",
    ("crmctl waits here for Google's answer, and this is not it.",),
)
STRANGE_HOST = Page(
    421,
    "There is nothing here",
    ("This address is for the browser of whoever runs crmctl gmail connect.",),
)
STRANGE_METHOD = Page(405, "There is nothing here", ("A browser comes here by a link.",))
STRANGE_REQUEST = Page(400, "There is nothing here", ("That was no request that a browser makes.",))
NOT_THIS_ONE = Page(
    400,
    "This answer is of another login",
    (
        "It does not belong to the crmctl gmail connect that waits here, which goes on waiting.",
        "Use the address that crmctl has shown last.",
    ),
)
ANSWERED = Page(
    409,
    "This login was answered before",
    ("The first answer counts. See the terminal for what became of it.",),
)

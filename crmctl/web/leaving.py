"""`/u/<token>`: the way out of every mail that goes to many, by one click (RFC 8058) or by a page.

Looking changes nothing: scanners follow every link.
"""

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from crmctl.gmail import opt_outs, tracking
from crmctl.pages import HEADERS, page
from crmctl.storage import tokens
from crmctl.web import pages
from crmctl.wiring import Toolbox

_POLICY = "Content-Security-Policy"
_BUTTON = '<form method="post"><button>Send me no more mail</button></form>'
_STYLE = """
button { font: inherit; margin-top: .75rem; padding: .5rem 1rem; border-radius: .5rem;
  border: 1px solid var(--quiet); background: var(--paper); color: var(--ink); cursor: pointer }
"""


class Leaving:
    """Answers for every workspace: the token says whose it is."""

    def __init__(self, toolbox: Toolbox) -> None:
        """The database is asked in a thread."""
        self._toolbox = toolbox

    async def ask(self, request: Request) -> Response:
        """A page with a button; 404 for a token that is none."""
        if await run_in_threadpool(self._leave, request.path_params["token"], False):
            policy = HEADERS[_POLICY].replace("form-action 'none'", "form-action 'self'")
            html = page("No more mail?", "<p>One click, and you get no more.</p>" + _BUTTON, _STYLE)
            return HTMLResponse(html, headers={_POLICY: policy})
        return pages.nothing_here()

    async def leave(self, request: Request) -> Response:
        """Note it; the same answer however often."""
        if await run_in_threadpool(self._leave, request.path_params["token"], True):
            return pages.page("You get no more mail", "It may be that one is on its way already.")
        return pages.nothing_here()

    def _leave(self, token: str, for_good: bool) -> bool:
        """Whether the token is one; what it stands for is done `for_good`, or not at all."""
        if not tracking.TOKEN(token):
            return False
        with self._toolbox.system_transaction(write=False) as session:
            workspace = tokens.owners(session, [token]).get(token)
        if workspace is None:
            return False
        with self._toolbox.in_workspace(workspace).transaction(write=for_good) as session:
            address = tracking.leaving(session, token)
            if address is not None and for_good:
                opt_outs.add(session, address, "by a link in a mail")
            return address is not None

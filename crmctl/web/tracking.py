"""`GET /t/o/<token>.gif` and `GET /t/c/<token>`: the pixel and the links of a tracked mail."""

import base64
import secrets
import string
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from crmctl.gmail import tracking
from crmctl.gmail.hits import Hit
from crmctl.gmail.machines import HEADERS, Visit
from crmctl.gmail.spool import Spool
from crmctl.storage import tokens
from crmctl.web import pages
from crmctl.wiring import Toolbox

# One transparent point.
_PIXEL = base64.b64decode("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7")
# What a stored URL may have as it is; the rest is said in percents.
_SAFE = string.punctuation
# How many links are known without asking the database.
_REMEMBERED = 10_000


class Tracking:
    """Answers for every workspace; a hit is in the spool before its answer is out."""

    def __init__(self, toolbox: Toolbox, gathered: Spool) -> None:
        """The token says whose it is."""
        self._toolbox = toolbox
        self._spool = gathered
        self._targets: dict[str, str] = {}
        self._pixel = Response(_PIXEL, media_type="image/gif")

    async def pixel(self, request: Request) -> Response:
        """The same bytes, whatever was asked for."""
        self._note(request)
        return self._pixel

    async def click(self, request: Request) -> Response:
        """To the stored URL and nowhere else; 404 for a token that has none."""
        token = request.path_params["token"]
        url = self._targets.get(token) or await self._look_up(token)
        if url is None:
            return pages.nothing_here()
        self._note(request)
        return Response(status_code=302, headers={"Location": quote(url, safe=_SAFE)})

    async def _look_up(self, token: str) -> str | None:
        if not tracking.TOKEN(token):
            return None
        url = await run_in_threadpool(self._stored, token)
        if url is not None:
            if len(self._targets) >= _REMEMBERED:
                self._targets.clear()
            self._targets[token] = url
        return url

    def _stored(self, token: str) -> str | None:
        with self._toolbox.system_transaction(write=False) as session:
            return tokens.target(session, token)

    def _note(self, request: Request) -> None:
        token = request.path_params["token"]
        if not tracking.TOKEN(token):
            return
        headers = request.headers
        visit = Visit(
            request.method,
            headers.get("user-agent", ""),
            request.client.host if request.client else "",
            {name: headers[name] for name in HEADERS if name in headers},
        )
        moment = self._toolbox.clock.now()
        self._spool.add(Hit(secrets.token_hex(16), token, moment, visit).line())

"""What `crmctl serve` answers."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from crmctl.errors import CrmctlError
from crmctl.gmail.spool import Spool
from crmctl.pages import HEADERS
from crmctl.web import hit_storing, pages
from crmctl.web.downloads import Downloads
from crmctl.web.hit_writer import HitWriter
from crmctl.web.leaving import Leaving
from crmctl.web.overview import Overview
from crmctl.web.tracking import Tracking
from crmctl.wiring import Toolbox


def make(toolbox: Toolbox, publish: Callable[[], None] | None = None) -> ASGIApp:
    """The application over the toolbox's database and export store.

    `publish` is called when something was committed that others may wait for.
    """
    # A table that does not hold is to be known now, not at the first hit.
    hit_storing.policy_of(toolbox.settings)
    downloads = Downloads(toolbox)
    gathered = Spool(toolbox.settings.home / "hits", toolbox.clock)
    tracking = Tracking(toolbox, gathered)
    leaving = Leaving(toolbox)
    overview = Overview(toolbox)

    async def download(request: Request) -> Response:
        return await run_in_threadpool(downloads, request)

    async def how_things_stand(request: Request) -> Response:
        return await run_in_threadpool(overview, request)

    async def health(_request: Request) -> Response:
        return await run_in_threadpool(_health, toolbox)

    application = Starlette(
        routes=[
            Route("/exports/{token}", download, methods=["GET"]),
            Route("/t/o/{token}.gif", tracking.pixel, methods=["GET"]),
            Route("/t/c/{token}", tracking.click, methods=["GET"]),
            Route("/u/{token}", leaving.ask, methods=["GET"]),
            Route("/u/{token}", leaving.leave, methods=["POST"]),
            Route("/", how_things_stand, methods=["GET"]),
            Route("/healthz", health, methods=["GET"]),
        ],
        lifespan=_writing(HitWriter(toolbox, gathered, publish)),
        exception_handlers={404: _nothing_here, 405: _nothing_here, CrmctlError: _unavailable},
    )
    # An address with a slash more is another address.
    application.router.redirect_slashes = False
    return _Guarded(application)


class _Guarded:
    """Every answer, those of the library itself too, with the headers that keep it harmless."""

    def __init__(self, application: ASGIApp) -> None:
        self._application = application

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        await self._application(scope, receive, send_guarded)


def _writing(writer: HitWriter) -> Callable[[Starlette], AbstractAsyncContextManager[None]]:
    """While the server runs, hits go on to the database; the last ones at its end."""

    @asynccontextmanager
    async def lifespan(_application: Starlette) -> AsyncIterator[None]:
        writer.start()
        yield
        await run_in_threadpool(writer.stop)

    return lifespan


def _health(toolbox: Toolbox) -> Response:
    """Whether the database answers."""
    try:
        with toolbox.transaction(write=False):
            return JSONResponse({"status": "ok"})
    except CrmctlError:
        return JSONResponse({"status": "unavailable"}, status_code=503)


async def _nothing_here(_request: Request, _error: Exception) -> Response:
    return pages.nothing_here()


async def _unavailable(_request: Request, _error: Exception) -> Response:
    return pages.page("Please try again later", "The data cannot be reached now.", status=503)

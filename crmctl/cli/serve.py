"""`crmctl serve`: the pages behind links."""

import socket
from contextlib import suppress
from ipaddress import ip_address
from typing import Annotated

import typer

from crmctl.cli import door, output
from crmctl.cli.commands import Commands
from crmctl.errors import ConfigurationError, Stopped


def register(app: Commands) -> None:
    """Add the command to the front door."""

    @app.command("serve")
    def serve(
        context: typer.Context,
        host: Annotated[
            str, typer.Option(metavar="ADDRESS", help="Where to listen.")
        ] = "127.0.0.1",
        port: Annotated[int, typer.Option(min=0, max=65535, help="Port to listen on.")] = 8765,
    ) -> None:
        """Serve the links of exports, until Ctrl-C or SIGTERM."""
        try:
            import uvicorn

            from crmctl.web import application, connections, overview
        except ImportError:
            raise ConfigurationError(
                "crmctl serve needs its extra: pip install 'crmctl[serve]'"
            ) from None
        front = door.of(context)
        toolbox = front.toolbox
        toolbox.engine.connect().close()
        listening = _listen(host, port)
        config = uvicorn.Config(
            application.make(toolbox, front.publish),
            http=connections.Connection,
            limit_concurrency=connections.most(),
            # What strangers send is no news.
            log_level="error",
            server_header=False,
            timeout_graceful_shutdown=10,
        )
        shown = f"[{host}]" if ":" in host else host
        output.note(f"Serving on http://{shown}:{listening.getsockname()[1]}")
        if not ip_address(listening.getsockname()[0]).is_loopback:
            output.note(
                f"How things stand: {toolbox.settings['public-url'].rstrip('/')}/"
                f"?token={overview.token(toolbox)}"
            )
        # Uvicorn ends its work at the first signal, then passes the signal on.
        with suppress(Stopped):
            uvicorn.Server(config).run(sockets=[listening])


def _listen(host: str, port: int) -> socket.socket:
    try:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        listening = socket.create_server((host, port), family=family, backlog=2048)
        # Else a connection that is used again waits 40 ms for each answer's second packet.
        listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return listening
    except OSError as error:
        raise ConfigurationError(
            f"{host}:{port} cannot be listened on ({error.strerror}): choose another --port"
        ) from None

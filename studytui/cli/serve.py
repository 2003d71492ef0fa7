"""The app in a browser on this machine: textual-serve, on loopback only."""

import shlex
import socket
import sys
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

import click

from studytui.cli.context import pass_study
from studytui.cli.output import note
from studytui.cli.study import Study
from studytui.errors import CANNOT_WRITE, StudyError

if TYPE_CHECKING:
    from aiohttp import web

HOST = "127.0.0.1"
PORT = 8787
_POLICY = (
    "default-src 'self' 'unsafe-inline' 'unsafe-eval' data:; "
    "connect-src 'self' ws://127.0.0.1:{port} ws://localhost:{port}"
)


@click.command("serve")
@click.option("--port", type=click.IntRange(1024, 65535), default=PORT, show_default=True, help="Where to listen.")
@pass_study
def serve_command(study: Study, port: int) -> None:
    """Open the app in a browser on this machine. Nobody else can reach it.

    It needs the extra: pip install 'studytui[web]'.

    \b
    studytui serve
    studytui serve --port 9000
    """
    try:
        from textual_serve.server import Server
    except ImportError:
        raise StudyError("the browser needs one package more", "pip install 'studytui[web]'") from None
    from aiohttp import web

    class Quiet(Server):
        """Says one line, and answers only pages that it served itself."""

        async def _make_app(self) -> "web.Application":
            app: web.Application = await super()._make_app()
            app.middlewares.append(_own_only(port))
            return app

        async def on_startup(self, app: "web.Application") -> None:  # noqa: ARG002 - the server's signature
            note(f"on http://{HOST}:{port} until ctrl+c")

        def initialize_logging(self) -> None:
            """Keep quiet."""

    words = [sys.executable, "-m", "studytui", "--data-dir", str(study.places.data)]
    words += ["--track", str(study.track_folder)] if study.named else []
    try:
        # Before anything is said: whether it can be had.
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((HOST, port))
    except OSError as error:
        told = f"port {port} can't be listened on: {error.strerror}"
        raise StudyError(told, "choose another with --port", CANNOT_WRITE) from error
    Quiet(shlex.join(words), host=HOST, port=port, title="studytui").serve()


def _own_only(port: int) -> "Callable[..., Awaitable[web.StreamResponse]]":
    """Refuses what another page of the browser asks for: through the socket it could type."""
    from aiohttp import web

    own = {f"{host}:{port}" for host in (HOST, "localhost")}

    @web.middleware
    async def check(
        request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
    ) -> web.StreamResponse:  # fmt: skip
        origin = request.headers.get("Origin", "")
        if request.host not in own or (origin and origin.removeprefix("http://") not in own):
            raise web.HTTPForbidden(text="only pages of this server may speak to it")
        response = await handler(request)
        # The page of textual-serve asks a font of another host; nothing here leaves the machine.
        response.headers["Content-Security-Policy"] = _POLICY.format(port=port)
        return response

    return check

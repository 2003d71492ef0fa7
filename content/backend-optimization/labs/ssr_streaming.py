"""Streaming server-side rendering: the same page rendered by the client, by the server, and by the server in a stream.

Real HTTP on loopback goes through a link that delays each chunk by half a round trip and lets only so many bits a
second pass, one chunk after another. A stand-in for a browser opens a connection a fetch, shows what it has, and pays
for running script and laying out the document.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import NamedTuple

from labkit import Lab, Spec, main

SPEC: Spec = {
    "lab": "ssr-streaming",
    "revision": 1,
    "robustness": "C",
    "parameters": {
        "rtt_ms": {"default": 80, "min": 0, "max": 300, "unit": "ms", "help": "one round trip"},
        "mbit": {"default": 4.0, "min": 0.5, "max": 100.0, "unit": "Mbit/s", "help": "what the link carries"},
        "js_kb": {"default": 200, "min": 1, "max": 2000, "unit": "kB", "help": "the script of the page"},
        "query_ms": {"default": 200, "min": 0, "max": 1000, "unit": "ms", "help": "the query behind the content"},
        "js_ms_per_100kb": {"default": 120, "min": 0, "max": 500, "unit": "ms", "help": "to run 100 kB of script"},
        "html_kb": {"default": 20, "min": 1, "max": 200, "unit": "kB", "help": "the document with its content"},
        "priority": {
            "default": "html",
            "choices": ["html", "fifo"],
            "help": "what goes first on the link: the document, or what was asked for first",
        },
    },
    "measures": {
        "csr-over-ssr-content": {
            "unit": "x",
            "scale": "ratio",
            "primary": True,
            "help": "time to content, rendered by the client / by the server",
        },
        "csr-first-paint": {"unit": "ms", "scale": "ratio", "help": "client: something shows"},
        "csr-content": {"unit": "ms", "scale": "ratio", "help": "client: the content shows"},
        "csr-interactive": {"unit": "ms", "scale": "ratio", "help": "client: it reacts"},
        "ssr-first-paint": {"unit": "ms", "scale": "ratio", "help": "server: something shows"},
        "ssr-content": {"unit": "ms", "scale": "ratio", "help": "server: the content shows"},
        "ssr-interactive": {"unit": "ms", "scale": "ratio", "help": "server: it reacts"},
        "stream-first-paint": {"unit": "ms", "scale": "ratio", "help": "stream: something shows"},
        "stream-content": {"unit": "ms", "scale": "ratio", "help": "stream: the content shows"},
        "stream-interactive": {"unit": "ms", "scale": "ratio", "help": "stream: it reacts"},
        "csr-over-ssr-interactive": {"unit": "x", "scale": "ratio", "help": "time until it reacts, client / server"},
        "ssr-over-stream-first-paint": {"unit": "x", "scale": "ratio", "help": "first paint, server / stream"},
        "gap-seen-but-dead-ssr": {"unit": "ms", "scale": "ratio", "help": "server: it shows and does not react"},
    },
}
CHUNK = 4096
SHELL = 1000
"""Bytes of a document without its content."""
DATA = 5000
"""Bytes of the content as JSON."""

Send = Callable[[bytes, bool], None]


class Chunk(NamedTuple):
    """Some bytes that wait to pass, since when, and what tells that they have."""

    size: int
    since: float
    passed: asyncio.Future[None]


class Link:
    """What all connections share: bytes pass one chunk after another, urgent ones first where that is the rule."""

    def __init__(self, mbit: float, one_way: float, by_priority: bool) -> None:
        self._bytes_a_second = mbit * 1e6 / 8
        self.one_way = one_way
        self._by_priority = by_priority
        self._waiting: asyncio.PriorityQueue[tuple[int, int, Chunk]] = asyncio.PriorityQueue()
        self._number = 0
        self._pump = asyncio.create_task(self._carry())

    async def _carry(self) -> None:
        free_at = 0.0
        while True:
            _, _, chunk = await self._waiting.get()
            # By the clock and not by sleeps, whose overshoot would add up.
            free_at = max(free_at, chunk.since) + chunk.size / self._bytes_a_second
            await asyncio.sleep(max(0.0, free_at - time.perf_counter()))
            if not chunk.passed.done():
                chunk.passed.set_result(None)

    def transmit(self, size: int, is_urgent: bool) -> asyncio.Future[None]:
        """Let so many bytes pass when it is their turn; done when they have."""
        passed = asyncio.get_running_loop().create_future()
        self._number += 1
        first = 0 if is_urgent and self._by_priority else 1
        self._waiting.put_nowait((first, self._number, Chunk(size, time.perf_counter(), passed)))
        return passed

    async def close(self) -> None:
        """Carry nothing more."""
        self._pump.cancel()
        await asyncio.gather(self._pump, return_exceptions=True)


class Site:
    """The server: a shell, the document, the script and the data, each behind the link."""

    def __init__(self, link: Link, js_kb: int, query: float, html_kb: int) -> None:
        self._link = link
        self._js = js_kb * 1000
        self._query = query
        self._html = html_kb * 1000

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One request of HTTP/1.1, answered in chunks."""
        path = (await reader.readuntil(b"\r\n\r\n")).split()[1].decode()
        writer.write(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
        arriving: list[asyncio.Task[None]] = []

        async def arrive(data: bytes, passed: asyncio.Future[None]) -> None:
            await passed
            await asyncio.sleep(self._link.one_way)
            writer.write(f"{len(data):x}\r\n".encode() + data + b"\r\n")

        def send(data: bytes, is_urgent: bool) -> None:
            # All at once: what is urgent overtakes on the link, and each part is on its way while the next one passes.
            for start in range(0, len(data), CHUNK):
                part = data[start : start + CHUNK]
                arriving.append(asyncio.create_task(arrive(part, self._link.transmit(len(part), is_urgent))))

        await self._send(path, send)
        await asyncio.gather(*arriving)
        writer.write(b"0\r\n\r\n")
        await writer.drain()
        writer.close()

    async def _send(self, path: str, send: Send) -> None:
        match path:
            case "/shell":
                send(b"s" * SHELL, True)
            case "/script":
                send(b"j" * self._js, False)
            case "/data":
                await asyncio.sleep(self._query)
                send(b"d" * DATA, True)
            case "/page":
                await asyncio.sleep(self._query)
                send(b"h" * self._html, True)
            case "/stream":
                send(b"s" * SHELL, True)
                await asyncio.sleep(self._query)
                send(b"h" * (self._html - SHELL), True)


class Browser:
    """Fetches over new connections, and notes when something shows, when the content does, and when it reacts."""

    def __init__(self, port: int, one_way: float, js_seconds: float) -> None:
        self._port = port
        self._one_way = one_way
        self._js_seconds = js_seconds
        self.began = time.perf_counter()
        self.seen: dict[str, float] = {}

    def note(self, name: str) -> None:
        """Something happened now."""
        self.seen.setdefault(name, (time.perf_counter() - self.began) * 1000)

    async def fetch(self, path: str, on_first: Callable[[], None] | None = None) -> None:
        """One request over a new connection: a round trip to open it, half of one for the request."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self._port)
        await asyncio.sleep(3 * self._one_way)
        writer.write(f"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
        await reader.readuntil(b"\r\n\r\n")
        while size := int(await reader.readline(), 16):
            await reader.readexactly(size + 2)
            if on_first:
                on_first()
                on_first = None
        writer.close()

    async def run_script(self) -> None:
        """Run the script that was fetched; in a browser this holds up everything else."""
        await asyncio.sleep(self._js_seconds)


async def by_client(browser: Browser) -> None:
    """A shell, then the script, then the data: each is known only from the one before."""
    await browser.fetch("/shell")
    await browser.fetch("/script")
    await browser.run_script()
    browser.note("first-paint")
    await browser.fetch("/data")
    browser.note("content")
    browser.note("interactive")


async def by_server(browser: Browser) -> None:
    """The document with its content; the script is asked for when its first bytes are there."""
    script: list[asyncio.Task[None]] = []

    def first() -> None:
        browser.note("first-paint")
        script.append(asyncio.create_task(browser.fetch("/script")))

    await browser.fetch("/page", first)
    browser.note("content")
    await script[0]
    await browser.run_script()
    browser.note("interactive")


async def by_stream(browser: Browser) -> None:
    """The shell at once, the content when the query is done, the script beside both."""
    script: list[asyncio.Task[None]] = []

    def first() -> None:
        browser.note("first-paint")
        script.append(asyncio.create_task(browser.fetch("/script")))

    await browser.fetch("/stream", first)
    browser.note("content")
    await script[0]
    await browser.run_script()
    browser.note("interactive")


async def visited(visit: Callable[[Browser], Awaitable[None]], link: Link, site: Site, js_seconds: float) -> Browser:
    """A browser after its visit, over a link of its own."""
    server = await asyncio.start_server(site.answer, "127.0.0.1", 0)
    browser = Browser(server.sockets[0].getsockname()[1], link.one_way, js_seconds)
    await visit(browser)
    server.close()
    await link.close()
    return browser


async def visits(lab: Lab, link_of: Callable[[], Link], site_of: Callable[[Link], Site], js_seconds: float) -> None:
    """Visit the page each way, side by side: nobody shares a link, and there is little to compute."""
    ways = {"csr": by_client, "ssr": by_server, "stream": by_stream}
    links = [link_of() for _ in ways]
    lab.progress(0, 1, "three visits")
    browsers = await asyncio.gather(
        *(visited(way, link, site_of(link), js_seconds) for way, link in zip(ways.values(), links, strict=True))
    )
    seen: dict[str, float] = {}
    for name, browser in zip(ways, browsers, strict=True):
        for number, (what, milliseconds) in enumerate(browser.seen.items()):
            seen[f"{name}-{what}"] = lab.measure(f"{name}-{what}", milliseconds)
            lab.point(name, number, milliseconds)
    lab.measure("csr-over-ssr-content", seen["csr-content"] / seen["ssr-content"])
    lab.measure("csr-over-ssr-interactive", seen["csr-interactive"] / seen["ssr-interactive"])
    lab.measure("ssr-over-stream-first-paint", seen["ssr-first-paint"] / seen["stream-first-paint"])
    lab.measure("gap-seen-but-dead-ssr", seen["ssr-interactive"] - seen["ssr-content"])


def run(
    lab: Lab, rtt_ms: int, mbit: float, js_kb: int, query_ms: int, js_ms_per_100kb: int, html_kb: int, priority: str
) -> None:  # fmt: skip
    """Visit the page three ways."""
    one_way = rtt_ms / 2000

    def link() -> Link:
        return Link(mbit, one_way, priority == "html")

    def site(link: Link) -> Site:
        return Site(link, js_kb, query_ms / 1000, html_kb)

    asyncio.run(visits(lab, link, site, js_kb / 100 * js_ms_per_100kb / 1000))


def cost(
    rtt_ms: int, mbit: float, js_kb: int, query_ms: int, js_ms_per_100kb: int, html_kb: int, priority: str
) -> float:  # fmt: skip
    """Seconds: the longest of the three visits: script, query, document, and three fetches of two round trips."""
    del priority
    script = js_kb * 8e-3 / mbit + js_kb / 100 * js_ms_per_100kb / 1000
    return script + query_ms / 1000 + html_kb * 8e-3 / mbit + 6 * rtt_ms / 1000 + 0.1


if __name__ == "__main__":
    main(SPEC, run, cost)

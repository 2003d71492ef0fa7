"""Connection reuse: the same calls over new connections, over one that is kept, and over a pool.

Client and server are real sockets on loopback; the distance between them is added at both ends, half a round trip each.
A connection costs one round trip, the handshake of TLS one (1.3) or two (1.2), a call one.
"""

import socket
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from labkit import Lab, Spec, main

SPEC: Spec = {
    "lab": "connection-reuse",
    "revision": 1,
    "robustness": "C",
    "parameters": {
        "requests": {"default": 20, "min": 1, "max": 100, "help": "calls to make"},
        "rtt_ms": {"default": 20, "min": 1, "max": 100, "unit": "ms", "help": "one round trip to the server"},
        "tls_rtts": {"default": 1, "min": 0, "max": 2, "help": "round trips of the TLS handshake: 1 in 1.3, 2 in 1.2"},
        "pool": {"default": 6, "min": 1, "max": 20, "help": "connections side by side, where there are several"},
    },
    "measures": {
        "slowdown-new-connection": {
            "unit": "x",
            "scale": "ratio",
            "primary": True,
            "help": "time over new connections / over one that is kept",
        },
        "speedup-pool": {"unit": "x", "scale": "ratio", "help": "time over one kept connection / over the pool"},
        "theory": {"unit": "x", "scale": "ratio", "help": "the slow-down by counting round trips"},
        "connects-fresh": {"unit": "connections", "scale": "exact", "help": "accepted, a new one for each call"},
        "connects-keepalive": {"unit": "connections", "scale": "exact", "help": "accepted, one kept"},
        "connects-pool": {"unit": "connections", "scale": "exact", "help": "accepted, the pool"},
        "ms-fresh": {"unit": "ms", "scale": "ratio", "help": "time over new connections"},
        "ms-keepalive": {"unit": "ms", "scale": "ratio", "help": "time over one that is kept"},
        "ms-pool": {"unit": "ms", "scale": "ratio", "help": "time over the pool"},
    },
}


class Server:
    """Answers each byte with a byte, half a round trip later, and counts whom it let in."""

    def __init__(self, half_trip: float) -> None:
        self._half_trip = half_trip
        self._listening = socket.create_server(("127.0.0.1", 0), backlog=128)
        self.address = self._listening.getsockname()
        self.accepted = 0
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._listening.accept()
            except OSError:
                return
            self.accepted += 1
            threading.Thread(target=self._answer, args=(connection,), daemon=True).start()

    def _answer(self, connection: socket.socket) -> None:
        with connection:
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            while connection.recv(1):
                time.sleep(self._half_trip)
                connection.sendall(b".")

    def close(self) -> None:
        """Let nobody in any more."""
        self._listening.close()


class Client:
    """A connection, opened and greeted as it would be over that distance."""

    def __init__(self, server: Server, half_trip: float, tls_rtts: int) -> None:
        self._half_trip = half_trip
        self._socket = socket.create_connection(server.address)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        # SYN there, SYN and ACK back; loopback does that at once.
        time.sleep(2 * half_trip)
        for _ in range(tls_rtts):
            self.call()

    def call(self) -> None:
        """One round trip."""
        time.sleep(self._half_trip)
        self._socket.sendall(b"?")
        self._socket.recv(1)

    def close(self) -> None:
        """Hang up."""
        self._socket.close()


def fresh(requests: int, connect: Callable[[], Client]) -> None:
    """Each call over a connection of its own."""
    for _ in range(requests):
        client = connect()
        client.call()
        client.close()


def kept(requests: int, connect: Callable[[], Client]) -> None:
    """All calls over one connection."""
    client = connect()
    for _ in range(requests):
        client.call()
    client.close()


def pooled(requests: int, pool: int, connect: Callable[[], Client]) -> None:
    """All calls over several connections side by side, shared out evenly."""
    shares = [len(range(number, requests, pool)) for number in range(min(pool, requests))]
    with ThreadPoolExecutor(len(shares)) as executor:
        list(executor.map(lambda share: kept(share, connect), shares))


def run(lab: Lab, requests: int, rtt_ms: int, tls_rtts: int, pool: int) -> None:
    """The same calls three ways; the server says how many connections it took."""
    half_trip = rtt_ms / 2000
    server = Server(half_trip)

    def connect() -> Client:
        return Client(server, half_trip, tls_rtts)

    ways: dict[str, Callable[[], None]] = {
        "fresh": lambda: fresh(requests, connect),
        "keepalive": lambda: kept(requests, connect),
        "pool": lambda: pooled(requests, pool, connect),
    }
    times = {}
    for number, (name, way) in enumerate(ways.items()):
        lab.progress(number, len(ways), name)
        before, began = server.accepted, time.perf_counter()
        way()
        times[name] = time.perf_counter() - began
        lab.measure(f"connects-{name}", server.accepted - before)
        lab.measure(f"ms-{name}", times[name] * 1000)
        lab.point("ms", number, times[name] * 1000)
    server.close()
    set_up = 1 + tls_rtts
    lab.measure("slowdown-new-connection", times["fresh"] / times["keepalive"])
    lab.measure("theory", (set_up + 1) * requests / (set_up + requests))
    lab.measure("speedup-pool", times["keepalive"] / times["pool"])


def cost(requests: int, rtt_ms: int, tls_rtts: int, pool: int) -> float:
    """Seconds: the round trips of all three ways, each with what sleeping overshoots."""
    trip, set_up = rtt_ms / 1000 + 0.0004, 1 + tls_rtts
    return trip * ((set_up + 1) * requests + set_up + requests + set_up + -(-requests // pool))


if __name__ == "__main__":
    main(SPEC, run, cost)

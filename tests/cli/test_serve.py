"""The app in a browser on this machine: nobody else reaches it, and what is pressed there lands in the history."""

import asyncio
import base64
import json
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

import pytest

from studytui.history.facts import Ticked
from studytui.history.lines import read
from tests.cli.conftest import ROOT, Learner

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
CHROMIUM = next((found for name in BROWSERS if (found := shutil.which(name))), "")
WAITS = 60
pytestmark = pytest.mark.slow


@pytest.fixture(autouse=True)
def _no_network() -> None:
    """Here, and only here, a test speaks to a socket: that of the server on loopback."""


@contextmanager
def serving(studytui: Learner) -> Iterator[int]:
    """The server, on a port that was free a moment ago."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
    words = [sys.executable, "-m", "studytui", "--track", studytui.track, "serve", "--port", str(port)]
    environ = {**os.environ, **studytui.environ, "PYTHONPATH": str(ROOT), "TERM": "xterm-256color"}
    server = subprocess.Popen(words, env=environ, stderr=subprocess.PIPE, text=True)
    try:
        assert server.stderr is not None
        assert f"on http://127.0.0.1:{port}" in server.stderr.readline()
        yield port
    finally:
        server.terminate()
        server.communicate(timeout=20)


def asked(port: int, **headers: str) -> tuple[int, str]:
    """The status and the policy of the page."""
    request = Request(f"http://127.0.0.1:{port}/", headers=headers)
    for _ in range(100):
        try:
            with urlopen(request, timeout=20) as answer:
                return answer.status, answer.headers["Content-Security-Policy"]
        except HTTPError as error:
            return error.code, ""
        except URLError:
            # It says where it will be a moment before it is there.
            time.sleep(0.1)
    raise AssertionError("nobody answers")


def test_only_its_own_pages_may_speak_to_it_and_they_load_nothing_from_elsewhere(
    studytui: Learner,
) -> None:
    with serving(studytui) as port:
        status, policy = asked(port)
        assert status == 200
        assert "default-src 'self'" in policy
        assert asked(port, Origin=f"http://localhost:{port}")[0] == 200
        assert asked(port, Origin="http://elsewhere.example")[0] == 403
        assert asked(port, Host="elsewhere.example")[0] == 403
        assert asked(port, Origin=f"http://127.0.0.1:{port}.elsewhere.example")[0] == 403


def test_it_listens_on_loopback_only(studytui: Learner) -> None:
    with serving(studytui) as port, socket.socket() as other:
        other.settimeout(5)
        # All of 127.0.0.0/8 is this machine, and yet only one address of it answers.
        assert other.connect_ex(("127.0.0.2", port)) != 0


def test_a_port_that_is_taken_is_said_in_a_line(studytui: Learner) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        refused = studytui("serve", "--port", str(taken.getsockname()[1]))
    assert refused.exit_code == 4
    assert "can't be listened on" in refused.stderr


@pytest.mark.skipif(not CHROMIUM, reason="there is no Chromium on this machine")
def test_in_a_browser_the_roadmap_shows_and_a_tick_lands_in_the_history(studytui: Learner, tmp_path: Path) -> None:
    studytui("log", "Not a newcomer.")
    with serving(studytui) as port:
        shown = asyncio.run(_tick_in_browser(port, tmp_path / "browser", studytui))
    assert "Roadmap" in shown
    assert ("w01-m1", True) in _ticks(studytui)


def _ticks(studytui: Learner) -> list[tuple[str, bool]]:
    files = sorted(Path(studytui.environ["STUDYTUI_DATA_DIR"]).rglob("*.jsonl"))
    facts = [event.fact for file in files for event in read(file.read_bytes()).events]
    return [(fact.milestone, fact.done) for fact in facts if isinstance(fact, Ticked)]


async def _tick_in_browser(port: int, profile: Path, studytui: Learner) -> str:
    """Open the page in a headless Chromium, press space once the app is there, and return what the app drew."""
    browser = await asyncio.create_subprocess_exec(
        CHROMIUM, "--headless", "--no-sandbox", "--window-size=1400,900", "--disable-gpu", "--remote-debugging-port=0",
        f"--user-data-dir={profile}", "about:blank", stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        async with asyncio.timeout(WAITS):
            told = profile / "DevToolsActivePort"
            while not (told.exists() and told.read_text().count("\n")):
                await asyncio.sleep(0.05)
            return await _drive(int(told.read_text().split()[0]), f"http://127.0.0.1:{port}/", studytui)
    finally:
        browser.kill()
        await browser.wait()


async def _drive(debugger: int, address: str, studytui: Learner) -> str:
    import aiohttp

    drawn: list[str] = []
    numbers = iter(range(1, 1000))
    async with aiohttp.ClientSession() as session:
        async with session.put(f"http://127.0.0.1:{debugger}/json/new?about:blank") as answer:
            page = await answer.json()
        async with session.ws_connect(page["webSocketDebuggerUrl"], max_msg_size=0) as socket_:

            async def say(method: str, **parameters: Any) -> None:
                await socket_.send_json({"id": next(numbers), "method": method, "params": parameters})

            async def listen(seconds: float) -> None:
                """Take in what the app draws."""
                try:
                    async with asyncio.timeout(seconds):
                        async for message in socket_:
                            event = json.loads(message.data)
                            if event.get("method") == "Network.webSocketFrameReceived":
                                frame = event["params"]["response"]
                                data = frame["payloadData"]
                                is_binary = frame["opcode"] == 2
                                drawn.append(base64.b64decode(data).decode("utf-8", "replace") if is_binary else data)
                except TimeoutError:
                    pass

            await say("Network.enable")
            await say("Page.navigate", url=address)
            while "Roadmap" not in "".join(drawn):
                await listen(0.2)
            await say("Runtime.evaluate", expression="document.querySelector('.xterm-helper-textarea').focus()")
            # Until the app has the keys: a press too early is nobody's.
            while not _ticks(studytui):
                space = {"key": " ", "code": "Space", "windowsVirtualKeyCode": 32}
                await say("Input.dispatchKeyEvent", type="keyDown", text=" ", **space)
                await say("Input.dispatchKeyEvent", type="keyUp", **space)
                await listen(3.0)
    return "".join(drawn)

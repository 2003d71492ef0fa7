"""What measures time holds on a quiet machine; it runs apart (`make labs`) and keeps no change from landing."""

import os

import pytest


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    if "STUDYTUI_LABS" in os.environ:
        return
    for item in items:
        if item.get_closest_marker("clock"):
            item.add_marker(pytest.mark.skip(reason="measures time: make labs"))

"""Hot replacement: what runs again is the way from the edit to the root."""

import pytest

from tests.labs.running import run_lab


@pytest.mark.parametrize(
    ("modules", "fan", "levels"), [(120, 3, 5), (121, 3, 5), (122, 3, 6), (40, 1, 40), (101, 100, 2)]
)
def test_an_edited_leaf_runs_again_with_those_above_it(modules: int, fan: int, levels: int) -> None:
    ran = run_lab("hmr-graph", modules=modules, fan=fan, work_us=0)
    assert (ran["modules-rerun-hmr"], ran["modules-rerun-restart"]) == (levels, modules + 1)


def test_what_all_import_makes_all_run_again() -> None:
    ran = run_lab("hmr-graph", modules=50, edit="shared", work_us=0)
    assert ran["modules-rerun-hmr"] == ran["modules-rerun-restart"] == 51


def test_state_survives_a_replacement_and_no_restart() -> None:
    for edit in ("leaf", "shared"):
        ran = run_lab("hmr-graph", modules=10, edit=edit, work_us=0)
        assert (ran["state-kept-hmr"], ran["state-kept-restart"]) == (42, 0)


@pytest.mark.clock
def test_a_leaf_is_replaced_many_times_faster_than_all_is_restarted() -> None:
    assert run_lab("hmr-graph")["speedup"] > 4


@pytest.mark.clock
def test_the_more_modules_the_edit_reaches_the_less_is_gained() -> None:
    few, many = (run_lab("hmr-graph", modules=40, fan=fan)["speedup"] for fan in (3, 1))
    assert few > 2 * many

"""Cache race: every order of the steps, and the protocol that is stale in none."""

from tests.labs.running import run_lab


def test_the_orders_of_one_reader_and_one_writer_are_all_run() -> None:
    ran = run_lab("cache-race")
    assert (ran["orders"], ran["orders-double-delete"]) == (10, 20)
    assert (ran["stale-write-then-delete-cold"], ran["stale-delete-then-write-cold"]) == (1, 6)
    assert (ran["stale-write-then-set-cold"], ran["stale-double-delete-cold"]) == (1, 3)


def test_two_writers_who_set_can_leave_the_older_value() -> None:
    ran = run_lab("cache-race", writers=2)
    assert (ran["orders"], ran["stale-write-then-set-warm"]) == (210, 70)


def test_leases_leave_none_stale_however_many_race() -> None:
    for readers, writers in ((1, 1), (2, 1), (1, 2), (2, 2)):
        ran = run_lab("cache-race", readers=readers, writers=writers)
        assert (ran["stale-lease-cold"], ran["stale-lease-warm"]) == (0, 0)


def test_a_warm_entry_is_safer_than_a_cold_one() -> None:
    ran = run_lab("cache-race")
    for protocol in ("write-then-delete", "delete-then-write", "write-then-set", "double-delete"):
        assert ran[f"stale-{protocol}-warm"] <= ran[f"stale-{protocol}-cold"]

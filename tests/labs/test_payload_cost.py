"""What a payload costs: names compress away, parsing does not."""

import pytest

from tests.labs.running import run_lab


def test_a_packed_record_takes_18_bytes() -> None:
    assert run_lab("payload-cost", records=100)["bytes-struct"] == 1800


def test_json_is_several_times_larger_raw_and_little_larger_compressed() -> None:
    ran = run_lab("payload-cost", records=2000)
    assert 4.5 < ran["json-over-binary-bytes"] < 6.5
    assert 1.2 < ran["json-over-binary-gzipped"] < 1.7
    assert ran["bytes-json-columns"] < ran["bytes-json"] < ran["bytes-json-pretty"]


def test_sizes_are_the_same_for_a_seed() -> None:
    one, other = (run_lab("payload-cost", records=500, seed=4, hash_seed=each).measures for each in "01")
    assert {name: value for name, value in one.items() if name[:5] in ("bytes", "gzip-")} == {
        name: value for name, value in other.items() if name[:5] in ("bytes", "gzip-")
    }


@pytest.mark.clock
def test_the_harder_it_packs_the_slower_the_link_must_be() -> None:
    ran = run_lab("payload-cost")
    assert ran["zlib1-ratio"] < ran["zlib6-ratio"] < ran["zlib9-ratio"]
    assert ran["zlib1-break-even"] > ran["zlib6-break-even"] > ran["zlib9-break-even"]

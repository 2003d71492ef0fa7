"""What a payload costs: the same orders as JSON rows, as columns and as packed records, raw and compressed.

Sizes are counted, encoding and decoding are timed; from size, speed and ratio follows the link below which compressing
pays.
"""

import gzip
import json
import struct
import time
import zlib
from collections.abc import Callable
from typing import Any

from labkit import Lab, Rng, Spec, main

SPEC: Spec = {
    "lab": "payload-cost",
    "revision": 1,
    "robustness": "C",
    "parameters": {
        "records": {"default": 5000, "min": 10, "max": 20000, "help": "orders in the payload"},
        "level": {"default": 6, "min": 1, "max": 9, "help": "of gzip"},
    },
    "measures": {
        "json-over-binary-bytes": {"unit": "x", "scale": "ratio", "primary": True, "help": "JSON rows / packed, raw"},
        "json-over-binary-gzipped": {"unit": "x", "scale": "ratio", "help": "the same after gzip"},
        "bytes-json": {"unit": "B", "scale": "exact", "help": "JSON rows"},
        "bytes-json-pretty": {"unit": "B", "scale": "exact", "help": "JSON rows, indented"},
        "bytes-json-columns": {"unit": "B", "scale": "exact", "help": "JSON columns"},
        "bytes-struct": {"unit": "B", "scale": "exact", "help": "packed records"},
        "gzip-json": {"unit": "B", "scale": "ratio", "help": "JSON rows, gzipped"},
        "gzip-json-pretty": {"unit": "B", "scale": "ratio", "help": "indented, gzipped"},
        "gzip-json-columns": {"unit": "B", "scale": "ratio", "help": "columns, gzipped"},
        "gzip-struct": {"unit": "B", "scale": "ratio", "help": "packed, gzipped"},
        "decode-ratio": {"unit": "x", "scale": "ratio", "help": "time to decode JSON rows / packed records to dicts"},
        "encode-ratio": {"unit": "x", "scale": "ratio", "help": "time to encode JSON rows / packed records"},
        "zlib1-ratio": {"unit": "x", "scale": "ratio", "help": "JSON rows raw / compressed, level 1"},
        "zlib6-ratio": {"unit": "x", "scale": "ratio", "help": "level 6"},
        "zlib9-ratio": {"unit": "x", "scale": "ratio", "help": "level 9"},
        "zlib1-mbps": {"unit": "MB/s", "scale": "ratio", "help": "compressed at level 1"},
        "zlib6-mbps": {"unit": "MB/s", "scale": "ratio", "help": "level 6"},
        "zlib9-mbps": {"unit": "MB/s", "scale": "ratio", "help": "level 9"},
        "zlib1-break-even": {"unit": "Mbit/s", "scale": "ratio", "help": "slower links gain by level 1"},
        "zlib6-break-even": {"unit": "Mbit/s", "scale": "ratio", "help": "slower links gain by level 6"},
        "zlib9-break-even": {"unit": "Mbit/s", "scale": "ratio", "help": "slower links gain by level 9"},
    },
}
Record = dict[str, Any]
STATUSES = ("new", "paid", "packed", "shipped", "returned", "cancelled")
CITIES = tuple(
    "Aarhus Bonn Cork Delft Evora Fulda Ghent Hamburg Ivrea Jena Krakow Leipzig Malmo Nice Oslo Porto".split()
)
NAMES = ("order_id", "customer", "city", "quantity", "price", "status")
PACKED = struct.Struct("<IIHHIH")
REPEATS = 5
LEVELS = (1, 6, 9)


def orders(rng: Rng, count: int) -> list[Record]:
    """Orders as a shop has them: ids that rise, few cities and statuses, prices of all kinds."""
    return [
        {
            "order_id": 1_000_000 + number,
            "customer": 10_000 + rng.below(40_000),
            "city": rng.choice(CITIES),
            "quantity": 1 + rng.below(9),
            "price": (99 + rng.below(20_000)) / 100,
            "status": rng.choice(STATUSES),
        }
        for number in range(count)
    ]


def rows(records: list[Record]) -> bytes:
    """JSON without blanks, one object a record."""
    return json.dumps(records, separators=(",", ":")).encode()


def pretty(records: list[Record]) -> bytes:
    """JSON as people read it."""
    return json.dumps(records, indent=2).encode()


def columns(records: list[Record]) -> bytes:
    """JSON with each name once, and all its values after it."""
    return json.dumps({name: [each[name] for each in records] for name in records[0]}, separators=(",", ":")).encode()


def packed(records: list[Record]) -> bytes:
    """18 bytes a record: cents for the price, numbers for the city and the status."""
    cities = {city: number for number, city in enumerate(CITIES)}
    statuses = {status: number for number, status in enumerate(STATUSES)}
    return b"".join(
        PACKED.pack(
            each["order_id"], each["customer"], cities[each["city"]], each["quantity"], round(each["price"] * 100),
            statuses[each["status"]],
        )
        for each in records
    )  # fmt: skip


def unpacked(data: bytes) -> list[Record]:
    """The same records again, name by name, as a decoder does that is told its fields."""
    found = []
    for values in PACKED.iter_unpack(data):
        record = dict(zip(NAMES, values, strict=True))
        record["city"], record["status"] = CITIES[record["city"]], STATUSES[record["status"]]
        record["price"] /= 100
        found.append(record)
    return found


def best(work: Callable[[], object]) -> float:
    """The seconds of the quickest of some runs: the one that the machine disturbed least."""
    times = []
    for _ in range(REPEATS):
        began = time.perf_counter()
        work()
        times.append(time.perf_counter() - began)
    return min(times)


def run(lab: Lab, records: int, level: int) -> None:
    """Encode in every way, then compress the rows at three levels."""
    data = orders(lab.rng, records)
    encoded = {"json": rows(data), "json-pretty": pretty(data), "json-columns": columns(data), "struct": packed(data)}
    if unpacked(encoded["struct"]) != data:
        raise AssertionError("what was packed is not what comes out")
    zipped = {name: len(gzip.compress(content, level, mtime=0)) for name, content in encoded.items()}
    for name, content in encoded.items():
        lab.measure(f"bytes-{name}", len(content))
        lab.measure(f"gzip-{name}", zipped[name])
    lab.measure("json-over-binary-bytes", len(encoded["json"]) / len(encoded["struct"]))
    lab.measure("json-over-binary-gzipped", zipped["json"] / zipped["struct"])
    lab.progress(1, 5, "encoding and decoding")
    lab.measure("encode-ratio", best(lambda: rows(data)) / best(lambda: packed(data)))
    decoding = best(lambda: json.loads(encoded["json"])) / best(lambda: unpacked(encoded["struct"]))
    lab.measure("decode-ratio", decoding)
    for number, each in enumerate(LEVELS, 2):
        lab.progress(number, 5, f"zlib, level {each}")
        compress(lab, encoded["json"], each)


def compress(lab: Lab, raw: bytes, level: int) -> None:
    """What a level of zlib brings and costs: below the break-even the bytes saved take longer than the work."""
    small = zlib.compress(raw, level)
    there, back = best(lambda: zlib.compress(raw, level)), best(lambda: zlib.decompress(small))
    lab.measure(f"zlib{level}-ratio", len(raw) / len(small))
    lab.measure(f"zlib{level}-mbps", len(raw) / there / 1e6)
    saved = max(0, len(raw) - len(small))
    lab.measure(f"zlib{level}-break-even", max(1e-6, saved * 8 / (there + back) / 1e6))
    lab.point("break-even, Mbit/s", level, saved * 8 / (there + back) / 1e6)


def cost(records: int, level: int) -> float:
    """Seconds: six encodings and decodings, four gzips, and three levels, level 9 the slowest."""
    del level
    return records * (REPEATS * 5e-6 + REPEATS * 1.4e-5 + 3e-5)


if __name__ == "__main__":
    main(SPEC, run, cost)

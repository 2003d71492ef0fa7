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
Record = dict[str, int]
NAMES = ("order_id", "customer", "product", "quantity", "cents", "created_at")
PACKED = struct.Struct("<IIHHHI")
REPEATS = 5
LEVELS = (1, 6, 9)


def orders(rng: Rng, count: int) -> list[Record]:
    """Orders as a shop has them: ids and times that rise, few products, prices that end in 99."""
    created_at = 1_700_000_000
    found = []
    for number in range(count):
        created_at += rng.below(30)
        found.append(
            {
                "order_id": 1001 + number,
                "customer": 100_000 + rng.below(9000),
                "product": 1 + rng.below(500),
                "quantity": 1 + rng.below(4),
                "cents": 99 + 100 * rng.below(80),
                "created_at": created_at,
            }
        )
    return found


def rows(records: list[Record]) -> bytes:
    """JSON without blanks, one object a record."""
    return json.dumps(records, separators=(",", ":")).encode()


def pretty(records: list[Record]) -> bytes:
    """JSON as people read it."""
    return json.dumps(records, indent=2).encode()


def columns(records: list[Record]) -> bytes:
    """JSON with each name once, and all its values after it."""
    return json.dumps({name: [each[name] for each in records] for name in NAMES}, separators=(",", ":")).encode()


def packed(records: list[Record]) -> bytes:
    """18 bytes a record: numbers of two or four bytes, in an order that both ends know."""
    return b"".join(PACKED.pack(*each.values()) for each in records)


def unpacked(data: bytes) -> list[Record]:
    """The same records again, name by name, as a decoder makes them that is told its fields when it runs."""
    # Asking zip to be strict, where lengths can't differ, would take half as long again.
    return [dict(zip(NAMES, values)) for values in PACKED.iter_unpack(data)]  # noqa: B905


def quickest(*works: Callable[[], object]) -> list[float]:
    """The seconds of the quickest run of each, the one disturbed least; in turns, on the same machine."""
    times: list[list[float]] = [[] for _ in works]
    for _ in range(REPEATS):
        for work, taken in zip(works, times, strict=True):
            began = time.perf_counter()
            work()
            taken.append(time.perf_counter() - began)
    return [min(taken) for taken in times]


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
    of_json, of_packed = quickest(lambda: rows(data), lambda: packed(data))
    lab.measure("encode-ratio", of_json / of_packed)
    of_json, of_packed = quickest(lambda: json.loads(encoded["json"]), lambda: unpacked(encoded["struct"]))
    lab.measure("decode-ratio", of_json / of_packed)
    for number, each in enumerate(LEVELS, 2):
        lab.progress(number, 5, f"zlib, level {each}")
        compress(lab, encoded["json"], each)


def compress(lab: Lab, raw: bytes, level: int) -> None:
    """What a level of zlib brings and costs: below the break-even the bytes saved take longer than the work."""
    small = zlib.compress(raw, level)
    there, back = quickest(lambda: zlib.compress(raw, level), lambda: zlib.decompress(small))
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

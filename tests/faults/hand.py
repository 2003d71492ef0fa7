"""What people, sync tools and decaying disks do to a file that nobody is writing."""

from pathlib import Path
from random import Random

from tests.faults.simulated import SimulatedDisk


def spoil(disk: SimulatedDisk, path: str, random: Random) -> None:
    """Cut, zero, flip, double, add to or take away a file, durably."""
    content = disk.histories(Path(path).parent.parent)[path]
    data = bytearray(content.seen)
    start, end = sorted(random.randrange(len(data) + 1) for _ in range(2))
    match random.choice(("cut", "zero", "flip", "take out", "add", "empty", "take away")):
        case "cut":
            del data[start:]
        case "zero":
            data[start:end] = bytes(end - start)
        case "flip" if data:
            data[start - 1] ^= 1 << random.randrange(8)
        case "take out":
            del data[start:end]
        case "add":
            data[start:start] = random.randbytes(20)
        case "empty":
            data.clear()
        case "take away":
            disk.unlink(Path(path))
    if disk.find(path) is content:
        content.cut(0)
        content.append(bytes(data))
        content.flush()
    disk.flush_folder(Path(path).parent)

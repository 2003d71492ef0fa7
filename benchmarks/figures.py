"""Medians with their spread, and ratios of them, as a table."""

from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True)
class Figure:
    """Repeated measurements of one thing."""

    name: str
    values: tuple[float, ...]
    unit: str = "ms"

    @property
    def median(self) -> float:
        """The middle one."""
        return median(self.values)

    def row(self, against: "Figure | None" = None, goal: str = "") -> str:
        """One row of the table."""
        spread = f"{min(self.values):.3g}–{max(self.values):.3g}"
        ratio = f"{self.median / against.median:.2f}×" if against else ""
        return f"| {self.name} | {self.median:.3g} {self.unit} | {spread} | {len(self.values)} | {ratio} | {goal} |"


HEADER = "| what | median | min–max | n | ratio | goal |\n| --- | --- | --- | --- | --- | --- |"

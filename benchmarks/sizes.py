"""How much a benchmark database holds."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Size:
    """``leads`` and ``activities`` are counts; everything else is in proportion to them."""

    name: str
    leads: int
    activities: int
    sellers: int

    @property
    def customers(self):
        return self.leads // 4

    @property
    def teams(self):
        return max(self.sellers // 10, 1)


SIZES = {
    size.name: size
    for size in (
        Size("S", 20_000, 100_000, 50),
        Size("M", 200_000, 1_000_000, 200),
        Size("L", 1_000_000, 5_000_000, 500),
    )
}

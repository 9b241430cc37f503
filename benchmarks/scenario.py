"""What a section of the benchmarks declares."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Scenario:
    """One operation, by the name of the function that does it.

    The module has the function ``name(env, **args)`` for both databases; ``name_stock`` where the
    nearest operation of stock Odoo is another one; ``name_plain`` for the same question in SQL,
    which runs on the database with our addons.

    ``limit`` is the highest allowed ratio of ours to ``against``: ``stock``, ``plain``, or the name
    of a size (ours at that size, from its kept results). ``also`` holds further such pairs.
    ``bound`` is their text where the numbers alone do not say it.
    """

    title: str
    bound: str = ""
    limit: float | None = None
    against: str = "stock"
    also: tuple = ()
    args: dict = field(default_factory=dict)
    pairs: int | None = None  # instead of what the command asks for

    @property
    def limits(self):
        first = [(self.limit, self.against)] if self.limit is not None else []
        return [*first, *self.also]


def functions(module, name):
    """The functions of a scenario by party; a party without one is not measured."""
    ours = getattr(module, name)
    return {
        "stock": getattr(module, f"{name}_stock", ours).__name__,
        "ours": ours.__name__,
        "plain": getattr(module, f"{name}_plain").__name__ if hasattr(module, f"{name}_plain")
        else None,
    }  # fmt: skip

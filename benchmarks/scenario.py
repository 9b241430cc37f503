"""What a section of the benchmarks declares."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Scenario:
    """One operation, by the name of the function that does it.

    The module has the function ``name(env, **args)`` for both databases; ``name_stock`` where the
    nearest operation of stock Odoo is another one; ``name_plain`` for the same question in SQL,
    which runs on the database with our addons. ``work`` names other functions, by party.

    ``limit`` is the highest allowed ratio of ours to ``against``: ``stock``, ``plain``, or the name
    of a size (ours at that size, from its kept results). ``also`` holds further such pairs. ``at``
    names the size that the limits are meant for, where it is one only.
    ``half`` are arguments for half as many records: with them one more round tells how many queries
    each further record costs, which must not be more than on stock.
    ``bound`` is their text where the numbers alone do not say it.
    """

    title: str
    bound: str = ""
    limit: float | None = None
    against: str = "stock"
    also: tuple = ()
    at: str = ""
    args: dict = field(default_factory=dict)
    work: dict = field(default_factory=dict)
    half: dict | None = None
    pairs: int | None = None  # instead of what the command asks for

    def limits(self, size):
        """The limits that hold for this size, each with what it is against."""
        first = [(self.limit, self.against)] if self.limit is not None else []
        return [*first, *self.also] if self.at in ("", size) else []


def functions(module, name):
    """Names of the functions of a scenario by party; a party without one is not measured."""
    work = module.SCENARIOS[name].work
    if work:
        return work
    found = {"stock": name, "ours": name}
    for party in ("stock", "plain"):
        if hasattr(module, f"{name}_{party}"):
            found[party] = f"{name}_{party}"
    return found

"""Where the time of an operation goes: its statements, and the functions of our addons."""

import collections
import cProfile
import pstats
import re
import time

from devtools.say import line

TEXT = 110  # characters of a statement that are shown
MOST = 12  # statements and functions that are shown
LITERALS = re.compile(r"'[^']*'|\b\d[\d.]*\b|\bNULL\b")


# --------------------------------------------------------------------------------------------------
# in the worker


def profiled(cr, kind, work):
    """Do the ``work`` and return its result with what was seen, as ``profile``.

    :param kind: ``statements``, with seconds and number by text, or ``functions``
    """
    if kind == "functions":
        profile = cProfile.Profile()
        result = profile.runcall(work)
        return {**(result or {}), "profile": _functions(pstats.Stats(profile))}
    with _Statements(cr) as seen:
        result = work()
    return {**(result or {}), "profile": seen.rows()}


def _functions(stats):
    """The functions of our addons that took most, each with what it called."""
    found = [
        (cumulative, calls, f"{path.rpartition('/')[2]}: {name}")
        for (path, _line, name), (calls, _all, _own, cumulative, _who) in stats.stats.items()
        if "sales_process" in path and "benchmarks" not in path and not name.startswith("<")
    ]
    return sorted(found, reverse=True)[:MOST]


class _Statements:
    """The time of each statement that a cursor's class executes meanwhile."""

    def __init__(self, cr):
        self.cursor_class = type(cr)
        self.seen = collections.defaultdict(lambda: [0.0, 0])

    def __enter__(self):
        self.execute = self.cursor_class.execute
        seen, execute = self.seen, self.execute

        def timed(cr, *args, **kwargs):
            start = time.perf_counter()
            try:
                return execute(cr, *args, **kwargs)
            finally:
                took = seen[_shorten((cr._obj.query or b"").decode())]
                took[0] += time.perf_counter() - start
                took[1] += 1

        self.cursor_class.execute = timed
        return self

    def __exit__(self, *error):
        self.cursor_class.execute = self.execute

    def rows(self):
        """The slowest ones; first their sum: seconds, number, text."""
        rows = sorted(((*took, text) for text, took in self.seen.items()), reverse=True)
        total = (sum(row[0] for row in rows), sum(row[1] for row in rows), "all statements")
        return [total, *rows[:MOST]]


def _shorten(text):
    """What statements of one kind have in common: without literals, from the first table on."""
    text = LITERALS.sub("?", " ".join(text.split()))
    if text.startswith("SELECT") and (at := text.find(" FROM ")) > 0:
        text = f"{text[:40]} …{text[at:]}"
    return text[:TEXT]


# --------------------------------------------------------------------------------------------------
# for the reader


def say(title, party, seconds, profile):
    """Print what was seen of one party's work."""
    line(f"\n{title}: {party}, {seconds * 1000:.1f} ms")
    for took, number, text in profile:
        line(f"  {took * 1000:8.1f} ms  {number:5} ×  {text}")

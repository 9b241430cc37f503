"""``make bench``: measures the sections, keeps their results and writes ``RESULTS.md``."""

import importlib
import importlib.util
import time
from contextlib import closing

from benchmarks import settings, sizes, table
from benchmarks.bench import Bench
from devtools import atomic, odoo_run, paths, postgres
from devtools.say import Problem, duration, line

MODULES = {
    "reads": "benchmarks.reads",
    "writes": "benchmarks.writes",
    "import": "benchmarks.importing",
    "http": "benchmarks.http",
    "install": "benchmarks.install",
    "replica": "benchmarks.replica",
}
PAIRS = 7
BUSY = "a benchmark is running in this clone already; wait for its end"


def parse_only(text):
    """Section → the operations wanted in it (none: all); ``reads,writes.create`` names both."""
    chosen = {}
    for word in text.replace(",", " ").split():
        section, _dot, name = word.partition(".")
        if section not in MODULES:
            raise Problem(f"there is no section {section}; there are {', '.join(MODULES)}")
        names = chosen.setdefault(section, [])
        if name:
            names.append(name)
    return chosen or {section: [] for section in MODULES}


def describe_command(size_name, only, pairs, databases):
    """The command that does the same again."""
    if databases:
        parts = [f"python3 -m benchmarks --size {size_name}", f"--only {only}" if only else ""]
        parts += [f"--pairs {pairs}", f"--databases {' '.join(databases)}"]
    else:
        parts = [f"make bench SIZE={size_name}", f"ONLY={only}" if only else ""]
        parts.append(f"PAIRS={pairs}" if pairs != PAIRS else "")
    return " ".join(filter(None, parts))


def run(size_name="S", only="", pairs=PAIRS, databases=(), profile=False):
    chosen = parse_only(only)
    size = sizes.SIZES[size_name]
    command = describe_command(size_name, only, pairs, databases)
    began = time.monotonic()
    with (
        atomic.alone(paths.local("bench.lock"), BUSY),
        postgres.server(odoo_run.interpreter()) as server,
    ):
        odoo = odoo_run.prepare(server)
        for section, names in chosen.items():
            line(f"\n== {table.SECTIONS[section]}, {size_name}")
            module = importlib.import_module(MODULES[section])
            bench = Bench(odoo, size, pairs, tuple(databases or ()), tuple(names))
            with closing(bench):
                if profile and hasattr(module, "SCENARIOS"):
                    bench.explain(module)
                elif not profile:
                    _section(bench, module, section, size_name, command)
    if profile:
        return 0
    line(f"\nIn all {duration(time.monotonic() - began)}; the table is in benchmarks/RESULTS.md")
    return 0


def _section(bench, module, section, size_name, command):
    told = settings.describe(bench.odoo, size_name, bench.database("ours"), command)
    # a module may have a way of its own to measure
    rows = module.run(bench) if hasattr(module, "run") else bench.measure(module)
    for row in rows:
        table.keep(size_name, section, [row], told)
        table.write()
        bench.say(row)

"""What the addons cost when orders are confirmed and opportunities are moved.

    python3 -m benchmarks.flow_write_path [--pairs 5]

Makes two databases, one of stock Odoo and one with the addons, runs the same work on them in turns,
and prints the medians. `--databases STOCK OURS` uses databases that are there already.
"""

import argparse
import json
import statistics
import subprocess
from pathlib import Path

from devtools import addons, databases, odoo_run, postgres

LOAD = Path(__file__).with_name("flow_write_path_load.py")
LIMIT = 1.10
TITLES = {
    "confirm": "Confirm 100 orders of 100 opportunities",
    "move": "Move 1,000 opportunities to another stage",
}


def make_databases(odoo):
    template = databases.template(odoo, databases.FULL_MODULES)
    stock, ours = databases.name("benchmark_stock"), databases.name("benchmark_ours")
    databases.copy(odoo.server, template, stock)
    databases.copy(odoo.server, template, ours)
    odoo.run(ours, f"-i{','.join(addons.manifests())}", "--stop-after-init")
    return stock, ours


def measure(odoo, database):
    done = subprocess.run(
        [str(part) for part in odoo.argv(database, "--log-level=error", command=["shell"])],
        env=odoo.environ(),
        input=LOAD.read_text(),
        capture_output=True,
        text=True,
        check=False,
    )
    for text in done.stdout.splitlines():
        if "RESULT " in text:
            return json.loads(text.split("RESULT ", 1)[1])
    raise SystemExit(f"No result from {database}:\n{done.stdout}\n{done.stderr}")


def report(pairs):
    """Print the medians of the pairs; return whether all stay within the limit."""
    is_within = True
    for key, title in TITLES.items():
        stock = [pair[0][key] for pair in pairs]
        ours = [pair[1][key] for pair in pairs]
        ratio = statistics.median(
            one["seconds"] / other["seconds"] for one, other in zip(ours, stock, strict=True)
        )
        is_within = is_within and ratio <= LIMIT
        print(title)
        for name, rows in (("stock", stock), ("ours", ours)):
            seconds = statistics.median(row["seconds"] for row in rows)
            cpu = statistics.median(row["cpu"] for row in rows)
            print(
                f"  {name:5} {seconds:7.2f} s, {cpu:.2f} s of it in Python,"
                f" {rows[-1]['queries']} queries"
            )
        print(f"  median of the pairs' ratios: {ratio:.2f}")
    growth = [
        (pair["confirm"]["queries"] - pair["confirm_half"]["queries"]) / 50 for pair in pairs[-1]
    ]
    print(f"Queries for each further order: stock {growth[0]:.1f}, ours {growth[1]:.1f}")
    return is_within and growth[1] <= growth[0]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--pairs", type=int, default=5)
    parser.add_argument("--databases", nargs=2, metavar=("STOCK", "OURS"))
    options = parser.parse_args()
    with postgres.server(odoo_run.interpreter()) as server:
        odoo = odoo_run.prepare(server)
        stock, ours = options.databases or make_databases(odoo)
        pairs = []
        for number in range(options.pairs):
            pairs.append((measure(odoo, stock), measure(odoo, ours)))
            print(f"pair {number + 1} of {options.pairs} done", flush=True)
    return 0 if report(pairs) else 1


if __name__ == "__main__":
    raise SystemExit(main())

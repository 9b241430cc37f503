"""Runs the parties of a scenario in turns, and what follows from their numbers."""

import contextlib
import json
import statistics
import subprocess
from dataclasses import dataclass, field

from devtools import paths, proc
from devtools.say import Problem


class Worker:
    """The other end of a pipe: an Odoo that serves one database."""

    def __init__(self, odoo, database, log):
        command = odoo.argv(database)
        environ = odoo.environ()
        environ["PYTHONPATH"] = f"{environ['PYTHONPATH']}:{paths.ROOT}"
        self.database, self.log = database, log
        with open(log, "w", encoding="utf-8") as file:
            self.process = proc.start(
                [command[0], "-m", "benchmarks.worker", database, *command[3:]],
                env=environ,
                cwd=paths.ROOT,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=file,
                text=True,
                encoding="utf-8",
            )
        self._read()

    def _read(self):
        text = self.process.stdout.readline()
        if not text:
            raise Problem(
                f"Odoo on {self.database} ended by itself; its last words are in {self.log}"
            )
        return json.loads(text)

    def ask(self, module, function, args=None, **options):
        """Have a function of a module run, and return its numbers."""
        request = {"module": module, "function": function, "args": args or {}, **options}
        self.process.stdin.write(json.dumps(request) + "\n")
        self.process.stdin.flush()
        answer = self._read()
        if "error" in answer:
            with open(self.log, "a", encoding="utf-8") as file:
                file.write(answer["trace"])
            raise Problem(
                f"{module}.{function} failed on {self.database}: {answer['error']} "
                f"(details in {self.log})"
            )
        return answer

    def close(self):
        """Let the process end: it does when nobody asks any more."""
        self.process.stdin.close()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(20)
        proc.stop(self.process)


@dataclass
class Party:
    """Who takes part, and how it is asked to work: a function that returns the numbers."""

    name: str
    work: callable
    results: list = field(default_factory=list)


def run(parties, pairs, on_pair=None):
    """Each party once to warm up, then ``pairs`` rounds, each party first in its turn."""
    for party in parties:
        party.work()
    for number in range(pairs):
        start = number % len(parties)
        for party in parties[start:] + parties[:start]:
            party.results.append(party.work())
        if on_pair:
            on_pair(number + 1)
    return {party.name: party.results for party in parties}


def ratio(results, others, key="seconds"):
    """Median, lower and upper quartile of the ratios of what ran side by side."""
    found = [
        one[key] / other[key] for one, other in zip(results, others, strict=True) if other[key]
    ]
    if not found:
        return None
    if len(found) == 1:
        return found * 3
    low, middle, high = statistics.quantiles(found, n=4, method="inclusive")
    return [middle, low, high]


def median(results, key="seconds"):
    return statistics.median(result[key] for result in results)


def row(key, scenario, results, size=""):
    """The row of the table that a scenario's results, at this size, make."""
    ours = results["ours"]
    made = {
        "key": key,
        "title": scenario.title,
        "unit": "s",
        "pairs": len(ours),
        "limits": scenario.limits(size),
        "bound": scenario.bound,
        "queries": {name: round(median(found, "queries")) for name, found in results.items()},
        "cpu": {name: median(found, "cpu") for name, found in results.items()},
        "ratios": {},
        "cpu_ratios": {},
    }
    for name, found in results.items():
        made[name] = median(found)
        if name != "ours":
            made["ratios"][name] = ratio(ours, found)
            made["cpu_ratios"][name] = ratio(ours, found, "cpu")
    return made

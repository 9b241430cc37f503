"""What a section has to work with: Odoo, the two databases, and a worker on each."""

import concurrent.futures
import contextlib
from dataclasses import dataclass, field

from benchmarks import pairs, profiling
from benchmarks.scenario import functions
from devtools import paths
from devtools.say import Problem, line, step


@dataclass
class Bench:
    odoo: object
    size: object
    pairs: int = 7
    databases: tuple = ()
    names: tuple = ()  # only these operations; none: all
    workers: dict = field(default_factory=dict)

    def database(self, party):
        """Name of the database of ``stock`` or ``ours``, made where it is missing."""
        if self.databases:
            return self.databases[0 if party == "stock" else 1]
        from benchmarks import stores

        return getattr(stores, party)(self.odoo, self.size)

    def worker(self, party):
        """A process with Odoo on the party's database, the same one for every section."""
        if party not in self.workers:
            database = self.database(party)
            with step(f"Starting Odoo on {database}"):
                log = paths.local("logs", f"benchmark-{party}.log")
                self.workers[party] = pairs.Worker(self.odoo, database, log)
        return self.workers[party]

    def close(self):
        """Let go of the databases; a section that copies or serves one calls this first."""
        while self.workers:
            _party, worker = self.workers.popitem()
            with contextlib.suppress(OSError):
                worker.close()

    def set_up(self, module):
        """Have a module's ``set_up(env)`` make, once and for good, what its scenarios need."""
        if not hasattr(module, "set_up"):
            return
        workers = [self.worker(party) for party in ("stock", "ours")]
        with (
            step(f"Making what {module.__name__} works on"),
            concurrent.futures.ThreadPoolExecutor() as pool,
        ):
            jobs = [
                pool.submit(worker.ask, module.__name__, "set_up", commit=True)
                for worker in workers
            ]
            for job in jobs:
                job.result()

    def chosen(self, module):
        """The scenarios of a module that are wanted."""
        unknown = set(self.names) - set(module.SCENARIOS)
        if unknown:
            raise Problem(
                f"{module.__name__} has no {', '.join(sorted(unknown))}; "
                f"there are {', '.join(module.SCENARIOS)}"
            )
        return {name: module.SCENARIOS[name] for name in self.names or module.SCENARIOS}

    def measure(self, module):
        """Run a module's scenarios and yield a row for each."""
        self.set_up(module)
        for name, scenario in self.chosen(module).items():
            found = functions(module, name)
            parties = [
                pairs.Party(party, self._work(party, module.__name__, function, scenario.args))
                for party, function in found.items()
            ]
            count = scenario.pairs or self.pairs
            with step(scenario.title) as current:
                current.detail = "warming up"

                def show(number, current=current, count=count):
                    current.detail = f"pair {number} of {count}"

                results = pairs.run(parties, count, show)
            row = pairs.row(name, scenario, results, self.size.name)
            if scenario.half:
                row["per_record"] = self._per_record(module.__name__, found, scenario, results)
            yield row

    def explain(self, module):
        """Print where the time of a module's scenarios goes, for stock and for ours."""
        self.set_up(module)
        for name, scenario in self.chosen(module).items():
            for party, function in functions(module, name).items():
                if party == "plain":
                    continue
                self._work(party, module.__name__, function, scenario.args)()  # warms up
                for kind in ("statements", "functions"):
                    answer = self._work(
                        party, module.__name__, function, scenario.args, profile=kind
                    )()
                    if answer["profile"]:
                        title = f"{scenario.title}, {kind}"
                        profiling.say(title, party, answer["seconds"], answer["profile"])

    def _per_record(self, module, found, scenario, results):
        """How many queries each further record costs, by party."""
        slopes = {}
        for party, rounds in results.items():
            if party != "plain":
                half = self._work(party, module, found[party], scenario.half)()
                more = rounds[-1]["rows"] - half["rows"]
                slopes[party] = (pairs.median(rounds, "queries") - half["queries"]) / more
        return slopes

    def _work(self, party, module, function, args, **options):
        worker = self.worker("stock" if party == "stock" else "ours")
        return lambda: worker.ask(module, function, args, **options)

    def say(self, row):
        from benchmarks import table

        line(f"  {table.sentence(row)}")

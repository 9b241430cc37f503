"""What the addon adds to the write path: creating and moving opportunities, stock against ours.

    python benchmarks/write_path.py --stock STOCK_DB --ours OUR_DB [options]

Both databases exist already and differ in the addon only: ``--ours`` has it installed. Options that
are not known here go to Odoo as they are (``-c``, ``--addons-path``, ``--data-dir``). The Python
that runs it must be able to import Odoo.

Each database gets a process of its own. The two take turns, so that both see the same machine, and
every round is rolled back. A pair is one round of each. Printed are the medians of the rounds, and
the median of the pairs' ratios: of the time on the clock, and of the processor time of Odoo itself,
which a busy machine disturbs less. The exit code is 1 where ours costs more than the limit.
"""

import argparse
import json
import statistics
import subprocess
import sys
import time

SCENARIOS = {
    "create": "create {number} opportunities",
    "move": "move {number} opportunities, in one write",
    "drag": "move {singles} opportunities, one by one",
    "win": "win {number} opportunities",
}
LIMIT = 10.0  # percent
SINGLES = 5  # one in so many is moved one by one


class Worker:
    """The other side of the pipe: an Odoo with one database."""

    def __init__(self, database, number, odoo_arguments):
        command = [sys.executable, __file__, "--worker", database, "--number", str(number)]
        self.process = subprocess.Popen(
            [*command, *odoo_arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def run(self, scenario):
        self.process.stdin.write(scenario + "\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        if not line:
            sys.exit("The database could not be measured; see the messages above.")
        return json.loads(line)

    def close(self):
        self.process.stdin.close()
        self.process.wait()


def serve(database, number, odoo_arguments):
    """Measure the scenarios that are asked for on the standard input."""
    import odoo
    from odoo.modules.registry import Registry

    odoo.tools.config.parse_config(
        [*odoo_arguments, "-d", database, "--log-level", "error"], setup_logging=True
    )
    registry = Registry(database)
    for line in sys.stdin:
        with registry.cursor() as cr:
            env = odoo.api.Environment(cr, odoo.SUPERUSER_ID, {})
            user = env.ref("base.user_admin")
            measure = Measure(env(user=user.id), number)
            result = measure.run(line.strip())
            cr.rollback()
        sys.stdout.write(json.dumps(result) + "\n")
        sys.stdout.flush()


class Measure:
    def __init__(self, env, number):
        self.env = env
        self.number = number
        self.singles = max(number // SINGLES, 1)
        self.partner = env["res.partner"].create({"name": "Customer", "is_company": True})
        self.team = env["crm.team"].create({"name": "Benchmark"})
        Stage = env["crm.stage"]
        self.stages = Stage.create(
            [{"name": f"Stage {i}", "sequence": i, "team_ids": self.team.ids} for i in range(-5, 0)]
        )
        self.settle()

    def settle(self):
        """All that a commit does, without the commit."""
        self.env.flush_all()
        self.env.cr.precommit.run()

    def create_leads(self, number):
        return self.env["crm.lead"].create(
            [
                {
                    "name": f"Opportunity {i}",
                    "type": "opportunity",
                    "partner_id": self.partner.id,
                    "team_id": self.team.id,
                    "expected_revenue": 1000 + i,
                }
                for i in range(number)
            ]
        )

    def run(self, scenario):
        leads = None
        if scenario != "create":
            leads = self.create_leads(self.singles if scenario == "drag" else self.number)
            self.settle()
            self.env.invalidate_all()
        queries = self.env.cr.sql_log_count
        cpu, start = time.process_time(), time.perf_counter()
        getattr(self, f"_run_{scenario}")(leads)
        self.settle()
        seconds = time.perf_counter() - start
        return {
            "seconds": seconds,
            "cpu": time.process_time() - cpu,
            "queries": self.env.cr.sql_log_count - queries,
        }

    def _run_create(self, _leads):
        self.create_leads(self.number)

    def _run_move(self, leads):
        leads.write({"stage_id": self.stages[2].id})

    def _run_drag(self, leads):
        for lead in leads:
            lead.write({"stage_id": self.stages[2].id})
            self.settle()

    def _run_win(self, leads):
        leads.action_set_won()


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--stock", help="database without the addon")
    parser.add_argument("--ours", help="database with the addon")
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--number", type=int, default=1000, help="opportunities in a round")
    parser.add_argument("--scenarios", default=",".join(SCENARIOS), help="separated by commas")
    parser.add_argument("--worker", help=argparse.SUPPRESS)
    options, odoo_arguments = parser.parse_known_args()
    if options.worker:
        return serve(options.worker, options.number, odoo_arguments)
    if not options.stock or not options.ours:
        parser.error("name both databases: --stock and --ours")
    workers = {
        name: Worker(database, options.number, odoo_arguments)
        for name, database in (("stock", options.stock), ("ours", options.ours))
    }
    failed = False
    print(f"{'':44}{'stock':>10}{'ours':>10}{'more':>9}{'cpu':>9}   queries")
    for scenario in options.scenarios.split(","):
        for worker in workers.values():
            worker.run(scenario)  # warms the caches
        results = {name: [] for name in workers}
        for round_ in range(options.rounds):
            # each goes first in turn
            order = list(workers) if round_ % 2 else list(workers)[::-1]
            for name in order:
                results[name].append(workers[name].run(scenario))
        medians = {
            name: statistics.median(result["seconds"] for result in rounds)
            for name, rounds in results.items()
        }
        more, more_cpu = (
            (statistics.median(o[key] / s[key] for s, o in zip(*results.values(), strict=True)) - 1)
            * 100
            for key in ("seconds", "cpu")
        )
        queries = [results[name][-1]["queries"] for name in ("stock", "ours")]
        title = SCENARIOS[scenario].format(
            number=options.number, singles=max(options.number // SINGLES, 1)
        )
        failed |= more > LIMIT
        print(
            f"{title:44}{medians['stock'] * 1000:8.0f}ms{medians['ours'] * 1000:8.0f}ms"
            f"{more:+8.1f}%{more_cpu:+8.1f}%   {queries[0]} -> {queries[1]}",
            flush=True,
        )
    for worker in workers.values():
        worker.close()
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())

"""What dies in the middle of work leaves all of it, or nothing."""

from devtools import fault_bench, fault_work, faults
from tests import outside

QUICK = ("session killed while confirming orders", "server killed while importing leads")


class FaultTest(outside.OutsideCase):
    """A part of `make faults` that needs no PostgreSQL of its own."""

    origin = outside.INSTALLED

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.bench = cls.enterClassContext(fault_bench.Bench(cls.odoo, cls.database, rounds=4))

    def test_quick_kills(self):
        """K4: a session and a server are killed while they write: nothing is lost or half done,
        the next attempt completes it, and the auditor finds nothing."""
        outcomes = list(faults.kills(self.bench, QUICK, shares=(0.5,)))
        self.assertEqual([outcome.fault for outcome in outcomes], list(QUICK))
        for outcome in outcomes:
            self.assertEqual(outcome.lost, [], outcome.fault)
            self.assertEqual(outcome.tried, 1, outcome.fault)

    def test_what_is_half_done_is_seen(self):
        """K4: a part of a work that is there without the rest is called lost."""
        bench = self.bench
        task = bench.task(fault_work.import_leads)
        before = bench.sql(task.query)[0]
        number = bench.used[fault_work.import_leads] - 1
        bench.boss.ask(bench.boss.call("crm.lead", "create", [{"name": f"Imported {number} 0"}]))
        outcome = fault_bench.Outcome("half")
        answer = fault_bench.Answer(bench.boss, bench.boss.call("crm.lead", "search_count", []))
        answer.join()
        bench.judge(outcome, task, before, answer)
        self.assertRegex(outcome.lost[0], "half done")

from odoo import SUPERUSER_ID

# Tests that write none of these leave nothing to audit
AUDITED_TABLES = (
    "account_move",
    "account_move_line",
    "calendar_event",
    "crm_lead",
    "crm_stage",
    "mail_activity",
    "sale_order",
    "sale_order_line",
    "sales_target",
)


def damages_data(test):
    """A test that brings about, on purpose, what must never be: the auditor leaves it alone."""
    test.damages_data = True
    return test


class AuditedCase:
    """What a test leaves behind violates no invariant of the sales process, in classes that say
    ``is_audited = True``; a whole class of these that damages data says ``damages_data = True``.
    """

    is_audited = False
    damages_data = False

    def setUp(self):
        super().setUp()
        if self.is_audited:
            self.rows_before = self._count_written_rows()

    def tearDown(self):
        test = getattr(self, self._testMethodName)
        is_damaging = self.damages_data or getattr(test, "damages_data", False)
        if self.is_audited and not is_damaging and self._outcome.success:
            self.env.flush_all()
            if self._count_written_rows() != self.rows_before:
                self.assertAudited()
        super().tearDown()

    def _count_written_rows(self):
        self.env.cr.execute(
            """SELECT SUM(n_tup_ins + n_tup_upd + n_tup_del)
                 FROM pg_stat_xact_user_tables
                WHERE relid = ANY(%s::regclass[])""",
            [list(AUDITED_TABLES)],
        )
        return self.env.cr.fetchone()[0]

    def _get_violations(self):
        """``[(check, number of records, reasons)]`` of the checks that find something."""
        auditor = self.env(user=SUPERUSER_ID, context={})["sales.process.audit"]
        return [
            (result["check"], result["count"], [found["reason"] for found in result["examples"]])
            for result in auditor.run()
            if result["count"]
        ]

    def assertAudited(self):
        self.assertEqual(self._get_violations(), [])


class DamageCase:
    """Damage is done in SQL: nothing in the product does it."""

    damages_data = True

    def _run(self, check, mend=False):
        (result,) = self.env["sales.process.audit"].run([check], mend=mend)
        return result

    def _damage(self, query, *params):
        self.env.flush_all()
        self.env["crm.lead.stage.history"].flush_model()
        self.env.cr.execute(query, params)
        self.env.invalidate_all()

    def _assert_found_and_mended(self, check, record, words):
        result = self._run(check)
        self.assertEqual([example["id"] for example in result["examples"]], [record.id])
        self.assertEqual(result["count"], 1)
        for word in words:
            self.assertIn(word, result["examples"][0]["reason"])
        self.assertEqual(self._run(check)["count"], 1, "looking changes nothing")
        self.assertEqual(self._run(check, mend=True)["mended"], 1)
        self.assertEqual(self._run(check)["count"], 0)

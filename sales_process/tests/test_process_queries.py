from odoo.tests import tagged, users

from .common import recorded_statements
from .process_common import StagesCommon


@tagged("post_install", "-at_install")
class TestStageQueries(StagesCommon):
    """The write path costs a fixed number of queries more than stock, none per opportunity."""

    def _count(self, function):
        self.env.flush_all()
        self.env.cr.precommit.run()
        before = self.env.cr.sql_log_count
        result = function()
        self.env.flush_all()
        return self.env.cr.sql_log_count - before, result

    def _create_leads(self, number):
        return (
            self.env["crm.lead"]
            .with_context(mail_create_nolog=True, tracking_disable=True)
            .create(
                [
                    {
                        "name": f"Lead {i}",
                        "type": "opportunity",
                        "team_id": self.team.id,
                        "user_id": self.seller.id,
                        "expected_revenue": 100,
                    }
                    for i in range(number)
                ]
            )
        )

    @users("sp_manager")
    def test_create(self):
        """F10: creating 100 opportunities costs no more ledger queries than creating 10."""
        self._create_leads(2)
        few, _leads = self._count(lambda: self._create_leads(10))
        many, leads = self._count(lambda: self._create_leads(100))
        self.assertLessEqual(many, few)
        self.assertEqual(len(leads.stage_history_ids), 100)

    @users("sp_manager")
    def test_move(self):
        """F10: moving 100 opportunities costs one statement for the ledger, as moving 10."""
        leads = self._create_leads(100)
        self.env.flush_all()
        leads[:2].stage_id = self.third

        few, _ = self._count(lambda: leads[:10].write({"stage_id": self.second.id}))
        many, _ = self._count(lambda: leads.write({"stage_id": self.third.id}))
        self.assertLessEqual(many, few)
        ledger, _ = self._count(
            lambda: self.env["crm.lead.stage.history"]._record_entries(
                dict.fromkeys(leads.ids, (self.env.uid, "person", None, None, self.start))
            )
        )
        self.assertEqual(ledger, 1)
        self.assertEqual(len(leads.stage_history_ids), 212)

    @users("sp_manager")
    def test_win(self):
        """C4: who won, and when, is written with the stage: one write for each opportunity."""
        lead = self._create_leads(1)
        self.env.flush_all()
        with recorded_statements() as statements:
            lead.action_set_won()
            self.env.flush_all()
        written = [text for text in statements if text.startswith('UPDATE "crm_lead"')]
        self.assertEqual(len(written), 1)
        self.assertTrue(lead.closed_by_id and lead.decided_on)

    @users("sp_manager")
    def test_no_query_without_move(self):
        """F10: writing something else costs the ledger nothing: there is the update, and what open
        screens hear of it."""
        leads = self._create_leads(10)
        self.env.flush_all()
        leads.write({"referred": "Warms the caches"})
        self.env.flush_all()
        with self.assertQueryCount(2):
            leads.write({"referred": "Somebody"})
            self.env.flush_all()

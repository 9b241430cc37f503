from odoo.exceptions import AccessError
from odoo.fields import Domain
from odoo.tests import new_test_user, tagged
from odoo.tools import SQL

from .common import SalesProcessCommon


@tagged("post_install", "-at_install")
class TestStageSearch(SalesProcessCommon):
    """What an opportunity asks of the stages is answered from memory, and always right."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Stage = cls.env["crm.stage"]
        cls.first = cls.Stage.create({"name": "First of all", "sequence": -10})

    def _find_first(self):
        return self.Stage.search([("team_ids", "=", False)], order="sequence, id", limit=1)

    def test_asking_again_costs_nothing(self):
        """C1: each move of an opportunity asks for the same stages, once a query is enough."""
        lead = self.env["crm.lead"].create({"name": "Asking", "type": "opportunity"})
        is_won = [("is_won", "=", True)]
        expected = self._find_first(), lead._stage_find(), self.Stage.search(is_won)
        with self.assertQueryCount(0):
            found = self._find_first(), lead._stage_find(), self.Stage.search(is_won)
        self.assertEqual(found, expected)
        self.assertEqual(found[0], self.first)

    def test_changes_are_found_at_once(self):
        """C1: a stage that is new, moved, renamed, won, another team's or gone."""
        self.assertEqual(self._find_first(), self.first)
        before = self.Stage.create({"name": "Before", "sequence": -20})
        self.assertEqual(self._find_first(), before)
        before.sequence = -5
        self.assertEqual(self._find_first(), self.first)
        self.assertNotIn(before, self.Stage.search([("is_won", "=", True)]))
        before.is_won = True
        self.assertIn(before, self.Stage.search([("is_won", "=", True)]))
        self.assertFalse(self.Stage.search([("name", "=", "Renamed")]))
        before.name = "Renamed"
        self.assertEqual(self.Stage.search([("name", "=", "Renamed")]), before)
        team = self.env["crm.team"].create({"name": "Own"})
        self.first.team_ids = team
        self.assertNotEqual(self._find_first(), self.first)
        self.first.team_ids = False
        self.assertEqual(self._find_first(), self.first)
        self.first.unlink()
        self.assertEqual(self._find_first(), before)

    def test_what_others_decide_is_asked_each_time(self):
        """C1: a search by a team's name, or by SQL, depends on more than the stages."""
        team = self.env["crm.team"].create({"name": "Own"})
        self.first.team_ids = team
        for domain in (
            [("team_ids", "=", "Own")],
            [("team_ids", "ilike", "Own")],
            [("team_ids", "any", [("name", "=", "Own")])],
        ):
            with self.subTest(domain=domain):
                self.assertIn(self.first, self.Stage.search(domain))
                team.name = "Renamed"
                self.assertNotIn(self.first, self.Stage.search(domain))
                team.name = "Own"
        for is_asked in (True, False):
            custom = Domain.custom(to_sql=lambda *args, is_asked=is_asked: SQL("%s", is_asked))
            self.assertEqual(self.first in self.Stage.search(custom), is_asked)

    def test_what_is_taken_back_is_not_remembered(self):
        """C1: a stage whose creation was rolled back is never found again."""
        with self.assertRaises(ZeroDivisionError), self.env.cr.savepoint():
            gone = self.Stage.create({"name": "Gone", "sequence": -20})
            self.assertEqual(self._find_first(), gone)
            raise ZeroDivisionError
        self.env.cr.cache.clear()  # as the end of the transaction does
        self.assertEqual(self._find_first(), self.first)

    def test_rights_and_rules_hold(self):
        """C1: who may not read stages finds none, and rules that a company makes are respected."""
        self.assertEqual(self._find_first(), self.first)
        employee = new_test_user(self.env, "stageless", groups="base.group_portal")
        with self.assertRaises(AccessError):
            self.Stage.with_user(employee).search([("is_won", "=", True)])
        self.env["ir.rule"].create(
            {
                "name": "Not the first",
                "model_id": self.env["ir.model"]._get_id("crm.stage"),
                "domain_force": f"[('id', '!=', {self.first.id})]",
            }
        )
        self.assertNotIn(
            self.first, self.Stage.with_user(self.user_sales_manager).search([("fold", "=", False)])
        )

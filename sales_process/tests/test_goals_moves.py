from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import catch_bus
from .goals_common import GoalsCommon


@tagged("post_install", "-at_install")
class TestGoalsMoves(GoalsCommon):
    """Moves by people: blocked, warned of, told."""

    def _catch_bus(self):
        return catch_bus(self)

    def test_block(self):
        """F4: a stage that blocks refuses a person's move on and names what is missing."""
        self.first.goal_policy = "block"
        self.visit_goal.count = 2
        self._hold()
        with self.assertRaisesRegex(
            UserError,
            r"(?s)Not to “Second” yet.*Acme project.*First.*Customer visit held 2 times \(1 of 2\)",
        ):
            self.lead.with_user(self.seller).stage_id = self.second
        with self.assertRaises(UserError):
            self.lead.with_user(self.seller).action_set_won()
        self.assertEqual(self.lead.stage_id, self.first)
        self._hold()
        self.assertEqual(self.lead.stage_id, self.second)

    def test_block_is_about_required_goals(self):
        """F4: a goal that is not required may be missing, whatever the stage's policy."""
        self.first.goal_policy = "block"
        self._create_goal(self.first, kind="event", event_category_id=self.action_category.id)
        self.visit_goal.required = False
        with self.assertRaisesRegex(UserError, "Sales action held") as caught:
            self.lead.with_user(self.seller).stage_id = self.second
        self.assertNotIn("Customer visit", caught.exception.args[0])
        self.first.goal_ids.required = False
        self.lead.with_user(self.seller).stage_id = self.second
        self.assertEqual(self.lead.stage_id, self.second)

    def test_block_cannot_be_jumped(self):
        """F4: stages may be skipped, but none that blocks: jumping over it is refused as well."""
        self._create_goal(self.second, kind="event", event_category_id=self.action_category.id)
        self.lead.with_user(self.seller).stage_id = self.third
        self.assertEqual(self.lead.stage_id, self.third, "it only informs")
        self.second.goal_policy = "block"
        other = self._create_lead("Globex project")
        with self.assertRaisesRegex(UserError, "Globex project.*Second.*Sales action held"):
            other.with_user(self.seller).stage_id = self.third
        self._hold(self.action_category, other)
        other.with_user(self.seller).stage_id = self.third
        self.assertEqual(other.stage_id, self.third)

    def test_block_allows_back(self):
        """F4: a stage that blocks lets people go back, and lose the opportunity."""
        self._create_goal(self.second, kind="event", event_category_id=self.action_category.id)
        self.second.goal_policy = "block"
        self.lead.stage_id = self.second
        self.lead.with_user(self.seller).stage_id = self.first
        self.assertEqual(self.lead.stage_id, self.first)
        self.lead.with_user(self.seller).action_set_lost()
        self.assertEqual(self.lead.won_status, "lost")

    def test_block_names_each(self):
        """F4: moving many at once says which of them is held back, and moves none."""
        self.first.goal_policy = "block"
        other = self._create_lead("Globex project", partner_id=self.other_customer.id)
        self._hold(lead=other)
        third = self._create_lead("Initech project")
        with self.assertRaisesRegex(UserError, "(?s)Acme project.*Initech project") as caught:
            (self.lead | third).with_user(self.seller).write({"stage_id": self.third.id})
        self.assertNotIn("Globex", caught.exception.args[0])

    def test_block_does_not_stop_documents(self):
        """F4: documents are facts: they move on, and the log says which goals were missing."""
        self.env.company.stages_follow_documents = True
        self.first.goal_policy = "block"
        product = self.env["product.product"].create({"name": "P", "type": "service"})
        order = self.env["sale.order"].create(
            {
                "partner_id": self.customer.id,
                "opportunity_id": self.lead.id,
                "order_line": [Command.create({"product_id": product.id, "price_unit": 100})],
            }
        )
        order.action_confirm()
        self.assertEqual(self.lead.stage_id, self.ordered)
        log = self._log()
        self.assertIn("Missing when it left “First”: Customer visit held", log)
        self.assertIn(order.name, log)

    def test_warn(self):
        """F4: a stage that warns tells who moves on, and the log says what was missing."""
        self.first.goal_policy = "warn"
        with self._catch_bus() as sent:
            self.lead.with_user(self.seller).stage_id = self.second
        self.assertEqual(self.lead.stage_id, self.second)
        [(user, kind, message)] = sent
        self.assertEqual(
            (user, kind, message["type"]), (self.seller, "simple_notification", "warning")
        )
        self.assertIn("Customer visit held", message["message"])
        self.assertIn("Missing when it left “First”: Customer visit held", self._log())

    def test_inform(self):
        """F4: a stage that informs lets go and writes into the log what was missing."""
        with self._catch_bus() as sent:
            self.lead.with_user(self.seller).stage_id = self.second
        self.assertFalse(sent)
        self.assertIn("Missing when it left “First”: Customer visit held", self._log())

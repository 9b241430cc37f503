from odoo.exceptions import AccessError
from odoo.tests import tagged

from odoo.addons.sales_process.tests.common import SalesProcessCommon
from odoo.addons.sales_process.tests.refusals_common import (
    RefusalsMixin,
    get_hooks,
    get_proven,
    proves,
)

from . import __path__ as tests_path


@tagged("post_install", "-at_install")
class TestMailingRefusals(RefusalsMixin, SalesProcessCommon):
    """An opportunity enters its stage although its customer may not join the lists of it."""

    def test_every_hook_is_proven(self):
        hooks = get_hooks(self.env, "sales_process_mass_mailing")
        self.assertTrue(hooks)
        self.assertEqual(get_proven(__package__, tests_path), set(hooks))

    @proves("crm.lead._join_and_leave")
    def test_joining(self):
        news = self.env["mailing.list"].create({"name": "News of the project"})
        stage = self.env["crm.stage"].create(
            {"name": "Joining", "sequence": 50, "mailing_list_join_ids": news.ids}
        )
        self.lead.email_from = "ann@acme.example.com"
        self.commit()
        subscriptions = self.env["mailing.subscription"]
        with self.refusing("mailing.subscription", "create", error=AccessError):
            self.lead.with_user(self.seller).stage_id = stage
            self.assertEqual(self.lead.stage_id, stage)
            self.assertRefused("mailing_lists", self.lead, self.lead)
        self.assertFalse(subscriptions.search([("list_id", "=", news.id)]))
        self.lead.priority = "2"
        self.assertPassed("mailing_lists", self.lead)
        self.assertEqual(
            subscriptions.search([("list_id", "=", news.id)]).contact_id.email,
            "ann@acme.example.com",
        )

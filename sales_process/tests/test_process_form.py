from lxml import etree

from odoo.tests import tagged

from .flow_common import FlowCommon


@tagged("post_install", "-at_install")
class TestOpportunityForm(FlowCommon):
    """One thing stands once on an opportunity's form."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        arch = cls.env["crm.lead"].with_user(cls.seller).get_view(view_type="form")["arch"]
        cls.form = etree.fromstring(arch)

    def _find(self, path):
        return self.form.xpath(f"//sheet{path}")

    def test_one_percentage_in_the_title(self):
        self.assertTrue(self._find("//h2//field[@name='weight']"))
        self.assertFalse(self._find("//h2//field[@name='probability']"))

    def test_prediction_is_on_the_course_as_odoo_has_it(self):
        page = "//page[@name='stays']"
        [probability] = self._find(f"{page}//field[@name='probability']")
        self.assertEqual(probability.get("readonly"), "won_status != 'pending'")
        self.assertTrue(self._find(f"{page}//a[@name='action_set_automated_probability']"))
        self.assertTrue(self._find(f"{page}//widget[@name='pls_tooltip_button']"))

    def test_next_opportunity_is_made_where_the_customer_is(self):
        self.assertFalse(
            self._find("//div[@name='button_box']/button[@name='action_create_follow_up']")
        )
        self.assertTrue(
            self._find("//page[@name='sales_customer']/button[@name='action_create_follow_up']")
        )

    def test_documents_are_shown_when_there_are_some(self):
        [flow] = self._find("//div[@name='flow']")
        self.assertEqual(flow.get("invisible"), "type == 'lead' or not id or flow_step == 'none'")

from odoo.tests import tagged

from .common import SalesProcessCommon


@tagged("post_install", "-at_install")
class TestMenus(SalesProcessCommon):
    """I11: little in sight, all of it there when wanted."""

    def test_reports_are_in_one_menu(self):
        """Beside Odoo's own reports there is one entry, with all of ours in it."""
        reporting = self.env.ref("crm.crm_menu_report")
        ours = self.env.ref("sales_process.sales_process_menu_report")
        self.assertIn(ours, reporting.child_id)
        delivered = {
            menu_id: names[0]
            for menu_id, names in reporting.child_id._get_external_ids().items()
            if names
        }
        beside = [name for name in delivered.values() if name.startswith("sales_process.")]
        self.assertEqual(beside, ["sales_process.sales_process_menu_report"])
        visible = ours.with_user(self.seller)._visible_menu_ids()
        self.assertLessEqual({ours.id, *ours.child_id.ids}, set(visible))
        self.assertEqual(len(set(ours.child_id.mapped("name"))), 10)

    def test_the_first_thing_to_do_comes_first(self):
        menus = self.env.ref("sales_process.sales_process_menu_configuration").child_id
        first = menus.sorted("sequence")[:3].mapped("name")
        self.assertEqual(first, ["Guided Start", "Is it set up well?", "Targets in One Table"])

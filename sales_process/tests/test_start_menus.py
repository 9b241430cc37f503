from lxml import etree

from odoo.tests import Form, tagged

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

    def test_configuration_is_in_the_order_of_need(self):
        menus = self.env.ref("sales_process.sales_process_menu_configuration").child_id
        names = menus._get_external_ids()
        ours = menus.filtered(lambda menu: names[menu.id][0].startswith("sales_process."))
        self.assertEqual(
            ours.sorted("sequence").mapped("name"),
            [
                "Guided Start",
                "Is it set up well?",
                "Targets in One Table",
                "Targets",
                "Stages",
                "Ready-made Processes",
                "Cards",
                "Event Categories",
                "Event Types",
                "Event Outcomes",
                "Assignment Rules",
                "Territories",
                "Handovers",
                "Calls",
                "Check the Data",
            ],
        )
        places = ours.mapped("sequence")
        self.assertEqual(len(places), len(set(places)), "no two share a place")

    # ------------------------------------------------------------
    # SWITCHED ON IN THE SETTINGS
    # ------------------------------------------------------------

    def _switch(self, is_on):
        """As the settings of CRM do it."""
        names = ("territories", "load", "dry_run", "calibration")
        values = {f"group_{name}": is_on for name in names}
        self.env["res.config.settings"].create(values).execute()

    def _find(self, model, view, path):
        """Nodes of a screen as the manager gets it."""
        view_id = self.env.ref(f"sales_process.{view}").id
        arch = self.env[model].with_user(self.manager).get_view(view_id)["arch"]
        return etree.fromstring(arch).xpath(path)

    def _get_rule_form(self, path):
        return self._find("crm.assignment.rule", "crm_assignment_rule_view_form", path)

    def test_what_few_need_is_switched_on(self):
        """Territories, load and capacity, dry run, three percentages; nobody loses data."""
        territory = self.env["crm.territory"].create(
            {"name": "North", "country_ids": self.env.ref("base.fi").ids}
        )
        self.lead.territory_id = territory
        menu = self.env.ref("sales_process.crm_territory_menu")
        centre = self.env["sales.centre"].with_user(self.manager)
        for is_on in (False, True, False):
            self._switch(is_on)
            count = 1 if is_on else 0
            with self.subTest(is_on=is_on):
                self.assertEqual(menu.id in menu.with_user(self.manager)._visible_menu_ids(), is_on)
                field = "//field[@name='territory_id']"
                search = self._find(
                    "crm.lead", "crm_lead_view_search_opportunity", f"/search{field}"
                )
                self.assertEqual(len(search), count)
                self.assertEqual(len(self._get_rule_form(field)), count)
                self.assertEqual(len(self._get_rule_form("//field[@name='capacity']")), count)
                (method,) = self._get_rule_form("//field[@name='method'][@widget]")
                self.assertEqual("load" in method.get("options", ""), not is_on)
                dry_run = "//button[@name='action_dry_run']"
                self.assertEqual(len(self._get_rule_form(dry_run)), count)
                stage = self._find("crm.stage", "crm_stage_view_list", "//field[@optional]")
                shown = [node.get("name") for node in stage]
                self.assertEqual("observed_conversion" in shown, is_on)
                features = centre.get_options()["features"]
                self.assertEqual(features, {"territories": is_on, "calibration": is_on})
                lead = self.lead.with_user(self.manager)
                self.assertEqual(lead.read(["territory_id"])[0]["territory_id"][1], "North")

    def test_a_rule_by_load_goes_on_out_of_sight(self):
        """What was chosen before stays chosen."""
        self._switch(False)
        rule = self.env["crm.assignment.rule"].create(
            {"name": "Everything", "method": "load", "user_ids": self.seller.ids}
        )
        with Form(rule.with_user(self.manager)) as form:
            form.name = "All leads"
        self.assertEqual((rule.name, rule.method), ("All leads", "load"))

    def test_stage_in_tabs(self):
        """What a stage is stands above, everything else in three tabs."""
        pages = "//notebook/page"
        tabs = self._find("crm.stage", "crm_stage_view_form", pages)
        self.assertEqual([page.get("name") for page in tabs], ["goals", "entry", "guidance"])
        for name, page in (
            ("weight", None),
            ("flow_step", None),
            ("goal_ids", "goals"),
            ("auto_advance", "goals"),
            ("activity_plan_id", "entry"),
            ("mail_template_id", "entry"),
            ("guidance", "guidance"),
            ("requirements", "guidance"),
        ):
            found = self._find("crm.stage", "crm_stage_view_form", f"//field[@name='{name}']")
            inside = [node.get("name") for node in found[0].iterancestors("page")]
            self.assertEqual(inside, [page] if page else [], name)

"""What the database holds stays as it is: every row of every table of stock."""

from tests import company, company_of_gaps, every_row

ALL = None  # of a table: whichever column
# Odoo's own books of what is installed, and what it writes there; rows that come are ours
BOOKS = {
    "ir_model": {"info"},  # what a model says of itself
    "ir_model_fields": {"help"},
    "ir_module_module": ALL,
}
# what the addon does at installation on purpose
ON_PURPOSE = {
    # CRM opens on the first page of the user's choice; uninstalled it opens as it did
    "ir_ui_menu": {"action", "write_date"},
    # these have got columns of ours, which say something: the row was written
    "digest_digest": {"write_date"},
    "mail_activity_type": {"write_date"},
    "res_company": {"write_date"},
}
# rows that Odoo leaves of an addon that goes, or adds on its own
LEFT = {"ir_cron_trigger", "ir_model_constraint", "ir_model_data", "orm_signaling_registry"}
# tables of Odoo in which an addon has rows of its own
OURS = "ir_", "res_groups_", "rule_group_rel", "mail_message", "orm_signaling_registry"


class EveryRowTest(every_row.EveryRowCase):
    """A company with rows of every kind that stock allows installs the addon, and removes it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.shell(company.BEFORE, step="company")
        cls.gaps = cls.shell(company_of_gaps.script(), step="gaps")
        cls.remember()
        cls.run_odoo("-isales_process", step="install")
        cls.installed = cls.find_differences()
        cls.users_of_events = cls.sql(
            "SELECT DISTINCT user_id FROM mail_activity WHERE event_category_id IS NOT NULL"
        )
        cls.shell(
            """
            module = env["ir.module.module"].search([("name", "=", "sales_process")])
            module.button_immediate_uninstall()
            """,
            step="uninstall",
        )
        cls.uninstalled = cls.find_differences()

    def test_the_company_has_rows_with_gaps(self):
        """Activities without users, documents and types, done ones too; opportunities without
        teams, sellers and companies; and what else the fields of stock allow."""
        for model, left_out in {
            "mail.activity": {"user_id", "res_model_id", "activity_type_id"},
            "crm.lead": {"user_id", "team_id", "company_id", "partner_id"},
            "sale.order": {"user_id", "team_id", "opportunity_id"},
            "calendar.event": {"user_id", "opportunity_id"},
            "res.partner": {"user_id", "company_id", "parent_id"},
        }.items():
            count, gaps = self.gaps[model]
            self.assertGreater(count, 10, model)
            self.assertEqual(left_out - set(gaps), set(), model)

    def assertExplained(self, differences, *reasons):
        """Nothing has changed or gone but what one of the reasons is for."""
        known = {}
        for reason in reasons:
            known.update(reason)
        strange = {}
        for table, row_id, column, was, now in differences:
            if column != "(new)" and known.get(table, ()) is not ALL:
                if column not in known.get(table, ()):
                    strange.setdefault(f"{table}.{column}", (row_id, was, now))
        self.assertEqual(strange, {})

    def test_installing_changes_no_row(self):
        """Every row of every table has the values that it had, and none is gone."""
        self.assertExplained(self.installed, BOOKS, ON_PURPOSE)

    def test_installing_adds_rows_of_its_own_only(self):
        """No lead, activity, order or contact comes: only what the addon itself consists of."""
        tables = {table for table, _id, column, _was, _now in self.installed if column == "(new)"}
        self.assertEqual({table for table in tables if not table.startswith(OURS)}, set())

    def test_uninstalling_changes_no_row(self):
        """All is as it was before the addon came, but for when it was written."""
        stamps = {table: {"write_date"} for table in ON_PURPOSE}
        self.assertExplained(self.uninstalled, BOOKS, stamps)

    def test_uninstalling_leaves_nothing(self):
        tables = {table for table, _id, column, _was, _now in self.uninstalled if column == "(new)"}
        self.assertEqual(tables - LEFT, set())

    def test_nobody_becomes_a_seller(self):
        """No system user has events because of activities that were nobody's."""
        system = self.sql("SELECT res_id FROM ir_model_data WHERE name = 'user_root'")
        self.assertNotIn(system[0], self.users_of_events)

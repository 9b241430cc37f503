"""The addon leaves, and a working CRM stays."""

from tests import company, company_of_gaps, every_row

# what a company sets up refers to the delivered categories
SETTINGS = """
    visit = env.ref("sales_process.category_customer_visit")
    env["sales.target"].create({
        "metric": "events", "event_category_id": visit.id, "value": 10,
        "user_id": env.ref("base.user_admin").id, "date_from": "2026-01-01",
    })
    env["sales.card"].create({
        "name": "Our visits", "model": "mail.activity", "event_category_id": visit.id,
        "owner_field_name": "user_id", "column_names": "summary", "domain": "[]",
    })
    env["crm.stage.goal"].create({
        "stage_id": env["crm.stage"].search([], limit=1).id, "kind": "event",
        "event_category_id": visit.id,
    })
"""


class UninstallTest(every_row.EveryRowCase):
    """A company that has rows of every kind that stock allows installs the addon, works with it,
    and removes it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.shape = {
            table: ["id", *(name for name in cls.columns(table) if name != "id")]
            for table in company.TABLES
        }
        cls.stock_menus = cls._menus()
        cls.shell(company_of_gaps.script(company.BEFORE), step="company")
        cls.remember()
        cls.run_odoo("-isales_process", step="install")
        cls.shell(company.WORK, step="work")
        cls.shell(SETTINGS, step="settings")
        cls.before = cls.snapshot(cls.shape)
        cls.log = cls.shell_log("uninstall")
        cls.shell(
            """
            module = env["ir.module.module"].search([("name", "=", "sales_process")])
            module.button_immediate_uninstall()
            """,
            step="uninstall",
        )
        cls.differences = cls.find_differences()

    @classmethod
    def _menus(cls):
        return cls.sql(
            "SELECT id, parent_id, name, action, sequence, active FROM ir_ui_menu ORDER BY id"
        )

    def test_every_row_is_as_before(self):
        """Whatever the addon found has the values that it had before the addon came; what Odoo has
        written in between says when."""
        stamps = {table: {"write_date"} for table in every_row.ON_PURPOSE}
        stamps["crm_stage"] = {"write_date"}  # the company has given one a goal
        self.assertExplained(self.differences, every_row.BOOKS, stamps)

    def test_everything_of_the_crm_is_still_there(self):
        """Every lead, activity, order, stage and contact has the values it had."""
        self.assertUnchanged(self.before, self.snapshot(self.shape), self.shape)

    def test_nothing_of_the_addon_is_left(self):
        """No table, column, menu, view or rule of ours remains."""
        self.assertEqual(self._tables().keys() - self.remembered.keys(), set())
        for table, columns in self.shape.items():
            self.assertEqual(set(self.columns(table)) - set(columns), set(), table)
        self.assertEqual(
            self.sql("SELECT model, name FROM ir_model_data WHERE module = 'sales_process'"), []
        )

    def test_menus_are_as_before(self):
        """The menus are where they were, and the apps open where they did."""
        self.assertEqual(self._menus(), self.stock_menus)

    def test_it_leaves_quietly(self):
        """An administrator who removes the addon finds no error in the log."""
        errors = [line for line in self.log.read_text().splitlines() if " ERROR " in line]
        self.assertEqual(errors[:3], [])

    def test_the_crm_works_on(self):
        """Leads are made, moved and won, activities done, orders confirmed."""
        self.run_odoo("-ucrm", step="upgrade")
        done = self.shell(company.WORK, step="after")
        self.assertEqual(done["won"], "won")
        self.assertEqual(done["order"], "sale")

"""What the database holds stays as it is: every row of every table of stock."""

import json

from tests import company, company_of_gaps, every_row


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
        cls.shell(
            """
            module = env["ir.module.module"].search([("name", "=", "sales_process")])
            module.button_immediate_uninstall()
            """,
            step="uninstall",
        )
        cls.uninstalled = cls.find_differences()

    def test_x(self):
        json.dump([self.gaps, self.installed, self.uninstalled], open("/tmp/nb/diff.json", "w"))

"""A bridge beside the addon without the other ones."""

from tests import outside


class BridgeCase(outside.OutsideCase):
    """Who may read a record reads all of it (``test_field_rights.py``), with each bridge alone. The
    stage *core* reads it without any, *full* with all of them."""

    origin = outside.INSTALLED

    def read_all_fields(self, app, *bridges):
        """Install an app of Odoo, which brings its bridge along, and read."""
        self.run_odoo(f"-i{app}", step=app)
        rows = self.sql("SELECT name FROM ir_module_module WHERE state = 'installed'")
        installed = {name for (name,) in rows if name.startswith("sales_process_")}
        self.assertEqual(installed, set(bridges))
        self.assertEqual(
            len(self.run_tests("/sales_process:TestFieldRights", step=f"{app}-tests")), 1
        )


class MailingListsTest(BridgeCase):
    def test_who_reads_a_record_reads_all_of_it(self):
        self.read_all_fields("mass_mailing_crm", "sales_process_mass_mailing")


class DeliveriesTest(BridgeCase):
    """Point of Sale brings Inventory along, and with it that bridge."""

    def test_who_reads_a_record_reads_all_of_it(self):
        self.read_all_fields("sale_stock", "sales_process_stock")
        self.read_all_fields("pos_sale", "sales_process_stock", "sales_process_pos")

"""An upgrade keeps what an administrator has set."""

from tests import outside

# table → columns that an administrator changes; rows are those the addon delivered
SETTINGS = {
    "sales_event_category": ("name", "sequence", "active", "color"),
    "sales_event_type": ("name", "sequence"),
    "sales_event_outcome": ("name", "sequence"),
    "sales_card": ("name", "sequence", "active", "domain", "row_limit"),
    "sales_process_template": ("name",),
    "mail_activity_type": ("event_category_id",),
    "crm_stage": ("weight", "guidance", "flow_step", "auto_advance"),
    "res_company": ("stages_follow_documents",),
}
CHANGES = {
    "name": """jsonb_build_object('en_US', 'Ours ' || id)""",
    "sequence": "coalesce(sequence, 0) + 70",
    "active": "id %% 2 = 0",
    "color": "7",
    "domain": "'[(''id'', ''>'', 0)]'",
    "row_limit": "3",
    "event_category_id": "NULL",
    "weight": "11 + id",
    "guidance": """jsonb_build_object('en_US', '<p>Our own words</p>')""",
    "flow_step": "flow_step",
    "auto_advance": "NOT coalesce(auto_advance, false)",
    "stages_follow_documents": "NOT coalesce(stages_follow_documents, false)",
}


class UpgradeTest(outside.OutsideCase):
    origin = outside.INSTALLED

    def test_an_upgrade_keeps_settings(self):
        """Categories, cards, stages, kinds and the company's choices stay as they were set."""
        shape = {}
        for table, columns in SETTINGS.items():
            there = set(self.columns(table))
            kept = [column for column in columns if column in there]
            if not kept:
                continue
            shape[table] = ["id", *kept]
            for column in kept:
                value = CHANGES[column]
                if column == "name" and self._type(table, column) != "jsonb":
                    value = "'Ours ' || id"
                if column == "guidance" and self._type(table, column) != "jsonb":
                    value = "'<p>Our own words</p>'"
                self.sql(f"UPDATE {table} SET {column} = {value}".replace("%%", "%"))
        self.assertIn("sales_event_category", shape)
        before = self.snapshot(shape)
        self._call_access_as_before()
        self.run_odoo("-usales_process", step="upgrade")
        after = self.snapshot(shape)
        self.assertUnchanged(before, after, shape)
        added = {table: len(after[table]) - len(before[table]) for table in shape}
        self.assertEqual({table: count for table, count in added.items() if count}, {})
        self.assertEqual(self._access_of_log(), ["access_sales_event_log_salesman"])

    def _call_access_as_before(self):
        """Give the rights on the log form the name that they had in earlier versions."""
        self.sql(
            "UPDATE ir_model_data SET name = 'access_sales_event_log_user'"
            " WHERE module = 'sales_process' AND name = 'access_sales_event_log_salesman'"
        )

    def _access_of_log(self):
        """Names of all rights on the log form: an upgrade drops those that the addon has not."""
        rows = self.sql(
            """SELECT d.name FROM ir_model_access a JOIN ir_model m ON m.id = a.model_id
                 LEFT JOIN ir_model_data d ON d.model = 'ir.model.access' AND d.res_id = a.id
                WHERE m.model = 'sales.event.log'"""
        )
        return [name for (name,) in rows]

    def _type(self, table, column):
        return self.sql(
            "SELECT data_type FROM information_schema.columns "
            "WHERE table_name = %s AND column_name = %s",
            table,
            column,
        )[0][0]

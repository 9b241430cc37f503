"""The addon comes into a database and leaves alone what is there."""

from tests import company, outside

STAMPS = ("write_date", "write_uid")


class WithDataTest(outside.OutsideCase):
    """A company that has worked with Odoo's CRM for a while installs the addon."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.made = cls.shell(company.BEFORE)
        cls.shape = {
            table: ["id", *(name for name in cls.columns(table) if name != "id")]
            for table in company.TABLES
        }
        cls.before = cls.snapshot(cls.shape)
        cls.safeguards = cls._safeguards()
        cls.run_odoo("-isales_process", step="install")
        cls.after = cls.snapshot(cls.shape)

    @classmethod
    def _safeguards(cls):
        """Indexes and constraints: ``{(table, name): definition}``, with Odoo's note on each."""
        rows = cls.sql(
            """
            SELECT relation.relname, index.relname,
                   pg_get_indexdef(index.oid) || ' ' || indisvalid::text
                       || ' ' || COALESCE(obj_description(index.oid, 'pg_class'), '')
              FROM pg_index
              JOIN pg_class AS index ON index.oid = indexrelid
              JOIN pg_class AS relation ON relation.oid = indrelid
             WHERE relation.relname = ANY(%s)
         UNION ALL
            SELECT relation.relname, con.conname,
                   pg_get_constraintdef(con.oid) || ' ' || con.convalidated::text
              FROM pg_constraint AS con
              JOIN pg_class AS relation ON relation.oid = con.conrelid
             WHERE relation.relname = ANY(%s)
            """,
            list(company.TABLES),
            list(company.TABLES),
        )
        return {(table, name): definition for table, name, definition in rows}

    def test_existing_rows_stay_as_they_are(self):
        """Every lead, stage, activity, order, meeting and contact has the values it had."""
        self.assertUnchanged(self.before, self.after, self.shape, ignored=STAMPS)

    def test_indexes_and_constraints_stay(self):
        """The installation fills tables without their indexes, and puts every one of them back."""
        after = self._safeguards()
        self.assertEqual({key: after.get(key) for key in self.safeguards}, self.safeguards)

    def test_existing_rows_do_not_count_as_changed(self):
        """Nobody has touched them, so their last change is still the one it was.

        Stages do change: they get their weights.
        """
        tables = set(self.shape) - {"crm_stage"}
        stamps = {table: ["id", "write_date", "write_uid"] for table in tables}
        pick = {
            table: [self.shape[table].index(column) for column in columns]
            for table, columns in stamps.items()
        }
        before, after = (
            {table: [[row[i] for i in pick[table]] for row in side[table]] for table in tables}
            for side in (self.before, self.after)
        )
        self.assertUnchanged(before, after, stamps)

    def test_nothing_is_added_to_existing_tables(self):
        """No lead, stage, activity or order is made by the installation."""
        made = {
            table: sorted({row[0] for row in self.after[table]} - {row[0] for row in rows})
            for table, rows in self.before.items()
        }
        self.assertEqual({table: ids for table, ids in made.items() if ids}, {})

    def test_done_activities_get_a_category_from_their_type(self):
        """Calls and emails that were done before count as sales actions; a to-do counts as none."""
        rows = self.sql(
            """
            SELECT type.id = ANY(%s), category.role
              FROM mail_activity activity
              JOIN mail_activity_type type ON type.id = activity.activity_type_id
         LEFT JOIN sales_event_category category ON category.id = activity.event_category_id
             WHERE NOT activity.active AND activity.res_model = 'crm.lead'
            """,
            [
                self.sql(
                    "SELECT res_id FROM ir_model_data WHERE module = 'mail' AND name = %s", name
                )[0][0]
                for name in ("mail_activity_data_call", "mail_activity_data_email")
            ],
        )
        self.assertEqual(len(rows), 18)
        self.assertEqual({tuple(row) for row in rows}, {(True, "contact"), (False, None)})

    def test_stages_stay_and_do_not_follow_documents(self):
        """A database with opportunities keeps its stages where people put them."""
        self.assertEqual(
            self.sql("SELECT DISTINCT stages_follow_documents FROM res_company"), [[False]]
        )

    def test_work_goes_on(self):
        """Leads are made, moved and won, activities done, orders confirmed."""
        done = self.shell(company.WORK, step="work")
        self.assertEqual(done["won"], "won")
        self.assertEqual(done["order"], "sale")


class WithoutDataTest(outside.OutsideCase):
    """A fresh database without demo data."""

    def test_it_installs_and_works(self):
        """The delivered categories are there, nothing of a demo is."""
        self.run_odoo("-isales_process", step="install")
        roles = self.sql("SELECT role FROM sales_event_category WHERE active ORDER BY role")
        self.assertTrue({"prospect", "contact", "visit"} <= {role for (role,) in roles})
        self.assertEqual(self.sql("SELECT count(*) FROM crm_lead"), [[0]])
        self.assertEqual(
            self.sql("SELECT login FROM res_users WHERE login IN ('anna', 'bruno', 'marketing')"),
            [],
        )
        self.assertEqual(self.shell(company.WORK, step="work")["won"], "won")

    def test_the_apps_menu_offers_it(self):
        """The addon is an application, with a title and a sentence about it."""
        self.shell("env['ir.module.module'].update_list()", step="list")
        rows = self.sql(
            "SELECT application, shortdesc->>'en_US', summary->>'en_US' "
            "FROM ir_module_module WHERE name = 'sales_process'"
        )
        self.assertEqual(rows[0][0], True)
        self.assertTrue(rows[0][1] and rows[0][2])

"""The addon comes into a database and leaves alone what is there."""

from tests import company, company_of_gaps, every_row, outside

# tables in which Odoo keeps what an addon consists of, also without a name for each row
OF_ADDONS = "ir_", "res_groups_", "rule_group_rel", "orm_signaling_registry"


class WithDataTest(every_row.EveryRowCase):
    """A company that has worked with Odoo's CRM for a while, and has rows of every kind that stock
    allows, installs the addon."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.gaps = cls.shell(company_of_gaps.script(company.BEFORE), step="company")
        cls.remember()
        cls.safeguards = cls._safeguards()
        cls.run_odoo("-isales_process", step="install")
        cls.differences = cls.find_differences()

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

    def test_the_company_has_rows_with_gaps(self):
        """Activities without users, documents and types, done ones too; opportunities without
        teams, sellers and companies; and what else the fields of stock allow."""
        bare = [model for model, made in self.gaps.items() if not made["count"]]
        self.assertEqual(bare, [], "no row with gaps")
        for model, fields in {
            "mail.activity": {"user_id", "res_model_id", "activity_type_id"},
            "crm.lead": {"user_id", "team_id", "company_id", "partner_id", "stage_id"},
            "sale.order": {"user_id", "team_id"},
            "calendar.event": {"user_id", "opportunity_id"},
            "res.partner": {"user_id", "company_id", "parent_id"},
        }.items():
            self.assertEqual(fields - set(self.gaps[model]["left_out"]), set(), model)
        for model, columns in {
            "mail.activity": {"user_id", "create_uid", "create_date", "date_done", "active"},
            "crm.lead": {"create_date", "date_closed", "probability", "active", "user_id"},
            "sale.order": {"state", "opportunity_id", "currency_id", "create_uid"},
            "calendar.event": {"active", "res_id", "create_uid"},
        }.items():
            self.assertEqual(columns - set(self.gaps[model]["empty"]), set(), model)

    def test_every_row_stays_as_it_is(self):
        """Every row of every table has the values that it had and does not count as changed, and
        none is gone."""
        self.assertExplained(self.differences, every_row.BOOKS, every_row.ON_PURPOSE)

    def test_nothing_is_added_but_what_the_addon_consists_of(self):
        """No lead, stage, activity, order or contact comes: what comes has a name of the addon."""
        named = {
            (model.replace(".", "_"), str(row_id))
            for model, row_id in self.sql(
                "SELECT model, res_id FROM ir_model_data WHERE module = 'sales_process'"
            )
        }
        strange = {}
        for table, row_id, column, _was, now in self.differences:
            if column == "(new)" and not table.startswith(OF_ADDONS):
                if (table, row_id) not in named:
                    strange.setdefault(table, now)
        self.assertEqual(strange, {})

    def test_what_is_nobodys_stays_nobodys(self):
        """No system user has events because of activities that nobody is to do."""
        users = self.sql(
            "SELECT DISTINCT user_id FROM mail_activity WHERE event_category_id IS NOT NULL"
        )
        (system,) = self.sql("SELECT res_id FROM ir_model_data WHERE name = 'user_root'")
        self.assertIn([None], users)
        self.assertNotIn(system, users)

    def test_indexes_and_constraints_stay(self):
        """The installation fills tables without their indexes, and puts every one of them back."""
        after = self._safeguards()
        self.assertEqual({key: after.get(key) for key in self.safeguards}, self.safeguards)

    def test_done_activities_get_a_category_from_their_type(self):
        """Calls and emails that were done before count as sales actions; a to-do counts as none."""
        rows = self.sql(
            """
            SELECT type.id = ANY(%s), category.role
              FROM mail_activity activity
              JOIN mail_activity_type type ON type.id = activity.activity_type_id
         LEFT JOIN sales_event_category category ON category.id = activity.event_category_id
              JOIN res_users AS seller ON seller.id = activity.user_id
             WHERE NOT activity.active AND activity.res_model = 'crm.lead'
               AND seller.login = 'old_hand'
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
        """Leads are made, moved and won, activities done, orders confirmed; and what has gaps is
        read as everything else."""
        done = self.shell(company_of_gaps.work(company.WORK), step="work")
        self.assertEqual(done["won"], "won")
        self.assertEqual(done["order"], "sale")
        self.assertGreater(done["read"], 100)


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

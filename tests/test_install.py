"""The addon comes into a database, leaves alone what is there, and goes again."""

import json

from tests import company, company_of_gaps, every_row, outside

# tables in which Odoo keeps what an addon consists of, also without a name for each row
OF_ADDONS = "ir_", "res_groups_", "rule_group_rel", "orm_signaling_registry"
# activity types whose activities are contacts
CONTACTS = "call", "email"
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


class CompanyTest(every_row.EveryRowCase):
    """A company that has worked with Odoo's CRM for a while, and has rows of every kind that stock
    allows, installs the addon, works with it, and removes it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.stock_menus = cls._menus()
        cls.gaps = cls.shell(company_of_gaps.script(company.BEFORE), step="company")
        cls.shape = {
            table: ["id", *(name for name in cls.columns(table) if name != "id")]
            for table in company.TABLES
        }
        cls.remember()
        cls.safeguards = cls._safeguards()
        cls._install()
        cls.work = cls.shell(company_of_gaps.work(company.WORK), step="work")
        cls.shell(SETTINGS, step="settings")
        cls.worked = cls.snapshot(cls.shape)
        cls._uninstall()

    @classmethod
    def _install(cls):
        """Install the addon, and keep what is there then."""
        cls.run_odoo("-isales_process", step="install")
        cls.installed = cls.find_differences()
        cls.installed_safeguards = cls._safeguards()
        cls.named = {
            (model.replace(".", "_"), str(row_id))
            for model, row_id in cls.sql(
                "SELECT model, res_id FROM ir_model_data WHERE module = 'sales_process'"
            )
        }
        cls.events = cls.sql(
            "SELECT activity.user_id, activity.active, activity.res_model, kind.id, category.role"
            "  FROM mail_activity AS activity"
            "  JOIN mail_activity_type AS kind ON kind.id = activity.activity_type_id"
            "  LEFT JOIN sales_event_category AS category"
            "         ON category.id = activity.event_category_id"
        )
        cls.following = cls.sql("SELECT DISTINCT stages_follow_documents FROM res_company")

    @classmethod
    def _uninstall(cls):
        cls.log = cls.shell_log("uninstall")
        cls.shell(
            """
            module = env["ir.module.module"].search([("name", "=", "sales_process")])
            module.button_immediate_uninstall()
            """,
            step="uninstall",
        )
        cls.uninstalled = cls.find_differences()

    @classmethod
    def _menus(cls):
        return cls.sql(
            "SELECT id, parent_id, name, action, sequence, active FROM ir_ui_menu ORDER BY id"
        )

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

    def _get_id(self, module, name):
        rows = self.sql(
            "SELECT res_id FROM ir_model_data WHERE module = %s AND name = %s", module, name
        )
        return rows[0][0]

    # ------------------------------------------------------------
    # INSTALLED
    # ------------------------------------------------------------

    def test_the_company_has_rows_with_gaps(self):
        """Activities without users, documents and types, done ones too; opportunities without
        teams, sellers and companies; and what else the fields of stock allow."""
        bare = [model for model, made in self.gaps.items() if not made["count"]]
        self.assertEqual(bare, [], "no row with gaps")
        for model, names in {
            "mail.activity": {"user_id", "res_model_id", "activity_type_id", "active"}
            | {"create_uid", "create_date", "date_done"},
            "crm.lead": {"user_id", "team_id", "company_id", "partner_id", "stage_id", "active"}
            | {"create_date", "date_closed", "probability"},
            "sale.order": {"user_id", "team_id", "opportunity_id", "state", "currency_id"},
            "calendar.event": {"user_id", "opportunity_id", "res_id", "active", "create_uid"},
            "res.partner": {"user_id", "company_id", "parent_id"},
        }.items():
            made = self.gaps[model]
            self.assertEqual(names - {*made["left_out"], *made["empty"]}, set(), model)

    def test_every_row_stays_as_it_is(self):
        """Every row of every table has the values that it had and does not count as changed, and
        none is gone."""
        self.assertExplained(self.installed, every_row.BOOKS, every_row.ON_PURPOSE)

    def test_nothing_is_added_but_what_the_addon_consists_of(self):
        """No lead, stage, activity, order or contact comes: what comes has a name of the addon."""
        strange = {}
        for table, row_id, column, _was, now in self.installed:
            if column == "(new)" and not table.startswith(OF_ADDONS):
                key = table, row_id
                if table == "mail_message":  # what it is about counts
                    row = json.loads(now)
                    key = row["model"].replace(".", "_"), str(row["res_id"])
                if key not in self.named:
                    strange.setdefault(table, now)
        self.assertEqual(strange, {})

    def test_what_is_nobodys_stays_nobodys(self):
        """Events that nobody is to do are no system user's."""
        users = {user for user, *_other, role in self.events if role}
        self.assertIn(None, users)
        self.assertNotIn(self._get_id("base", "user_root"), users)

    def test_indexes_and_constraints_stay(self):
        """The installation fills tables without their indexes, and puts every one of them back."""
        after = self.installed_safeguards
        self.assertEqual({key: after.get(key) for key in self.safeguards}, self.safeguards)

    def test_done_activities_get_a_category_from_their_type(self):
        """Calls and emails that were done before count as sales actions; a to-do counts as none."""
        contacts = [self._get_id("mail", f"mail_activity_data_{kind}") for kind in CONTACTS]
        ((seller,),) = self.sql("SELECT id FROM res_users WHERE login = 'old_hand'")
        done = [
            (kind in contacts, role)
            for user, is_active, model, kind, role in self.events
            if user == seller and model == "crm.lead" and not is_active
        ]
        self.assertEqual(len(done), 18)
        self.assertEqual(set(done), {(True, "contact"), (False, None)})

    def test_stages_stay_and_do_not_follow_documents(self):
        """A database with opportunities keeps its stages where people put them."""
        self.assertEqual(self.following, [[False]])

    def test_work_goes_on(self):
        """Leads are made, moved and won, activities done, orders confirmed; and what has gaps is
        read as everything else."""
        self.assertEqual(self.work["won"], "won")
        self.assertEqual(self.work["order"], "sale")
        self.assertGreater(self.work["read"], 100)

    # ------------------------------------------------------------
    # UNINSTALLED
    # ------------------------------------------------------------

    def test_every_row_is_as_before(self):
        """Whatever the addon found has the values that it had before the addon came; what Odoo has
        written in between says when."""
        stamps = {table: {"write_date"} for table in every_row.ON_PURPOSE}
        stamps["crm_stage"] = {"write_date"}  # the company has given one a goal
        self.assertExplained(self.uninstalled, every_row.BOOKS, stamps)

    def test_everything_of_the_crm_is_still_there(self):
        """Every lead, activity, order, stage and contact has the values it had, also those that
        were made with the addon."""
        self.assertUnchanged(self.worked, self.snapshot(self.shape), self.shape)

    def test_nothing_of_the_addon_is_left(self):
        """No table, column, menu, view or rule of ours remains."""
        tables = self._tables()
        self.assertEqual(tables.keys() - self.remembered.keys(), set())
        for table, (_copy, columns) in self.remembered.items():
            self.assertEqual(set(tables[table]) - set(columns), set(), table)
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

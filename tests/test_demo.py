"""The demo comes and goes by itself, and what a company installs has nothing of it."""

from tests import outside

BRIDGES = ("sales_process_stock", "sales_process_mass_mailing")
LOGINS = ["anna", "bruno", "manager", "marketing"]


class DemoCase(outside.OutsideCase):
    @classmethod
    def install(cls, addon, step):
        cls.run_odoo(f"-i{addon}", step=step)

    @classmethod
    def uninstall(cls, addon, step):
        """Uninstall it as the Apps menu does; an error in the log fails the test."""
        cls.shell(
            f"""
            module = env["ir.module.module"].search([("name", "=", {addon!r})])
            module.button_immediate_uninstall()
            """,
            step=step,
        )
        text = cls.shell_log(step).read_text()
        errors = [line for line in text.splitlines() if " ERROR " in line]
        if errors:
            raise AssertionError("\n".join(errors[:3]))

    @classmethod
    def count(cls, table, condition="TRUE"):
        return cls.sql(f"SELECT count(*) FROM {table} WHERE {condition}")[0][0]

    @classmethod
    def log_in(cls, step):
        """Whom of ``LOGINS`` Odoo lets in with the password that `make run` prints."""
        return cls.shell(
            f"""
            from odoo.exceptions import AccessDenied
            result = []
            for login in {LOGINS!r}:
                credential = {{"login": login, "password": login, "type": "password"}}
                try:
                    env["res.users"].authenticate(credential, {{"interactive": False}})
                except AccessDenied:
                    continue
                result.append(login)
            """,
            step=step,
        )

    def assertInstalled(self, *addons):
        """These addons of ours are there, and no others are or wait to be."""
        rows = self.sql(
            "SELECT name FROM ir_module_module WHERE name LIKE 'sales_process%'"
            " AND state NOT IN ('uninstalled', 'uninstallable')"
        )
        self.assertEqual({name for (name,) in rows}, set(addons))

    def assertNothingIsLeft(self):
        """No addon of ours is there, nor a record that one of them has named."""
        self.assertInstalled()
        self.assertEqual(
            self.sql("SELECT name FROM ir_model_data WHERE module LIKE 'sales_process%'"), []
        )

    def assertNothingOfTheDemo(self):
        """No addon, record, user or model is there."""
        self.assertEqual(
            self.count("ir_module_module", "name = 'sales_process_demo' AND state = 'installed'"), 0
        )
        self.assertEqual(self.count("res_users", "login = ANY(ARRAY['anna', 'bruno'])"), 0)
        self.assertEqual(self.count("ir_model", "model LIKE 'sales%demo%'"), 0)
        self.assertEqual(
            self.sql(
                "SELECT module, name FROM ir_model_data WHERE module = 'sales_process_demo'"
                " OR (module LIKE 'sales_process%' AND name LIKE '%demo%')"
                " OR model IN ('crm.territory', 'crm.assignment.rule')"
            ),
            [],
        )

    def assertBelievable(self):
        """There is something to look at on every screen that the demo is for."""
        team = "team_id = (SELECT res_id FROM ir_model_data"
        team += " WHERE module = 'sales_process_demo' AND name = 'team')"
        self.assertGreater(self.count("crm_lead", team), 70)
        won = {status: self.count("crm_lead", f"{team} AND won_status = '{status}'")
               for status in ("won", "lost", "pending")}  # fmt: skip
        self.assertTrue(all(count > 5 for count in won.values()), won)
        rows = self.sql(
            "SELECT category.role, count(*) FROM mail_activity AS event"
            " JOIN sales_event_category AS category ON category.id = event.event_category_id"
            " JOIN res_users AS seller ON seller.id = event.user_id"
            " WHERE seller.login IN ('anna', 'bruno') GROUP BY category.role"
        )
        self.assertTrue({"prospect", "contact", "visit"} <= {role for role, _count in rows})
        self.assertGreater(sum(count for _role, count in rows), 200)
        self.assertEqual(self.count("sales_target", f"{team} OR user_id IS NOT NULL"), 9)
        self.assertEqual(self.count("sales_achievement"), 1)
        self.assertEqual(self.count("crm_assignment_rule", team), 4)
        frozen = self.count("sales_forecast_snapshot", f"{team} AND NOT is_rebuilt")
        self.assertEqual(frozen, won["pending"])
        self.assertGreater(self.count("sales_forecast_snapshot", f"{team} AND is_rebuilt"), 100)

    def assertSpreadOverTime(self):
        """Stays and events lie back over months, none before the opportunity, none ahead."""
        self.assertEqual(
            self.count(
                "crm_lead_stage_history AS stay JOIN crm_lead AS lead ON lead.id = stay.lead_id"
                " JOIN res_users AS seller ON seller.id = lead.user_id",
                "seller.login IN ('anna', 'bruno') AND (stay.entered_on < lead.create_date"
                " OR stay.entered_on > now() AT TIME ZONE 'UTC' OR stay.left_on < stay.entered_on)",
            ),
            0,
        )
        self.assertGreater(
            self.count("crm_lead_stage_history", "entered_on < now() - interval '150 days'"), 20
        )
        self.assertEqual(self.count("mail_activity", "NOT active AND date_done > now()"), 0)


class DemoTest(DemoCase):
    """A database with Odoo's own demo data, into which product and demo come twice."""

    origin = outside.DEMO

    def test_product_and_demo_come_and_go_and_come(self):
        """The product alone has nothing of the demo, before it comes and after it has gone. All go
        in one go, without an error, and come again with the bridges; nothing is ever mailed."""
        mails = self.count("mail_mail")
        self.run_odoo("-isales_process", "--with-demo", step="product")
        self.assertInstalled("sales_process", *BRIDGES)
        self.assertNothingOfTheDemo()
        self.assertEqual(self.count("mail_mail"), mails)

        self.install("sales_process_demo", "demo")
        self.assertEqual(self.log_in("logins"), LOGINS)
        self.assertBelievable()
        self.assertSpreadOverTime()
        self.assertEqual(self.count("mail_mail"), mails, "mails are queued")
        self.assertLandsOnSellersView()

        self.uninstall("sales_process", "all-goes")
        self.assertNothingIsLeft()

        self.install("sales_process_demo", "again")
        self.assertInstalled("sales_process", "sales_process_demo", *BRIDGES)
        self.assertEqual(self.log_in("logins-again"), LOGINS)
        self.assertBelievable()
        self.assertSpreadOverTime()
        self.assertEqual(self.count("mail_mail"), mails, "mails are queued")

        leads = self.count("crm_lead")
        stages = self.count("crm_stage")
        self.uninstall("sales_process_demo", "goes")
        self.assertInstalled("sales_process", *BRIDGES)
        self.assertNothingOfTheDemo()
        self.assertEqual(self.log_in("locked"), [])
        self.assertEqual(self.count("mail_mail"), mails, "mails are queued")
        self.assertEqual(self.count("crm_lead"), leads)
        self.assertEqual(self.count("crm_stage"), stages)
        self.assertEqual(self.count("crm_team", "active AND name->>'en_US' = 'Machinery'"), 0)

    def assertLandsOnSellersView(self):
        """Each seller's view opens after login, and its cards have something on them."""
        found = self.shell(
            """
            result = {}
            for login in ("anna", "bruno"):
                seller = env["res.users"].search([("login", "=", login)])
                cards = env["sales.card"].with_user(seller).search([])
                result[login] = [
                    seller.action_id.id == env.ref("sales_process.sales_card_action_view").id,
                    sum(1 for card in cards if card.record_count),
                ]
            """,
            step="cards",
        )
        for login, (lands, filled) in found.items():
            self.assertTrue(lands, login)
            self.assertGreater(filled, 4, login)


class DemoAloneTest(DemoCase):
    """A database without any demo data, and without a chart of accounts."""

    def test_it_comes_and_goes_with_the_product(self):
        """Product and demo come in one go, go in one go, and come again."""
        self.install("sales_process_demo", "install")
        self.assertEqual(self.log_in("logins"), LOGINS)
        self.assertBelievable()
        self.assertSpreadOverTime()
        self.assertEqual(self.count("mail_mail"), 0)
        self.uninstall("sales_process", "leave")
        self.assertEqual(self.log_in("locked"), [])
        self.assertNothingIsLeft()
        self.install("sales_process", "product-again")
        self.assertNothingOfTheDemo()
        self.install("sales_process_demo", "again")
        self.assertEqual(self.log_in("logins-again"), LOGINS)
        self.assertBelievable()
        self.assertEqual(self.count("mail_mail"), 0)

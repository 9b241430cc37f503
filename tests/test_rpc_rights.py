"""What a client may not do over the wire, whatever it sends: it sees no screens, only methods."""

import xmlrpc.client

from tests import rpc_common

SECRET = "Secret Ltd"


class RightsTest(rpc_common.RpcCase):
    """A seller with own documents, a manager, a portal user, and a seller of another company."""

    script = f"""
        from datetime import timedelta
        from odoo import Command, fields

        tomorrow = fields.Datetime.now() + timedelta(days=1)
        elsewhere = env["res.company"].create({{"name": "Elsewhere"}})
        users = {{}}

        def user(login, group, company=env.company):
            made = env["res.users"].create({{
                "name": login.title(), "login": login, "password": {rpc_common.PASSWORD!r},
                "group_ids": [Command.set(env.ref(group).ids)],
                "company_id": company.id, "company_ids": [Command.set(company.ids)],
            }})
            key = env["res.users.apikeys"].with_user(made)._generate("rpc", "test", tomorrow)
            users[login] = {{"id": made.id, "key": key}}
            return made

        rita = user("rita", "sales_team.group_sale_salesman")
        carl = user("carl", "sales_team.group_sale_salesman")
        user("boss", "sales_team.group_sale_manager")
        user("guest", "base.group_portal")
        stella = user("stella", "sales_team.group_sale_salesman", elsewhere)
        customer = env["res.partner"].create({{"name": "Called Ltd", "is_company": True}})
        secret = env["res.partner"].create({{"name": {SECRET!r}, "company_id": elsewhere.id}})

        def lead(name, owner, **values):
            return env["crm.lead"].create({{
                "name": name, "type": "opportunity", "user_id": owner.id, "team_id": False,
                **values,
            }})

        first, second = env["crm.stage"].create([
            {{"name": name, "sequence": place, "weight": 5 * place,
              "goal_policy": "block" if place == 1 else "inform"}}
            for place, name in ((1, "Look"), (2, "Buy"))
        ])
        env["crm.stage.goal"].create({{
            "stage_id": first.id, "name": "A visit", "kind": "event",
            "event_category_id": env.ref("sales_process.category_customer_visit").id,
        }})
        own = lead("Own deal", rita, partner_id=customer.id, stage_id=first.id)
        carls = lead("Opal of Carl", carl, partner_id=customer.id)
        away = lead("Away deal", stella, partner_id=secret.id, company_id=elsewhere.id)
        event = env["mail.activity"].create({{
            "res_model_id": env["ir.model"]._get_id("res.partner"), "res_id": secret.id,
            "user_id": stella.id, "summary": "Hush",
            "event_category_id": env.ref("sales_process.category_prospect").id,
        }})
        card = env["sales.card"].create(
            {{"name": "Stella's own", "model": "crm.lead", "user_id": stella.id}}
        )
        visit = env["mail.activity"].with_user(rita).create({{
            "res_model_id": env["ir.model"]._get_id("res.partner"), "res_id": customer.id,
            "user_id": rita.id,
            "event_category_id": env.ref("sales_process.category_customer_visit").id,
        }})
        result = {{
            "users": users, "own": own.id, "carls": carls.id, "away": away.id,
            "secret": secret.id, "card": card.id, "visit": visit.id, "event": event.id,
            "first": first.id, "second": second.id,
            "lead_model": env["ir.model"]._get_id("crm.lead"),
        }}
    """

    def _stage(self, lead):
        (row,) = self.sql("SELECT stage_id FROM crm_lead WHERE id = %s", self.made[lead])
        return row[0]

    def test_the_log_form_on_a_deal_of_another_company(self):
        """The form reads as its user: it is not made, and tells no customer."""
        fields = {"customer_id": {"fields": {"display_name": {}}}, "lead_id": {}}
        vals = {"lead_id": self.made["away"]}
        for method, named in (
            ("create", {"vals_list": [vals]}),
            ("web_save", {"ids": [], "vals": vals, "specification": fields}),
        ):
            with self.subTest(method):
                self.assertNotIn(SECRET, self.refused("rita", "sales.event.log", method, **named))
        try:
            answer = self.json2(
                "rita", "sales.event.log", "onchange",
                ids=[], values=vals, field_names=["lead_id"], fields_spec=fields,
            )  # fmt: skip
        except rpc_common.HTTPError as error:
            answer = error.read().decode()
        self.assertNotIn(SECRET, str(answer))

    def test_archiving_a_user(self):
        """Who may not is told so, and nothing of the user's events and company."""
        for login in ("guest", "rita", "boss"):
            with self.subTest(login):
                words = self.refused(
                    login, "res.users", "action_archive", ids=[self.made["users"]["stella"]["id"]]
                )
                for name in ("Hush", "Elsewhere", SECRET):
                    self.assertNotIn(name, words)

    def test_an_event_for_a_colleagues_deal(self):
        """It counts for what its author may write, and the answer names nothing."""
        for vals in (
            {"lead_id": self.made["carls"]},
            {"res_model_id": self.made["lead_model"], "res_id": self.made["carls"]},
        ):
            with self.subTest(vals):
                words = self.refused(
                    "rita", "mail.activity", "write", ids=[self.made["visit"]], vals=vals
                )
                self.assertNotIn("Opal", words)

    def test_claims_in_the_context(self):
        """Nothing that decides comes from there: a blocking stage blocks whatever they say."""
        for claims in (
            {"sales_process_cause": "document", "cron_id": 1, "sales_process_merge": True},
            {"sales_process_cause": ["no", {"cause": 1}], "cron_id": "x", "event_sync_skip": [1]},
        ):
            with self.subTest(claims):
                words = self.refused(
                    "rita", "crm.lead", "write",
                    ids=[self.made["own"]], vals={"stage_id": self.made["second"]}, context=claims,
                )  # fmt: skip
                self.assertIn("Not to “Buy” yet", words)
                self.assertEqual(self._stage("own"), self.made["first"])

    def test_ways_around_a_blocking_stage(self):
        own = {"ids": [self.made["own"]]}
        buy = {"stage_id": self.made["second"]}
        for there, back in (
            ({"type": "lead"}, {"type": "opportunity"}),
            ({"active": False}, {"active": True}),
        ):
            with self.subTest(there):
                self.json2("rita", "crm.lead", "write", vals=there, **own)
                words = self.refused("rita", "crm.lead", "write", vals=buy, **own)
                self.assertIn("Not to “Buy” yet", words)
                self.json2("rita", "crm.lead", "write", vals=back, **own)
                self.assertEqual(self._stage("own"), self.made["first"])

    def test_facts(self):
        """What has happened is nobody's claim, be it a manager's."""
        for login in ("rita", "boss"):
            for name, value in (
                ("flow_step", "payment"),
                ("flow_revenue", 1e6),
                ("weighted_revenue", 1e6),
                ("asked_on", "2025-01-01"),
                ("decided_on", "2025-01-01"),
            ):
                with self.subTest(login=login, field=name):
                    words = self.refused(
                        login, "crm.lead", "write", ids=[self.made["own"]], vals={name: value}
                    )
                    self.assertIn("says what has happened", words)
            for name, value in (
                ("is_held", True),
                ("registered_on", "2025-01-01"),
                ("answered_by_id", False),
            ):
                with self.subTest(login=login, field=name):
                    words = self.refused(
                        "rita", "mail.activity", "write",
                        ids=[self.made["visit"]], vals={name: value},
                    )  # fmt: skip
                    self.assertIn("says what has happened", words)

    def test_personal_cards_of_another_company(self):
        card = {"ids": [self.made["card"]]}
        for method, named in (
            ("read", {"fields": ["name"]}),
            ("copy_data", {}),
            ("web_resequence", {"specification": {"name": {}}, "field_name": "view_sequence"}),
            ("write", {"vals": {"name": "Mine"}}),
        ):
            with self.subTest(method):
                self.assertNotIn(
                    "Stella", self.refused("boss", "sales.card", method, **card, **named)
                )

    def test_the_centre_names_nobody_of_another_company(self):
        stella = self.made["users"]["stella"]["id"]
        for tab in ("events", "targets", "pipeline", "funnel", "kpis", "forecast", "coaching"):
            with self.subTest(tab):
                words = self.refused(
                    "boss", "sales.centre", f"get_{tab}", filters={"user_id": stella}
                )
                self.assertNotIn("Stella", words)

    def test_private_methods(self):
        """What no client needs cannot be called."""
        for model, method in (
            ("crm.lead", "_move_to_stage"),
            ("crm.lead", "_work_off"),
            ("mail.activity", "_write_settled"),
            ("sales.target", "_on_progress"),
        ):
            with self.subTest(method), self.assertRaises(xmlrpc.client.Fault) as caught:
                self.xmlrpc("rita", model, method, [self.made["own"]])
            self.assertIn("private", caught.exception.faultString.lower())

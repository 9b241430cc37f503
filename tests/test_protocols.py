"""Every protocol can carry what the screens are made of, and says what is wrong with a question."""

import json
import urllib.error
import urllib.request
import xmlrpc.client

from tests import outside

PASSWORD = "a long enough password"
TABS = ("events", "targets", "pipeline", "funnel", "kpis", "forecast", "coaching")
# what a protocol carries; XML-RPC has no other
PLAIN = (bool, int, float, str)

COMPANY = f"""
    from datetime import timedelta
    from odoo import Command, fields

    today = fields.Date.today()

    def user(login, group):
        return env["res.users"].create({{
            "name": login.title(), "login": login, "password": {PASSWORD!r},
            "group_ids": [Command.link(env.ref(group).id)],
        }})

    rita = user("rita", "sales_team.group_sale_salesman")
    boss = user("boss", "sales_team.group_sale_manager")
    leaver = user("leaver", "sales_team.group_sale_salesman")
    gone = leaver.id
    leaver.unlink()
    tomorrow = fields.Datetime.now() + timedelta(days=1)
    key = env["res.users.apikeys"].with_user(boss)._generate("rpc", "test", tomorrow)
    team = env["crm.team"].create({{"name": "Ours", "member_ids": [Command.link(rita.id)]}})
    customer = env["res.partner"].create({{"name": "Called Ltd", "is_company": True}})
    leads = env["crm.lead"].create([
        {{
            "name": f"Deal {{number}}", "type": "opportunity", "partner_id": customer.id,
            "team_id": team.id, "user_id": owner, "expected_revenue": 5000,
        }}
        for number, owner in enumerate((rita.id, rita.id, rita.id, False))
    ])
    call = leads[0].activity_schedule("mail.mail_activity_data_call", user_id=rita.id)
    call.with_user(rita).action_done()
    for lead in leads[:2]:
        lead.activity_schedule("mail.mail_activity_data_todo", user_id=rita.id, date_deadline=today)
    leads[3].activity_schedule("mail.mail_activity_data_call", user_id=False)
    stages = env["crm.stage"].search([], order="sequence")
    leads[0].stage_id = stages[1]
    leads[1].action_set_won()
    leads[2].action_set_lost()
    product = env["product.product"].create({{"name": "Hour", "type": "service", "list_price": 9}})
    order = env["sale.order"].create({{
        "partner_id": customer.id, "opportunity_id": leads[0].id, "user_id": rita.id,
        "order_line": [Command.create({{"product_id": product.id, "product_uom_qty": 3}})],
    }})
    env["sales.target"].create([
        {{"metric": metric, "value": 20, "user_id": rita.id, "date_from": today.replace(day=1)}}
        for metric in ("won_revenue", "new_opportunities")
    ])
    action = env["sales.event.category"].search([("role", "=", "contact")], limit=1)
    result = {{
        "boss": boss.id, "rita": rita.id, "key": key, "team": team.id, "gone": gone,
        "lead": leads[0].id, "customer": customer.id, "action": action.id,
    }}
"""


class ProtocolsTest(outside.OutsideCase):
    origin = outside.INSTALLED

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.made = cls.shell(COMPANY, step="company")
        cls.address = cls.enterClassContext(cls.serving())

    def _xmlrpc(self, model, method, *arguments, user="boss", **named):
        proxy = xmlrpc.client.ServerProxy(f"{self.address}/xmlrpc/2/object")
        return proxy.execute_kw(
            self.database, self.made[user], PASSWORD, model, method, arguments, named
        )

    def _json2(self, model, method, **named):
        """``(status, answer)``"""
        request = urllib.request.Request(
            f"{self.address}/json/2/{model}/{method}",
            data=json.dumps(named).encode(),
            headers={
                "Authorization": f"Bearer {self.made['key']}",
                "Content-Type": "application/json",
            },
        )
        try:
            with urllib.request.urlopen(request, timeout=60) as response:
                return response.status, json.load(response)
        except urllib.error.HTTPError as error:
            with error:
                return error.code, json.load(error)

    def assertPlain(self, value, where=""):
        if isinstance(value, dict):
            for key, item in value.items():
                self.assertIsInstance(key, str, where)
                self.assertPlain(item, f"{where}.{key}")
        elif isinstance(value, list):
            for item in value:
                self.assertPlain(item, where)
        else:
            self.assertIsInstance(value, PLAIN, where)

    def assertRefused(self, words, model, method, *arguments, **named):
        """It is refused as a question that is wrong, over both, in these words."""
        with self.assertRaises(xmlrpc.client.Fault) as caught:
            self._xmlrpc(model, method, *arguments, **named)
        self.assertRegex(caught.exception.faultString, words)
        self.assertNotIn("Traceback", caught.exception.faultString)

    def test_every_tab(self):
        """Over XML-RPC and JSON-2 alike, with filters, without a period, and without any."""
        everything = {
            "date_from": "2020-01-01",
            "date_to": "2099-12-31",
            "team_id": self.made["team"],
            "user_id": self.made["rita"],
        }
        for tab in TABS:
            for filters in ([], [{}], [False], [{"user_id": self.made["rita"]}], [everything]):
                with self.subTest(tab=tab, filters=filters):
                    answer = self._xmlrpc("sales.centre", f"get_{tab}", *filters)
                    self.assertPlain(answer, tab)
                    named = {"filters": filters[0]} if filters else {}
                    status, same = self._json2("sales.centre", f"get_{tab}", **named)
                    self.assertEqual(status, 200, same)
                    self.assertPlain(same, tab)
                    self.assertEqual(answer.keys(), same.keys())
        self.assertPlain(self._xmlrpc("sales.centre", "get_options"))
        self.assertPlain(self._xmlrpc("sales.centre", "get_options", user="rita"))

    def test_no_figures_of_what_is_not_there(self):
        """What has no sample is false, and not left out."""
        kpis = self._xmlrpc(
            "sales.centre", "get_kpis", {"date_from": "1990-01-01", "date_to": "1990-12-31"}
        )
        self.assertIs(kpis["win_rate"]["value"], False)

    def test_the_flow_bar(self):
        bar = self._xmlrpc("crm.lead", "get_flow_bar", [self.made["lead"]], user="rita")
        self.assertPlain(bar)
        self.assertEqual(bar["steps"][0]["count"], 1)
        self.assertIs(bar["steps"][2]["date"], False)
        (values,) = self._xmlrpc("crm.lead", "read", [self.made["lead"]], ["flow_data"])
        self.assertEqual(values["flow_data"]["steps"][0]["key"], "quotation")

    def test_every_card(self):
        """With all fields, and all that is behind the buttons of the screen."""
        for user in ("rita", "boss"):
            cards = self._xmlrpc(
                "sales.card", "search_read", [["is_on_view", "=", True]], user=user
            )
            self.assertPlain(cards)
            self.assertFalse([card["error"] for card in cards if card["error"]])
            if user == "rita":
                self.assertTrue(any(card["preview"] for card in cards))
            for card in cards:
                for method in ("action_open_records", "action_create_record"):
                    self.assertPlain(self._xmlrpc("sales.card", method, [card["id"]], user=user))
                for row in card["preview"]:
                    opened = self._xmlrpc(
                        "sales.card", "action_open_row", [card["id"]], row["id"], user=user
                    )
                    self.assertPlain(opened)
        info = self._xmlrpc("sales.card", "get_view_info", user="rita")
        self.assertPlain(info)
        for option in info["create_options"]:
            self.assertPlain(self._xmlrpc("sales.card", "action_create_new", option["key"]))
        card = [cards[1]["id"]]
        for method in ("action_hide", "action_show", "action_move_down", "action_move_up"):
            self.assertIn(self._xmlrpc("sales.card", method, card), (True, False), method)
        self.assertIs(self._xmlrpc("sales.card", "action_reset_order"), True)
        for _twice in range(2):
            self.assertIs(self._xmlrpc("sales.card", "action_toggle_start_page"), True)
        self.assertPlain(self._xmlrpc("sales.card", "action_open_view_of", self.made["rita"]))

    def test_wrong_filters_are_named(self):
        """A name that is misspelt, one of another type, an id that is none, or is gone."""
        for filters, words in (
            ({"datefrom": "2026-01-01"}, "no filter “datefrom”.*date_from, date_to"),
            ({"date_from": "2026-01-01", "seller": 1, "team": 2}, "“seller”, “team”"),
            (["date_from"], "“.*date_from.*” are no filters"),
            ([], "are no filters"),
            ("march", "“march” are no filters"),
            (7, "“7” are no filters"),
            ({"date_from": "soon"}, "“soon” is no day"),
            ({"date_to": 20260101}, "“20260101” is no day"),
            ({"date_from": ["2026-01-01"]}, "is no day"),
            ({"team_id": "5"}, "“5” is no Sales Team. Give its id, a number"),
            ({"user_id": [5]}, r"“\[5\]” is no User"),
            ({"user_id": 5.5}, "“5.5” is no User"),
            ({"user_id": -1}, "“-1” is no User"),
            ({"user_id": self.made["gone"]}, f"User {self.made['gone']} was deleted"),
            ({"team_id": 99999}, "Sales Team 99999 was deleted"),
        ):
            for tab in TABS:
                with self.subTest(tab=tab, filters=filters):
                    self.assertRefused(words, "sales.centre", f"get_{tab}", filters)
            with self.subTest(filters=filters):
                status, answer = self._json2("sales.centre", "get_events", filters=filters)
                self.assertIn(status, range(400, 500))
                self.assertRegex(answer["message"], words)

    def test_a_number_as_text_is_no_user_that_is_gone(self):
        """Whose view, which row, whom to coach: what is no id is said to be none."""
        text, gone = str(self.made["rita"]), self.made["gone"]
        card = self._xmlrpc("sales.card", "search", [["model", "=", "mail.activity"]], limit=1)
        for value, words in (
            (text, f"“{text}” is no User. Give its id, a number"),
            ([7], r"“\[7\]” is no User"),
            (gone, "deleted or belongs to another company"),
        ):
            with self.subTest(value=value):
                self.assertRefused(words, "sales.card", "action_open_view_of", value)
                self.assertRefused(
                    words, "sales.card", "get_view_info", context={"card_user_id": value}
                )
        self.assertRefused(
            "“71” is no .*Give its id, a number", "sales.card", "action_open_row", card, "71"
        )
        self.assertRefused("deleted meanwhile", "sales.card", "action_open_row", card, 2**31 - 1)

    def test_a_program_gets_the_id_of_what_it_logged(self):
        values = {
            "event_category_id": self.made["action"],
            "customer_id": self.made["customer"],
            "summary": "Rang",
        }
        events = self._xmlrpc("sales.event.log", "log_events", [values, values], user="rita")
        self.assertEqual(len(set(events)), 2)
        (form,) = self._xmlrpc("sales.event.log", "create", [values], user="rita")
        action = self._xmlrpc("sales.event.log", "action_log", [form], user="rita")
        events += action["infos"]["event_ids"]
        rows = self.sql(
            "SELECT user_id, is_held FROM mail_activity WHERE id = ANY(%s) AND summary = 'Rang'",
            events,
        )
        self.assertEqual(rows, [[self.made["rita"], True]] * 3)

    def _load(self, model, names, *rows):
        return self._xmlrpc(model, "load", names, list(rows), user="rita")

    def test_events_are_imported(self):
        """All rows of the form are logged, or none; done activities come in as done."""
        names = ["event_category_id", "customer_id", "event_date", "summary"]
        good = ["Sales action", "Called Ltd", "2026-02-03", "Imported"]
        result = self._load("sales.event.log", names, good, good)
        rows = self.sql("SELECT id, is_held FROM mail_activity WHERE summary = 'Imported'")
        self.assertEqual(sorted(rows), [[event, True] for event in sorted(result["ids"])])
        self.assertEqual(len(rows), 2)
        about_nobody = ["Sales action", "", "2026-02-03", "Imported"]
        result = self._load("sales.event.log", names, good, about_nobody)
        self.assertIs(result["ids"], False)
        (message,) = result["messages"]
        self.assertRegex(message["message"], "Choose a customer or an opportunity")
        self.assertEqual(message["rows"], {"from": 1, "to": 1})
        count = self.sql("SELECT count(*) FROM mail_activity WHERE summary = 'Imported'")
        self.assertEqual(count, [[2]])
        result = self._load("mail.activity", [*names, "active"], [*good[:3], "Old", "false"])
        self.assertFalse(result["messages"])
        row = self.sql(
            "SELECT user_id, is_held, event_date, active FROM mail_activity WHERE summary = 'Old'"
        )
        self.assertEqual(row, [[self.made["rita"], True, "2026-02-03", False]])

"""Programs of others call the addon."""

import json
import urllib.error
import urllib.request
import xmlrpc.client

from tests import outside

PASSWORD = "a long enough password"


class ClientTest(outside.OutsideCase):
    """A seller's own program logs events."""

    origin = outside.INSTALLED

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.made = cls.shell(
            f"""
            from datetime import timedelta
            from odoo import Command, fields
            group = env.ref("sales_team.group_sale_salesman")
            seller = env["res.users"].create({{
                "name": "Rita Remote", "login": "rita", "password": {PASSWORD!r},
                "group_ids": [Command.link(group.id)],
            }})
            customer = env["res.partner"].create({{"name": "Called Ltd", "is_company": True}})
            tomorrow = fields.Datetime.now() + timedelta(days=1)
            key = env["res.users.apikeys"].with_user(seller)._generate("rpc", "test", tomorrow)
            action = env["sales.event.category"].search([("role", "=", "contact")], limit=1)
            prospect = env["sales.event.category"].search([("role", "=", "prospect")], limit=1)
            result = {{
                "seller": seller.id, "customer": customer.id, "key": key,
                "action": action.id, "prospect": prospect.id,
            }}
            """
        )
        cls.address = cls.enterClassContext(cls.serving())

    def _xmlrpc(self, model, method, *arguments, **named):
        proxy = xmlrpc.client.ServerProxy(f"{self.address}/xmlrpc/2/object", allow_none=True)
        return proxy.execute_kw(
            self.database, self.made["seller"], PASSWORD, model, method, arguments, named
        )

    def _json2(self, model, method, **named):
        request = urllib.request.Request(
            f"{self.address}/json/2/{model}/{method}",
            data=json.dumps(named).encode(),
            headers={
                "Authorization": f"Bearer {self.made['key']}",
                "Content-Type": "application/json",
            },
        )
        with urllib.request.urlopen(request, timeout=60) as response:
            return json.load(response)

    def _events(self, note):
        return self.sql(
            "SELECT user_id, customer_id, event_category_id, active, is_held "
            "FROM mail_activity WHERE note LIKE %s",
            f"%{note}%",
        )

    def test_xmlrpc_logs_an_event(self):
        """B4: the form's model, filled over XML-RPC, logs a done event of the seller."""
        values = {
            "event_category_id": self.made["action"],
            "customer_id": self.made["customer"],
            "note": "rang about the offer",
        }
        (log,) = self._xmlrpc("sales.event.log", "create", [values])
        self._xmlrpc("sales.event.log", "action_log", [log])
        self.assertEqual(
            self._events("rang about the offer"),
            [[self.made["seller"], self.made["customer"], self.made["action"], False, True]],
        )

    def test_json2_registers_and_answers_a_prospect(self):
        """A2, B3: over JSON-2 a prospect is registered, and a call takes it off."""
        for category, note in (("prospect", "met at the fair"), ("action", "rang them back")):
            (log,) = self._json2(
                "sales.event.log",
                "create",
                vals_list=[
                    {
                        "event_category_id": self.made[category],
                        "customer_id": self.made["customer"],
                        "note": note,
                    }
                ],
            )
            self._json2("sales.event.log", "action_log", ids=[log])
        answered = self.sql(
            "SELECT active, answered_by_id IS NOT NULL FROM mail_activity WHERE note LIKE %s",
            "%met at the fair%",
        )
        self.assertEqual(answered, [[False, True]])

    def test_bad_input_is_refused_in_words(self):
        """An event without customer and opportunity: a sentence that says so, nothing is kept."""
        values = {"event_category_id": self.made["action"], "note": "about nobody"}
        with self.assertRaises(xmlrpc.client.Fault) as caught:
            (log,) = self._xmlrpc("sales.event.log", "create", [values])
            self._xmlrpc("sales.event.log", "action_log", [log])
        self.assertNotIn("Traceback", caught.exception.faultString)
        self.assertRegex(caught.exception.faultString.lower(), "customer")
        self.assertEqual(self._events("about nobody"), [])

    def test_a_stranger_is_refused(self):
        """Without a valid key nothing can be logged."""
        stranger = {**self.made, "key": "0" * 40}
        self.addCleanup(setattr, self, "made", self.made)
        self.made = stranger
        with self.assertRaises(urllib.error.HTTPError) as caught:
            self._json2("sales.event.log", "search_count", domain=[])
        self.assertEqual(caught.exception.code, 401)

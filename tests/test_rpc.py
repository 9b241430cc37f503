"""Programs of others call the addon."""

import urllib.error
import xmlrpc.client

from tests import rpc_common


class ClientTest(rpc_common.RpcCase):
    """A seller's own program logs events."""

    script = f"""
        from datetime import timedelta
        from odoo import Command, fields
        group = env.ref("sales_team.group_sale_salesman")
        seller = env["res.users"].create({{
            "name": "Rita Remote", "login": "rita", "password": {rpc_common.PASSWORD!r},
            "group_ids": [Command.link(group.id)],
        }})
        customer = env["res.partner"].create({{"name": "Called Ltd", "is_company": True}})
        tomorrow = fields.Datetime.now() + timedelta(days=1)
        key = env["res.users.apikeys"].with_user(seller)._generate("rpc", "test", tomorrow)
        action = env["sales.event.category"].search([("role", "=", "contact")], limit=1)
        prospect = env["sales.event.category"].search([("role", "=", "prospect")], limit=1)
        result = {{
            "users": {{"rita": {{"id": seller.id, "key": key}}}}, "customer": customer.id,
            "action": action.id, "prospect": prospect.id,
        }}
    """

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
        (log,) = self.xmlrpc("rita", "sales.event.log", "create", [values])
        self.xmlrpc("rita", "sales.event.log", "action_log", [log])
        self.assertEqual(
            self._events("rang about the offer"),
            [
                [
                    self.made["users"]["rita"]["id"],
                    self.made["customer"],
                    self.made["action"],
                    False,
                    True,
                ]
            ],
        )

    def test_json2_registers_and_answers_a_prospect(self):
        """A2, B3: over JSON-2 a prospect is registered, and a call takes it off."""
        for category, note in (("prospect", "met at the fair"), ("action", "rang them back")):
            (log,) = self.json2(
                "rita",
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
            self.json2("rita", "sales.event.log", "action_log", ids=[log])
        answered = self.sql(
            "SELECT active, answered_by_id IS NOT NULL FROM mail_activity WHERE note LIKE %s",
            "%met at the fair%",
        )
        self.assertEqual(answered, [[False, True]])

    def test_bad_input_is_refused_in_words(self):
        """An event without customer and opportunity: a sentence that says so, nothing is kept."""
        values = {"event_category_id": self.made["action"], "note": "about nobody"}
        with self.assertRaises(xmlrpc.client.Fault) as caught:
            (log,) = self.xmlrpc("rita", "sales.event.log", "create", [values])
            self.xmlrpc("rita", "sales.event.log", "action_log", [log])
        self.assertNotIn("Traceback", caught.exception.faultString)
        self.assertRegex(caught.exception.faultString.lower(), "customer")
        self.assertEqual(self._events("about nobody"), [])

    def test_a_stranger_is_refused(self):
        """Without a valid key nothing can be logged."""
        stranger = {**self.made["users"], "rita": {"id": 0, "key": "0" * 40}}
        self.addCleanup(setattr, self, "made", self.made)
        self.made = {**self.made, "users": stranger}
        with self.assertRaises(urllib.error.HTTPError) as caught:
            self.json2("rita", "sales.event.log", "search_count", domain=[])
        self.assertEqual(caught.exception.code, 401)

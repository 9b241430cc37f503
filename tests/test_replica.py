"""A PostgreSQL replica serves what people read, and nothing depends on it."""

import unittest

from devtools import machine, odoo_run, paths, replication, screens, session
from tests import outside

PASSWORD = "a long enough password"


class ReplicaTest(outside.OutsideCase):
    """Odoo reads from a streaming replica (``--db_replica_host``)."""

    origin = outside.INSTALLED

    @classmethod
    def setUpClass(cls):
        missing = replication.missing_program()
        if missing:
            raise unittest.SkipTest(f"this PostgreSQL has no {missing}, which a replica needs")
        super().setUpClass()
        cls.made = cls.shell(
            f"""
            from datetime import timedelta
            from odoo import Command, fields
            def user(login, group):
                return env["res.users"].create({{
                    "name": login, "login": login, "password": {PASSWORD!r},
                    "group_ids": [Command.link(env.ref(group).id)],
                }})
            seller = user("rita", "sales_team.group_sale_salesman")
            user("boss", "sales_team.group_sale_manager")
            customer = env["res.partner"].create({{"name": "Called Ltd", "is_company": True}})
            team = env["crm.team"].create(
                {{"name": "Readers", "member_ids": [Command.link(seller.id)]}}
            )
            lead = env["crm.lead"].create({{
                "name": "Read me", "type": "opportunity", "partner_id": customer.id,
                "user_id": seller.id, "team_id": team.id, "expected_revenue": 1000,
            }})
            for kind in ("call", "email"):
                lead.activity_schedule(
                    f"mail.mail_activity_data_{{kind}}", user_id=seller.id,
                    date_deadline=fields.Date.today() - timedelta(days=1),
                )
            lead.activity_ids[0].action_feedback("rang")
            prospect = env["sales.event.category"].search([("role", "=", "prospect")], limit=1)
            log = env["sales.event.log"].with_user(seller).create({{
                "event_category_id": prospect.id, "customer_id": customer.id, "note": "at the fair",
            }})
            log.action_log()
            env["sales.target"].create({{
                "user_id": seller.id, "metric": "won_revenue", "period": "month", "value": 5000,
                "date_from": fields.Date.today().replace(day=1),
            }})
            # every card, also those on offer
            env["sales.card.preference"].create([
                {{"user_id": seller.id, "card_id": card.id, "is_added": True}}
                for card in env["sales.card"].search([("is_optional", "=", True)])
            ])
            result = {{"lead": lead.id, "seller": seller.id}}
            """
        )
        cls.pair = cls.enterClassContext(
            replication.replicated(cls.server, odoo_run.interpreter(), cls.database)
        )
        cls.log = paths.local("logs", "outside-ReplicaTest-server.log")
        cls.address = cls.enterClassContext(
            cls.pair.serving(cls.odoo, machine.free_port(), cls.log)
        )
        cls.seller, cls.manager = (
            session.log_in(cls.address, cls.database, login, PASSWORD) for login in ("rita", "boss")
        )
        cls.pair.wait()
        cls.wanted = [
            *((cls.seller, *pair) for pair in screens.of_seller(cls.seller).items()),
            *(
                (cls.manager, *pair)
                for pair in screens.of_manager(cls.manager, cls.made["seller"]).items()
            ),
        ]

    def setUp(self):
        self.pair.replica.start()
        self.pair.wait()

    def _open_all(self):
        for person, _title, requests in self.wanted:
            for request in requests:
                person.send(*request)

    def _write_and_read(self, text):
        self.seller.ask(
            self.seller.call("crm.lead", "web_save", [self.made["lead"]], {"name": text},
                             specification={"name": {}})
        )  # fmt: skip
        self.pair.wait()
        request = self.seller.call("crm.lead", "web_read", [self.made["lead"]],
                                   specification={"name": {}})  # fmt: skip
        return self.seller.ask(request)[0]["name"]

    def test_the_replica_serves_every_screen(self):
        """G: seller's view, drill-downs, centre and reports ask the replica, never the primary."""
        self.assertGreater(len(self.wanted), 20)
        self.assertEqual(screens.unrecorded(self.seller), [], "say `make recordings`")
        before = self.pair.returned(self.pair.replica)
        elsewhere = {}
        for person, title, requests in self.wanted:
            with self.pair.counted() as counts:
                for request in requests:
                    person.send(*request)
            if counts["primary"] or not counts["replica"]:
                elsewhere[title] = counts
        self.assertEqual(elsewhere, {})
        self.assertNotIn(replication.RETRIED, self.log.read_text())
        # the replica's own statistics say the same
        self.assertGreater(self.pair.returned(self.pair.replica, before), before)

    def test_all_works_while_the_replica_is_away(self):
        """G: screens open and changes are saved while the replica is down, and after it is back."""
        self.pair.replica.stop()
        self._open_all()
        lead = self.made["lead"]
        self.seller.ask(
            self.seller.call("crm.lead", "web_save", [lead], {"name": "Alone"},
                             specification={"name": {}})
        )  # fmt: skip
        request = self.seller.call("crm.lead", "web_read", [lead], specification={"name": {}})
        self.assertEqual(self.seller.ask(request)[0]["name"], "Alone")
        self.pair.replica.start()
        self.pair.wait()
        with self.pair.counted() as counts:
            self._open_all()
        self.assertEqual(counts["primary"], 0)
        self.assertGreater(counts["replica"], 0)

    def test_what_is_saved_is_read_from_the_replica(self):
        """G: changes go to the primary and are read again from the replica."""
        with self.pair.counted() as counts:
            self.assertEqual(self._write_and_read("Renamed"), "Renamed")
        self.assertGreater(counts["primary"], 0)
        self.assertGreater(counts["replica"], 0)

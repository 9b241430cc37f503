"""The examples of docs/api.md run as they stand there, against a server over HTTP."""

import json
import os
import re
import subprocess
import urllib.error
import urllib.request

from devtools import machine, paths, venv
from tests import outside

BLOCK = re.compile(r"```python\n# (?P<client>[\w-]+( record)?)[^\n]*\n(?P<code>.*?)```", re.DOTALL)
MINUTE = 60

COMPANY = """
    from datetime import timedelta
    from odoo import Command, fields

    # here and not by a run of its own: one start of Odoo less
    automation = env["ir.module.module"].search([("name", "=", "base_automation")])
    automation.button_immediate_install()

    def user(login, *groups):
        found = env["res.users"].create({
            "name": login.title(), "login": login, "email": f"{login}@ours.example.com",
            "group_ids": [Command.link(env.ref(group).id) for group in groups],
        })
        tomorrow = fields.Datetime.now() + timedelta(days=1)
        return found, env["res.users.apikeys"].with_user(found)._generate("rpc", "test", tomorrow)

    rita, key = user("rita", "sales_team.group_sale_salesman")
    reader, reader_key = user("doc", "sales_team.group_sale_salesman", "api_doc.group_allow_doc")
    plain, plain_key = user("plain_doc", "api_doc.group_allow_doc", "base.group_user")
    rita.phone_extension = "101"
    env.company.country_id = env.ref("base.fr")
    secret = env.company._renew_call_secret()
    team = env["crm.team"].create({"name": "Ours", "member_ids": [Command.link(rita.id)]})
    customer = env["res.partner"].create({
        "name": "Called Ltd", "is_company": True, "phone": "+33 4 72 00 00 01",
    })
    lead, nobodys = env["crm.lead"].create([
        {
            "name": name, "type": "opportunity", "partner_id": customer.id, "team_id": team.id,
            "user_id": owner, "expected_revenue": 5000,
        }
        for name, owner in (("A machine for Called Ltd", rita.id), ("Nobody's", False))
    ])
    call = nobodys.activity_schedule("mail.mail_activity_data_call", user_id=False)
    model = env["ir.model"]._get("crm.lead")
    hook, news = env["base.automation"].create([
        {
            "name": "From the website", "model_id": model.id, "trigger": "on_webhook",
            "record_getter": TARGET,
        },
        {
            "name": "To our program", "model_id": model.id, "trigger": "on_stage_set",
            "trg_field_ref": env["crm.stage"].search([("name", "=", "Qualified")]).id,
            "action_server_ids": [Command.create({
                "name": "Tell", "model_id": model.id, "state": "webhook",
                "webhook_url": "http://127.0.0.1:PORT/", "usage": "base_automation",
                "webhook_field_ids": [
                    Command.link(env["ir.model.fields"]._get("crm.lead", name).id)
                    for name in ("name", "weighted_revenue")
                ],
            })],
        },
    ])
    result = {
        "rita": rita.id, "key": key, "reader_key": reader_key, "plain_key": plain_key,
        "secret": secret, "company": env.company.id,
        "customer": customer.id, "lead": lead.id, "nobodys": call.id, "hook": hook.webhook_uuid,
    }
"""


def examples():
    """The blocks of Python of the page by whose they are, in their order."""
    found = {}
    for match in BLOCK.finditer((paths.ROOT / "docs" / "api.md").read_text()):
        found.setdefault(match["client"], []).append(match["code"])
    return found


class ExamplesTest(outside.OutsideCase):
    origin = outside.INSTALLED

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.python = venv.python("clients", "the libraries that programs use")
        cls.examples = examples()
        cls.receiver_port = machine.free_port()
        (target,) = cls.examples["Target record"]
        script = COMPANY.replace("TARGET", repr(target.strip()))
        cls.made = cls.shell(script.replace("PORT", str(cls.receiver_port)), step="company")
        cls.address = cls.enterClassContext(cls.serving())
        receiver = cls._start("Receiver")
        # one after the other, as each of them goes on where the one before has come to
        cls.outputs = {
            client: cls._run(client)
            for client in ("JSON-2", "OdooRPC", "odoo-client-lib", "Telephone")
        }
        cls.outputs["Receiver"], _errors = receiver.communicate(timeout=MINUTE)

    @classmethod
    def _start(cls, client):
        source = paths.local("scripts", f"api-{client}.py")
        source.write_text("\n".join(cls.examples[client]))
        environ = {
            **os.environ,
            "ODOO_ADDRESS": cls.address,
            "ODOO_DATABASE": cls.database,
            "ODOO_LOGIN": "rita",
            "ODOO_KEY": cls.made["key"],
            "WEBHOOK_ADDRESS": f"{cls.address}/web/hook/{cls.made['hook']}",
            "CALLS_ADDRESS": f"{cls.address}/sales_process/calls/{cls.made['company']}",
            "CALLS_SECRET": cls.made["secret"],
            "RECEIVER_PORT": str(cls.receiver_port),
        }
        process = subprocess.Popen(
            [str(cls.python), str(source)],
            env=environ,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        cls.addClassCleanup(process.communicate)
        cls.addClassCleanup(process.kill)
        return process

    @classmethod
    def _run(cls, client):
        """Run the examples of a client to their end, and return what they print."""
        process = cls._start(client)
        output, errors = process.communicate(timeout=5 * MINUTE)
        if process.returncode:
            raise AssertionError(f"{client}: {errors}")
        return output

    def _events(self, summary):
        return self.sql(
            "SELECT user_id, customer_id, active, is_held FROM mail_activity WHERE summary = %s",
            summary,
        )

    def test_every_subject_has_an_example_of_every_client(self):
        """Connecting, cards, figures, events, stages, importing."""
        counts = {client: len(blocks) for client, blocks in self.examples.items()}
        self.assertEqual(counts.pop("Target record"), 1)
        self.assertEqual(counts.pop("Receiver"), 1)
        self.assertEqual(counts.pop("Telephone"), 1)
        self.assertEqual(counts, {"JSON-2": 8, "OdooRPC": 6, "odoo-client-lib": 6})
        text = (paths.ROOT / "docs" / "api.md").read_text()
        self.assertEqual(text.count("```python"), 8 + 6 + 6 + 3, "one is run by nobody")

    def test_cards_and_figures_are_read(self):
        for client in ("JSON-2", "OdooRPC", "odoo-client-lib"):
            self.assertIn("New prospects", self.outputs[client], client)
        self.assertIn("win rate", self.outputs["OdooRPC"])
        self.assertRegex(self.outputs["odoo-client-lib"], r"won [\d.]+ outlook [\d.]+")
        self.assertIn("Sales action", self.outputs["JSON-2"])

    def test_what_is_nobodys_is_taken(self):
        self.assertIn("taken: Nobody's", self.outputs["JSON-2"])
        taken = self.sql("SELECT user_id FROM mail_activity WHERE id = %s", self.made["nobodys"])
        self.assertEqual(taken, [[self.made["rita"]]])

    def test_events_are_logged(self):
        """Held ones and prospects, which the call that comes after them answers; the program has
        their ids."""
        rita, customer = self.made["rita"], self.made["customer"]
        self.assertEqual(self._events("Rang about the offer"), [[rita, customer, False, True]])
        self.assertEqual(
            self._events("Asked for a price on the website"), [[rita, customer, False, False]]
        )
        logged = re.search(r"logged as (\d+)", self.outputs["OdooRPC"])
        event = self.sql("SELECT lead_id FROM mail_activity WHERE id = %s", int(logged[1]))
        self.assertEqual(event, [[self.made["lead"]]])

    def test_calls_are_logged_once(self):
        """By a program with a key, and by a telephone system that signs what it sends."""
        said = self.outputs["Telephone"]
        event, again, unknown = (
            int(found[1]) for found in re.finditer(r"'event': (\d+), 'reason': ''", said)
        )
        self.assertEqual(event, again)
        self.assertIn("extension or login “999”", said)
        program = re.search(r"call logged as (\d+)", self.outputs["JSON-2"])
        rita, customer = self.made["rita"], self.made["customer"]
        for event_id, seconds in ((event, 58), (int(program[1]), 185)):
            self.assertEqual(
                self.sql(
                    "SELECT user_id, customer_id, is_held, round(event_duration * 3600)"
                    " FROM mail_activity WHERE id = %s",
                    event_id,
                ),
                [[rita, customer, True, seconds]],
            )
        lead = self.sql(
            "SELECT activity.user_id, activity.active, lead.phone_sanitized FROM mail_activity"
            " AS activity JOIN crm_lead AS lead ON lead.id = activity.lead_id"
            " WHERE activity.id = %s",
            unknown,
        )
        self.assertEqual(lead, [[rita, True, "+33472990000"]])

    def test_stages_are_moved(self):
        """Three programs have moved it, as the user; the receiver has heard of the first move."""
        stays = self.sql(
            "SELECT cause, entered_by_id FROM crm_lead_stage_history WHERE lead_id = %s"
            " ORDER BY id",
            self.made["lead"],
        )
        self.assertEqual(stays[1:], [["person", self.made["rita"]]] * 3)
        self.assertRegex(
            self.outputs["Receiver"], r"A machine for Called Ltd is worth \d+(\.\d+)?\n"
        )

    def test_imports_come_in(self):
        leads = self.sql("SELECT name, type FROM crm_lead WHERE name IN"
                         " ('Spare parts', 'A second machine') ORDER BY name")  # fmt: skip
        self.assertEqual(leads, [["A second machine", "opportunity"], ["Spare parts", "lead"]])
        for summary in ("Sent the leaflet", "Showed the machine", "From the old system"):
            self.assertEqual(
                self._events(summary),
                [[self.made["rita"], self.made["customer"], False, True]],
                summary,
            )

    def test_a_webhook_makes_a_lead(self):
        self.assertIn("ok\n", self.outputs["JSON-2"])
        found = self.sql(
            "SELECT contact_name, stage_id IS NOT NULL, (SELECT count(*) FROM"
            " crm_lead_stage_history WHERE lead_id = crm_lead.id) FROM crm_lead WHERE name = %s",
            "A price, please",
        )
        self.assertEqual(found, [["Ann", True, 1]])

    def _read_doc(self, key, page):
        request = urllib.request.Request(
            f"{self.address}/doc-bearer/{page}.json",
            headers={"Authorization": f"Bearer {self.made[key]}"},
        )
        with urllib.request.urlopen(request, timeout=MINUTE) as response:
            return json.load(response)

    def test_odoos_documentation_shows_our_models(self):
        """Those that the page speaks of, for a seller; the centre, for any documentation reader."""
        models = {row["model"] for row in self._read_doc("reader_key", "index")["models"]}
        named = {"sales.centre", "sales.card", "sales.event.log", "sales.event.category"}
        self.assertEqual(named - models, set())
        models = {row["model"] for row in self._read_doc("plain_key", "index")["models"]}
        self.assertIn("sales.centre", models)
        methods = self._read_doc("plain_key", "sales.centre")["methods"]
        for name in ("get_options", "get_events", "get_pipeline", "get_coaching"):
            self.assertIn("filters" if name != "get_options" else "signature",
                          {**methods[name]["parameters"], **methods[name]})  # fmt: skip
        methods = self._read_doc("reader_key", "sales.event.log")["methods"]
        self.assertIn("vals_list", methods["log_events"]["parameters"])
        self.assertIn("Log events", methods["log_events"]["doc"])

    def test_the_documentation_opens_nothing(self):
        """Who may read that the centre is there reads no figures."""
        request = urllib.request.Request(
            f"{self.address}/json/2/sales.centre/get_events",
            data=b"{}",
            headers={
                "Authorization": f"Bearer {self.made['plain_key']}",
                "Content-Type": "application/json",
            },
        )
        with self.assertRaises(urllib.error.HTTPError) as caught:
            urllib.request.urlopen(request, timeout=MINUTE)
        self.assertEqual(caught.exception.code, 403)

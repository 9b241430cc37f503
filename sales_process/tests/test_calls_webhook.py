import json
import time

import psycopg2

from odoo.exceptions import AccessError, ConcurrencyError
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from ..tools.calls import WINDOW, is_recent, is_signed, read_moment, sign, strip_number
from .calls_common import CallsCommon


@tagged("post_install", "-at_install", "sales_process_core_only")
class TestCallTools(CallsCommon):
    """H3: signatures, moments and numbers, without the ORM."""

    def test_signatures(self):
        body = b'{"number": "1"}'
        signature = sign("secret", "1700000000", body)
        self.assertTrue(is_signed("secret", "1700000000", body, signature))
        for secret, timestamp, sent, told in (
            ("other", "1700000000", body, signature),
            ("secret", "1700000001", body, signature),
            ("secret", "1700000000", body + b" ", signature),
            ("secret", "1700000000", body, signature[:-1]),
            ("secret", "1700000000", body, "sha256="),
            ("secret", "1700000000", body, None),
            ("secret", "1700000000", body, "é"),
            (False, "1700000000", body, sign("", "1700000000", body)),
        ):
            self.assertFalse(is_signed(secret, timestamp, sent, told))

    def test_timestamps(self):
        self.assertTrue(is_recent("1700000000", 1700000000 + WINDOW))
        self.assertTrue(is_recent("1700000000", 1700000000 - WINDOW))
        for told in ("1699999699", "1700000301", "", "x", "-5", "1e9", "9" * 5000, "²", None):
            self.assertFalse(is_recent(told, 1700000000), told)

    def test_moments_and_numbers(self):
        self.assertEqual(str(read_moment("2026-03-02T09:30:00+02:00")), "2026-03-02 07:30:00")
        self.assertEqual(str(read_moment(86400)), "1970-01-02 00:00:00")
        for told in (True, None, [], {}, "", "soon", float("inf"), 10**30):
            with self.assertRaises(ValueError):
                read_moment(told)
        for told, number in (
            ("sip:+33472000001@provider.example;user=phone", "+33472000001"),
            ("TEL:101", "101"), (" 04 72 ", "04 72"), ("", ""),
        ):  # fmt: skip
            self.assertEqual(strip_number(told), number)


@tagged("post_install", "-at_install")
class TestCallsWebhook(CallsCommon, HttpCase):
    """H3: a telephone system sends signed messages over HTTP."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.secret = cls.company._renew_call_secret()

    def _send(self, external_id="a", secret=None, age=0, company=None, headers=None, **values):
        """Send what a telephone system sends; return the status and the answer."""
        told = {
            "external_id": external_id,
            "number": self.customer.phone,
            "direction": "in",
            "started_on": str(self._now()),
            "duration": 60,
            "user": "101",
            **values,
        }
        return self._post(json.dumps(told).encode(), secret, age, company, headers)

    def _post(self, body, secret=None, age=0, company=None, headers=None):
        timestamp = str(int(time.time()) - age)
        response = self.url_open(
            f"/sales_process/calls/{company or self.company.id}",
            data=body,
            headers={
                "Content-Type": "application/json",
                "X-Sales-Timestamp": timestamp,
                "X-Sales-Signature": sign(secret or self.secret, timestamp, body),
                **(headers or {}),
            },
        )
        return response.status_code, response.json()

    def test_a_signed_call_is_logged_once(self):
        status, answer = self._send()
        self.assertEqual(status, 200, answer)
        event = self.env["mail.activity"].browse(answer["event"])
        self.assertTrue(event.is_held)
        self.assertEqual((event.user_id, event.customer_id), (self.seller, self.customer))
        self.assertEqual(answer["reason"], "")
        self.assertEqual(self._send(), (200, answer))
        self.assertEqual(self._send(duration=90), (200, answer))
        self.assertEqual(len(self._events()), 1)

    def test_unsigned_and_late_messages(self):
        for words, sent in (
            ("signature is missing or wrong", {"secret": "guessed"}),
            ("signature is missing or wrong", {"headers": {"X-Sales-Signature": ""}}),
            ("signature is missing or wrong", {"headers": {"X-Sales-Timestamp": "1"}}),
            ("signature is missing or wrong", {"company": 2**31}),
            ("signature is missing or wrong", {"company": 2**62}),
            ("five minutes", {"age": WINDOW + 60}),
            ("five minutes", {"age": -WINDOW - 60}),
        ):
            with self.subTest(sent=sent):
                status, answer = self._send(**sent)
                self.assertEqual(status, 401)
                self.assertIn(words, answer["error"])
        self.assertFalse(self._get("a"))
        old = self.secret
        self.company._renew_call_secret()
        self.assertEqual(self._send(secret=old)[0], 401, "a new secret ends the old one")
        self.company.sudo().call_secret = False
        self.assertEqual(self._send()[0], 401, "without a secret nothing is taken")

    def test_bodies(self):
        for status, body in (
            (400, b"no json"), (400, b"[]"), (400, b"\xff"), (400, b"[" * 60000),
            (413, b" " * 70000),
            (400, b'{"external_id": "a", "duration": -1}'),
        ):  # fmt: skip
            with self.subTest(body=body[:40]):
                answered, answer = self._post(body)
                self.assertEqual(answered, status)
                self.assertTrue(answer["error"])

    def test_an_unknown_extension_is_kept(self):
        """Nothing is lost: once the extension is there, it is logged from the list of calls."""
        status, answer = self._send(user="999")
        self.assertEqual((status, answer["event"]), (200, False))
        self.assertIn("“999”", answer["reason"])
        call = self._get("a")
        self.assertEqual(call.problem, "user")
        self.seller2.phone_extension = "999"
        call.with_user(self.manager).action_log_again()
        self.assertFalse(call.problem)
        self.assertEqual(call.activity_id.user_id, self.seller2)
        call.with_user(self.manager).action_log_again()
        self.assertEqual(len(self._events()), 1)

    def test_what_a_company_refuses_is_kept(self):
        """A rule of the company stops the event, not the call."""
        self.seller.company_ids = [(4, self.env["res.company"].create({"name": "Else"}).id)]
        self.action_category.active = False
        self.env["sales.event.category"].search([]).active = False
        status, answer = self._send()
        self.assertEqual((status, answer["event"]), (200, False))
        self.assertIn("No event category is in use", answer["reason"])
        self.assertEqual(self._get("a").problem, "refused")
        self.action_category.active = True
        self._get("a").with_user(self.manager).action_log_again()
        self.assertTrue(self._get("a").activity_id.is_held)

    def test_the_secret_is_shown_once(self):
        """To administrators; it can be read by nobody."""
        admin = self.env.ref("base.user_admin")
        settings = self.env["res.config.settings"].with_user(admin)
        settings = settings.with_company(self.company).create({})
        self.assertTrue(settings.has_call_secret)
        secret = settings.action_renew_call_secret()["context"]["default_secret"]
        self.assertNotEqual(secret, self.secret)
        self.assertEqual(self._send(secret=secret)[0], 200)
        for user in (admin, self.manager):
            with self.assertRaises(AccessError):
                self.company.with_user(user).read(["call_secret"])
            with self.assertRaises(AccessError):
                self.company.with_user(user).call_secret = "mine"
        with self.assertRaises(AccessError):
            settings.with_user(self.manager).action_renew_call_secret()

    @mute_logger("odoo.sql_db")
    def test_who_comes_second_looks_again(self):
        """Two that look in vain for the same call, or the same unknown number, make one."""
        calls = self.env["sales.call"]
        self._send()
        told = calls._read_told(
            {"external_id": "a", "number": "1", "direction": "in", "started_on": str(self._now())}
        )
        with self.assertRaises(ConcurrencyError), self.env.cr.savepoint():
            calls._keep(told, self.company, self.seller)
        self._send("b", number="+33472990000")
        first = self._get("b")
        self.assertTrue(first.is_first)
        second = first.copy({"external_id": "c", "is_first": False})
        with self.assertRaises(psycopg2.errors.UniqueViolation), self.env.cr.savepoint():
            second.is_first = True
            self.env.flush_all()

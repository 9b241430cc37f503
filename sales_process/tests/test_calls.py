from datetime import timedelta, timezone

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .calls_common import CallsCommon


@tagged("post_install", "-at_install")
class TestCalls(CallsCommon):
    """H3: a telephone system logs calls by itself."""

    def test_a_customer_is_found_by_number(self):
        """However the number is written; once, whatever is repeated."""
        event = self._call("a", number="04 72 00 00 01", duration=150, note="Wants <two>")
        again = self._call("a", number="04 72 00 00 01", duration=150, note="Wants <two>")
        self.assertEqual(again, event)
        self.assertFalse(event.active)
        self.assertTrue(event.is_held)
        self.assertEqual(event.user_id, self.seller)
        self.assertEqual(event.customer_id, self.customer)
        self.assertEqual(event.lead_id, self.lead)
        self.assertEqual(event.event_category_id, self.action_category)
        self.assertAlmostEqual(event.event_duration, 150 / 3600)
        self.assertIn("&lt;two&gt;", event.note)
        self.assertEqual(event.summary, "Call from +33 4 72 00 00 01")
        self.assertEqual(event.create_uid, self.seller)
        self.assertEqual(len(self._events()), 1)
        report = self.env["sales.event.report"].browse(event.id)
        self.assertAlmostEqual(report.duration, 150 / 3600)

    def test_a_call_answers_a_prospect(self):
        prospect = self._create_event(self.prospect_category)
        missed = self._call("a", duration=0)
        self.assertEqual(missed.outcome_id, self.outcome_no_answer)
        self.assertTrue(prospect.active, "nobody was reached")
        event = self._call("b", duration=20)
        self.assertEqual(prospect.answered_by_id, event)

    def test_outcomes(self):
        for result, xml_id in (
            ("answered", "outcome_held"),
            ("no_answer", "outcome_no_answer"),
            ("busy", "outcome_busy"),
            ("wrong_number", "outcome_wrong_number"),
        ):
            with self.subTest(result=result):
                event = self._call(result, outcome=result, duration=5)
                self.assertEqual(event.outcome_id, self.env.ref(f"sales_process.{xml_id}"))
                self.assertEqual(event.is_held, result == "answered")
        self.env["sales.event.outcome"].search([("is_held", "=", False)]).active = False
        with self.assertRaisesRegex(UserError, "nobody was reached"):
            self._call("none", outcome="busy")

    def test_which_customer_and_opportunity(self):
        """The person who has the number alone, else the company; the seller's only opportunity."""
        person = self._call("person", number="+33 4 72 00 00 02")
        self.assertEqual(person.lead_id, self.lead, "the company's")
        second = self.lead.copy({"name": "Second", "user_id": self.seller.id})
        both = self._call("both")
        self.assertFalse(both.lead_id, "which one is not guessed")
        self.assertEqual((both.res_model, both.res_id), ("res.partner", self.customer.id))
        second.user_id = self.manager
        self.assertEqual(self._call("own").lead_id, self.lead)
        self.other_customer.phone = self.customer.phone
        self.other_customer.user_id = self.seller
        theirs = self._call("theirs")
        self.assertEqual(theirs.customer_id, self.other_customer, "of several the seller's")

    def test_a_lead_is_found_by_number(self):
        lead = self.env["crm.lead"].create(
            {"name": "Fresh", "phone": "+33 4 72 00 00 09", "user_id": self.seller.id}
        )
        self.assertEqual(self._call("a", number="0033472000009").lead_id, lead)

    def test_the_lead_of_a_colleague(self):
        """It is no unknown number: who is responsible is to act."""
        lead = self.env["crm.lead"].create(
            {"name": "Theirs", "phone": "+33 4 72 00 00 09", "user_id": self.seller2.id}
        )
        event = self._call("a", number="+33472000009")
        self.assertEqual(event.lead_id, lead)
        self.assertEqual(event.user_id, self.seller2)
        self.assertEqual(event.event_category_id, self.prospect_category)

    # ------------------------------------------------------------
    # UNKNOWN, OWN AND NO NUMBERS
    # ------------------------------------------------------------

    def test_unknown_becomes_a_prospect_of_the_seller(self):
        """The next call with the number is a contact with that lead, and answers the prospect."""
        event = self._call("a", number="+33 4 72 99 00 00", duration=65)
        self.assertTrue(event.active)
        self.assertEqual(event.event_category_id, self.prospect_category)
        self.assertEqual(event.user_id, self.seller)
        self.assertEqual(event.lead_id.user_id, self.seller)
        self.assertEqual(event.lead_id.phone_sanitized, "+33472990000")
        self.assertIn("Answered (1:05)", event.note)
        second = self._call("b", number="+33 4 72 99 00 00", duration=65)
        self.assertEqual(second.lead_id, event.lead_id)
        self.assertTrue(second.is_held)
        self.assertEqual(event.answered_by_id, second)

    def test_unknown_is_kept_for_assignment(self):
        self.company.unknown_callers = "assignment"
        nobodys = self._call("a", number="+33 4 72 99 00 00")
        self.assertFalse(nobodys.user_id)
        self.assertFalse(nobodys.lead_id.user_id)
        self.assertTrue(nobodys.active)
        self.env["crm.assignment.rule"].create(
            {"name": "To Sue", "method": "fixed", "user_ids": [Command.set(self.seller2.ids)]}
        )
        assigned = self._call("b", number="+33 4 72 99 00 01")
        self.assertEqual(assigned.lead_id.user_id, self.seller2)
        self.assertEqual(assigned.user_id, self.seller2)
        self.company.unknown_callers = "seller"
        own = self._call("c", number="+33 4 72 99 00 02")
        self.assertEqual(own.lead_id.user_id, self.seller, "no rule takes it away")

    def test_a_wrong_number_makes_no_lead(self):
        leads = self.env["crm.lead"].search_count([])
        self.assertFalse(self._call("a", number="+33472990000", outcome="wrong_number"))
        self.assertEqual(self._get("a").problem, "wrong")
        self.assertEqual(self.env["crm.lead"].search_count([]), leads)

    def test_own_numbers_are_no_customers(self):
        self.company.partner_id.phone = "+33 4 72 11 00 00"
        self.seller2.partner_id.phone = "+33 6 12 34 56 78"
        self.seller2.phone_extension = "118"
        for name, number in (
            ("switchboard", "+33472110000"), ("mobile", "0612345678"), ("extension", "118"),
        ):  # fmt: skip
            with self.subTest(name):
                self.assertFalse(self._call(name, number=number))
                self.assertEqual(self._get(name).problem, "own")
        self.assertFalse(self._events())

    def test_numbers_of_nobody(self):
        """Three digits, none at all, none that there is: kept, and no event."""
        for name, number, problem in (
            ("short", "112", "number"), ("withheld", "", "withheld"), ("none", None, "withheld"),
            ("letters", "anonymous", "number"), ("long", "+33" + "4" * 40, "number"),
        ):  # fmt: skip
            with self.subTest(name):
                self.assertFalse(self._call(name, number=number))
                self.assertFalse(self._call(name, number=number))
                self.assertEqual(self._get(name).problem, problem)
        self.assertFalse(self._events())

    # ------------------------------------------------------------
    # BAD INPUT
    # ------------------------------------------------------------

    def test_what_is_wrong_is_named(self):
        now = fields.Datetime.now()
        for words, values in (
            ("no “weather”", {"weather": "fine"}),
            ("no external_id", {"external_id": " "}),
            ("external_id of the call", {"external_id": "x" * 400}),
            ("external_id of the call", {"external_id": "a\0b"}),
            ("external_id of the call", {"external_id": "\ud800"}),
            ("number of the call", {"number": ["+33"]}),
            ("direction of the call", {"direction": "up"}),
            ("direction of the call", {"direction": None}),
            ("started_on of the call", {"started_on": "yesterday"}),
            ("started_on of the call", {"started_on": None}),
            ("started_on of the call", {"started_on": float("nan")}),
            ("started_on of the call", {"started_on": 1e300}),
            ("in the future", {"started_on": str(now + timedelta(minutes=6))}),
            ("more than a year", {"started_on": 0}),
            ("more than a year", {"started_on": "1970-01-01T00:00:00Z"}),
            ("duration of the call", {"duration": -1}),
            ("duration of the call", {"duration": 86401}),
            ("duration of the call", {"duration": "5"}),
            ("duration of the call", {"duration": float("nan")}),
            ("outcome of the call", {"outcome": "great"}),
            ("outcome of the call", {"outcome": ["busy"]}),
            ("is no contact", {"customer_id": "5"}),
            ("was deleted", {"customer_id": 2**30}),
            ("no user of .* “999”", {"user": "999"}),
        ):
            with self.subTest(values=values), self.assertRaisesRegex(UserError, f"(?i){words}"):
                self._call(**{"external_id": "bad", **values})
        for values in (None, [], "call"):
            with self.assertRaisesRegex(UserError, "as an object"):
                self.env["sales.event.log"].with_user(self.telephone).log_call(values)
        self.assertFalse(self._events())

    def test_moments(self):
        """With a zone, in UTC, as seconds; a clock that is a little ahead is no future."""
        now = fields.Datetime.now()
        noon = now.replace(hour=12, minute=0, second=0) - timedelta(days=2)
        for name, told in (
            ("zone", f"{noon.date()}T14:00:00+02:00"),
            ("z", f"{noon.date()}T12:00:00.25Z"),
            ("utc", str(noon)),
            ("seconds", noon.replace(tzinfo=timezone.utc).timestamp()),
        ):  # fmt: skip
            event = self._call(name, started_on=told)
            self.assertEqual(self._get(name).started_on, noon, name)
            self.assertEqual(event.event_date, noon.date())
        ahead = self._call("ahead", started_on=str(now + timedelta(minutes=4)))
        self.assertFalse(ahead.active)

    def test_the_day_is_the_sellers(self):
        self.seller.tz = "Asia/Tokyo"
        day = fields.Date.today() - timedelta(days=3)
        event = self._call("a", started_on=f"{day}T20:00:00Z")
        self.assertEqual(event.event_date, day + timedelta(days=1))

    def test_an_id_is_told_again_with_other_content(self):
        """The first stands; what was different is kept for people to see."""
        start = str(self._now())
        event = self._call("a", duration=60, started_on=start)
        again = self._call("a", duration=90, number="+33 4 72 99 00 00", started_on=start)
        self.assertEqual(again, event)
        self.assertAlmostEqual(event.event_duration, 60 / 3600)
        self.assertEqual(
            self._get("a").repeated_with, "Number: +33 4 72 99 00 00\nDuration (seconds): 90"
        )
        self.assertEqual(len(self._events()), 1)

    def test_an_event_that_was_deleted_stays_deleted(self):
        self._call("a").unlink()
        self.assertFalse(self._call("a"))
        self.assertFalse(self._events())

    # ------------------------------------------------------------
    # WHO
    # ------------------------------------------------------------

    def test_sellers_log_their_own(self):
        own = self._call("a", by=self.seller, user=None)
        self.assertEqual(own.user_id, self.seller)
        self.assertEqual(self._call("b", by=self.seller).user_id, self.seller, "by extension")
        for by in (self.seller2, self.manager):
            for name in ("sp_seller", "101", "999"):
                with self.assertRaisesRegex(AccessError, "your own calls"):
                    self._call("c", by=by, user=name)
        plain = self._new_user("sp_plain", "Pia Plain", "base.group_user")
        with self.assertRaises(AccessError):
            self._call("d", by=plain, user=None)

    def test_extension_or_login(self):
        self.seller2.phone_extension = "+102"
        self.assertEqual(self._call("a", user=101).user_id, self.seller)
        self.assertEqual(self._call("b", user="sp_seller").user_id, self.seller)
        self.assertEqual(self._call("c", user="+102").user_id, self.seller2)
        with self.assertRaisesRegex(ValidationError, "Sue Seller has the extension \\+102"):
            self.manager.phone_extension = "+102"

    def test_who_may_log_nothing(self):
        clerk = self._new_user("sp_clerk", "Carl Clerk", "base.group_user")
        clerk.phone_extension = "103"
        with self.assertRaisesRegex(UserError, "Carl Clerk has no sales rights"):
            self._call("a", user="103")

    def test_nobody_else_reads_calls(self):
        self._call("a")
        call = self._get("a")
        self.assertTrue(call.with_user(self.manager).number)
        for user in (self.seller, self.telephone):
            with self.assertRaises(AccessError):
                call.with_user(user).read(["number"])
            with self.assertRaises(AccessError):
                call.with_user(user).action_log_again()
        with self.assertRaises(AccessError):
            call.with_user(self.manager).number = "5"

    # ------------------------------------------------------------
    # A PERSON AND A MACHINE
    # ------------------------------------------------------------

    def _click(self, name, **values):
        """Log a call of the seller after a click on a number."""
        told = {"customer_id": self.customer.id, "user": None, "direction": "out", **values}
        return self._call(f"click-{name}", by=self.seller, **told)

    def test_a_click_is_logged_once(self):
        event = self._click("a", lead_id=self.lead.id, outcome="busy", duration=12)
        self.assertEqual(self._click("a", outcome="busy"), event)
        self.assertEqual(event.lead_id, self.lead)
        self.assertEqual(event.outcome_id, self.env.ref("sales_process.outcome_busy"))
        self.assertAlmostEqual(event.event_duration, 12 / 3600)
        self.assertEqual(event.summary, "Call to +33 4 72 00 00 01")
        self.assertTrue(self._get("click-a").is_by_hand)
        self.assertEqual(len(self._events()), 1)

    def test_the_telephone_system_tells_of_a_clicked_call(self):
        """Before or after: it is one event, as the seller says and as long as the machine says."""
        for first in ("click", "machine"):
            with self.subTest(first=first):
                before = len(self._events())
                if first == "click":
                    self._click(first, duration=70, note="Said by hand")
                    self._call(first, direction="out", duration=61)
                else:
                    self._call(first, direction="out", duration=61)
                    self._click(first, duration=70, note="Said by hand")
                self.assertEqual(len(self._events()), before + 1)
                event = self._get(first).activity_id
                self.assertEqual(event, self._get(f"click-{first}").activity_id)
                self.assertIn("Said by hand", event.note)
                self.assertAlmostEqual(event.event_duration, 61 / 3600)
        later = self._now() - timedelta(minutes=30)
        self._call("later", direction="out", started_on=str(later))
        self.assertEqual(len(self._events()), 3, "another call")
        self._call("missed", duration=0)
        self.assertEqual(len(self._events()), 4, "who was missed and rung back is two calls")

    def test_a_planned_call_is_completed(self):
        """The form beside a row, which a click has filled in, completes the planned event."""
        planned = self._create_event(self.action_category)
        form = self.env["sales.event.log"].with_user(self.seller).create(
            {
                "activity_id": planned.id,
                "customer_id": self.customer.id,
                "event_category_id": self.action_category.id,
                "event_duration": 0.1,
                "call_external_id": "click-planned",
                "call_number": self.customer.phone,
                "call_started_on": self._now(),
            }
        )  # fmt: skip
        form.action_log()
        self.assertFalse(planned.active)
        self.assertEqual(self._call("pbx", direction="out", duration=30), planned)
        self.assertEqual(len(self._events()), 1)

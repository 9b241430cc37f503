from datetime import date, timedelta

from freezegun import freeze_time

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged
from odoo.tools import SQL

from odoo.addons.base.tests.test_ir_cron import CronMixinCase

from .common import SalesProcessCommon

TODAY = "2025-03-31"


@tagged("post_install", "-at_install")
class TestRhythm(CronMixinCase, SalesProcessCommon):
    """How often a customer wants to hear from us, and when that is due."""

    is_audited = True

    @classmethod
    def setUpClass(cls):
        cls.startClassPatcher(freeze_time(f"{TODAY} 09:00:00"))
        super().setUpClass()
        cls.company = cls.env["res.partner"].create(
            {"name": "Rhythm Works", "is_company": True, "user_id": cls.seller.id}
        )
        cls.person = cls.env["res.partner"].create(
            {"name": "Rita Rhythm", "parent_id": cls.company.id}
        )

    def _contact(self, day, category=None, **vals):
        """A contact that was held with the person on a day."""
        return self.env["mail.activity"].create(
            {
                "event_category_id": (category or self.visit_category).id,
                "customer_id": self.person.id,
                "user_id": self.seller2.id,
                "event_date": day,
                "active": False,
                **vals,
            }
        )

    def _dates(self):
        self.env.flush_all()
        return self.company.last_contact_on, self.company.contact_due_on

    # ------------------------------------------------------------
    # HOW OFTEN
    # ------------------------------------------------------------

    def test_own_then_tags_then_territory(self):
        country = self.env.ref("base.fi")
        self.env["crm.territory"].create(
            {"name": "Up North", "country_ids": country.ids, "contact_rhythm_days": 90}
        )
        self.company.country_id = country
        self.assertEqual(self.company.effective_rhythm_days, 90)
        tags = self.env["res.partner.category"].create(
            [
                {"name": "Key", "contact_rhythm_days": 30},
                {"name": "Old", "contact_rhythm_days": 60},
                {"name": "Fair"},
            ]
        )
        self.company.category_id = tags
        self.assertEqual(self.company.effective_rhythm_days, 30)
        self.company.contact_rhythm_days = 14
        self.assertEqual(self.company.contact_rhythm, "own")
        self.assertEqual(self.company.effective_rhythm_days, 14)
        self.assertEqual(self.person.effective_rhythm_days, 14)
        self.company.contact_rhythm_days = 0
        self.assertEqual(self.company.contact_rhythm, "none")
        self.assertEqual(self.company.effective_rhythm_days, 0)
        self.company.write({"contact_rhythm_days": False})
        self.assertEqual(self.company.effective_rhythm_days, 30)

    def test_due_from_the_day_it_was_entered(self):
        self.company.contact_rhythm_days = 30
        created = self.company.create_date.date()
        self.assertEqual(self._dates(), (False, created + timedelta(days=30)))
        self.assertFalse(self.person.contact_due_on)

    def test_changed_tag(self):
        tag = self.env["res.partner.category"].create({"name": "Key", "contact_rhythm_days": 30})
        self.company.category_id = tag
        self._contact("2025-03-01")
        self.assertEqual(self._dates()[1], date(2025, 3, 31))
        tag.contact_rhythm_days = 7
        self.assertEqual(self._dates()[1], date(2025, 3, 8))

    def test_changed_territory(self):
        territory = self.env["crm.territory"].create(
            {"name": "Up North", "country_ids": self.env.ref("base.fi").ids}
        )
        self.company.country_id = self.env.ref("base.fi")
        self._contact("2025-03-01")
        self.assertFalse(self._dates()[1])
        job = self.env.ref("sales_process.ir_cron_contact_due")
        with self.capture_triggers(job.id) as triggered:
            territory.contact_rhythm_days = 10
        self.assertTrue(triggered.records)
        with self.enter_registry_test_mode():
            job.method_direct_trigger()
        self.assertEqual(self._dates()[1], date(2025, 3, 11))

    def test_impossible_rhythm_is_refused_in_words(self):
        for days in (-1, 4000):
            with self.assertRaisesRegex(ValidationError, "Rhythm Works.*1 to 3650"):
                self.company.contact_rhythm_days = days
        with self.assertRaisesRegex(ValidationError, "Rhythm Works"):
            self.company.write({"contact_rhythm": "own", "contact_rhythm_days": 0})

    def test_dates_are_facts(self):
        for name in ("last_contact_on", "contact_due_on"):
            with self.assertRaises(AccessError):
                self.company.with_user(self.manager).write({name: TODAY})

    # ------------------------------------------------------------
    # WHAT COUNTS
    # ------------------------------------------------------------

    def test_last_contact_of_anybody_with_anybody(self):
        self.company.contact_rhythm_days = 30
        self._contact("2025-03-10")
        self._contact("2025-03-05", self.action_category, customer_id=self.company.id)
        self.assertEqual(self._dates(), (date(2025, 3, 10), date(2025, 4, 9)))
        self._contact("2025-03-11")
        self.assertEqual(self._dates(), (date(2025, 3, 11), date(2025, 4, 10)))

    def test_undone_with_the_event(self):
        self._contact("2025-03-05")
        last = self._contact("2025-03-10")
        last.unlink()
        self.assertEqual(self._dates()[0], date(2025, 3, 5))
        last = self._contact("2025-03-12")
        self.assertEqual(self._dates()[0], date(2025, 3, 12))
        last.active = True
        self.assertEqual(self._dates()[0], date(2025, 3, 5))

    def test_moved_to_another_day_or_customer(self):
        event = self._contact("2025-03-10")
        event.event_date = "2025-03-11"
        self.assertEqual(self._dates()[0], date(2025, 3, 11))
        other = self.env["res.partner"].create({"name": "Other", "is_company": True})
        event.customer_id = other
        self.assertEqual(self._dates()[0], False)
        self.assertEqual(other.last_contact_on, date(2025, 3, 11))

    def test_what_is_planned_or_was_missed_is_no_contact(self):
        planned = self._contact("2025-03-20", active=True)
        event = self._contact("2025-03-10", outcome_id=self.outcome_no_answer.id)
        self.assertFalse(self._dates()[0])
        event.outcome_id = False
        self.assertEqual(self._dates()[0], date(2025, 3, 10))
        planned.with_user(self.seller2).action_feedback()
        self.assertEqual(self._dates()[0], date(2025, 3, 20))

    def test_prospect_is_no_contact(self):
        self._contact("2025-03-10", self.prospect_category)
        self.assertFalse(self._dates()[0])

    def test_person_joins_a_company(self):
        person = self.env["res.partner"].create({"name": "Newcomer"})
        self._contact("2025-03-12", customer_id=person.id)
        person.parent_id = self.company
        self.assertEqual(self._dates()[0], date(2025, 3, 12))

    def test_customer_is_not_written_without_news(self):
        """A row that many sellers contact on the same day is written by the first of them."""

        def place():
            self.env.flush_all()
            query = SQL("SELECT ctid FROM res_partner WHERE id = %s", self.company.id)
            return self.env.execute_query(query)

        self._contact("2025-03-10")
        before = place()
        self._contact("2025-03-10")
        self._contact("2025-03-20", active=True)
        self.assertEqual(place(), before)
        self._contact("2025-03-11")
        self.assertNotEqual(place(), before)

    # ------------------------------------------------------------
    # WHERE IT IS SEEN
    # ------------------------------------------------------------

    def test_card_of_the_salesperson(self):
        self.company.contact_rhythm_days = 30
        self._contact("2025-02-27")
        self.env.flush_all()
        card = self.env.ref("sales_process.card_customers_to_contact").with_user(self.seller)
        [row] = [row for row in card.preview if row["id"] == self.company.id]
        self.assertEqual(row["tone"], "danger")
        self.assertEqual(row["alert"], "Due for 2 days")
        self.assertIn("every 30 days", row["why"])
        self.assertIn("log", row["actions"])
        self.assertNotIn(
            self.company.id, [row["id"] for row in card.with_user(self.seller2).preview]
        )
        self._contact("2025-03-30")
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertNotIn(self.company.id, [row["id"] for row in card.preview])

    def test_card_of_nobody(self):
        self.company.write({"contact_rhythm_days": 5, "user_id": False})
        self._contact("2025-03-20")
        self.env.flush_all()
        card = self.env.ref("sales_process.card_customers_of_nobody").with_user(self.manager)
        self.assertIn(self.company.id, [row["id"] for row in card.preview])

    def test_centre_by_salesperson(self):
        late = self.env["res.partner"].create(
            {"name": "Late", "is_company": True, "user_id": self.seller.id}
        )
        (self.company | late).contact_rhythm_days = 10
        self._contact("2025-03-30")
        self._contact("2025-03-01", customer_id=late.id)
        self.env.flush_all()
        centre = self.env["sales.centre"].with_user(self.manager)
        [row] = [row for row in centre.get_events()["rhythm"] if row["id"] == self.seller.id]
        self.assertEqual((row["customers"], row["in_rhythm"], row["due"]), (2, 1, 1))
        drill = row["due_drill"]
        self.assertEqual(self.env[drill["model"]].search(drill["domain"]), late)
        others = centre.get_events({"user_id": self.seller2.id})["rhythm"]
        self.assertNotIn(self.seller.id, [row["id"] for row in others])

    def test_centre_shows_whose_figures_one_sees(self):
        """A seller with own documents sees the own customers, a leader the team's."""
        self._create_strangers()
        mine, theirs, nobodys, elsewhere = self.env["res.partner"].create(
            [
                {"name": f"Customer {user.name}", "is_company": True, "user_id": user.id}
                for user in (self.seller, self.seller2, self.env["res.users"], self.stranger)
            ]
        )
        (mine | theirs | nobodys | elsewhere).contact_rhythm_days = 10
        self.env.flush_all()

        def seen_by(user):
            rows = self.env["sales.centre"].with_user(user).get_events()["rhythm"]
            return {row["id"] for row in rows}

        self.assertEqual(seen_by(self.seller), {self.seller.id})
        everybody = seen_by(self.manager)
        self.assertLessEqual({self.seller.id, self.seller2.id, False}, everybody)
        self.assertNotIn(self.stranger.id, everybody)
        leader = self._new_user("sp_leads", "Lea Leader", "sales_team.group_sale_salesman")
        self.team.user_id = leader
        self.assertEqual(seen_by(leader), {self.seller.id, self.seller2.id})

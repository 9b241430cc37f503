from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .goals_common import GoalsCommon


class PeopleCommon(GoalsCommon):
    """An opportunity with three people: Dora decides, Ida influences, Ulf uses."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.dora, cls.ida, cls.ulf = cls.env["res.partner"].create(
            [
                {"name": name, "parent_id": cls.customer.id, "email": f"{name}@acme.example"}
                for name in ("Dora", "Ida", "Ulf")
            ]
        )
        cls.persons = cls.env["crm.lead.person"].create(
            [
                {"lead_id": cls.lead.id, "partner_id": partner.id, "part": part}
                for partner, part in (
                    (cls.dora, "decides"),
                    (cls.ida, "influences"),
                    (cls.ulf, "uses"),
                )
            ]
        )
        cls.of_dora, cls.of_ida, cls.of_ulf = cls.persons

    def _log(self, day="2025-03-10", user=None, **values):
        form = Form(self.env["sales.event.log"].with_user(user or self.seller))
        form.event_category_id = self.action_category
        for name, value in values.items():
            setattr(form, name, value)
        form.event_date = day
        action = form.save().action_log()
        return self.env["mail.activity"].browse(action["infos"]["event_ids"])

    def _contacts(self, user=None):
        self.persons.invalidate_recordset()
        return [str(day or "") for day in self.persons.with_user(user or self.seller).mapped(
            lambda person: person.last_contact_on)]  # fmt: skip


@tagged("post_install", "-at_install")
class TestPeople(PeopleCommon):
    """H14: everyone who decides about an opportunity, and who has been informed."""

    def test_last_contact_with_each(self):
        """With whom the event was logged, on whom, or the contact of the opportunity; by any
        salesperson; it is as before when the event is undone."""
        self.assertEqual(self._contacts(), ["", "", ""])
        self._log(lead_id=self.lead, contact_id=self.dora)
        self._log(day="2025-03-11", user=self.manager, customer_id=self.ida)
        self.assertEqual(self._contacts(), ["2025-03-10", "2025-03-11", ""])
        self.lead.partner_id = self.ulf
        event = self._log(day="2025-03-12", lead_id=self.lead)
        self.assertEqual(self._contacts(), ["2025-03-10", "2025-03-11", "2025-03-12"])
        event.action_undo_event()
        self.assertEqual(self._contacts(), ["2025-03-10", "2025-03-11", ""])

    def test_who_was_at_the_meeting(self):
        """A visit with a meeting was with those who were invited."""
        meeting = self.env["calendar.event"].create(
            {
                "name": "Demonstration",
                "start": "2025-03-13 08:00:00",
                "stop": "2025-03-13 09:00:00",
                "user_id": self.seller.id,
                "opportunity_id": self.lead.id,
                "partner_ids": (self.dora | self.ulf | self.seller.partner_id).ids,
            }
        )
        self._create_event(
            self.visit_category,
            self.lead,
            calendar_event_id=meeting.id,
            active=False,
            event_date="2025-03-13",
            date_deadline="2025-03-13",
        )
        self.assertEqual(self._contacts(), ["2025-03-13", "", "2025-03-13"])

    def test_only_people_of_the_opportunity_are_offered(self):
        form = Form(self.env["sales.event.log"].with_user(self.seller))
        form.lead_id = self.lead
        self.assertEqual(form.person_partner_ids[:], self.dora | self.ida | self.ulf)
        form.contact_id = self.dora
        form.lead_id = self.env["crm.lead"]
        self.assertFalse(form.contact_id)

    def test_who_has_had_the_quotation(self):
        """*Send to all* has everybody among the recipients; afterwards each row names it."""
        order = self.env["sale.order"].create(
            {
                "partner_id": self.customer.id,
                "opportunity_id": self.lead.id,
                "user_id": self.seller.id,
            }
        )
        action = self.lead.with_user(self.seller).action_send_to_people()
        self.assertEqual(action["context"]["default_model"], "sale.order")
        composer = Form.from_action(self.env(user=self.seller), action)
        everybody = self.dora | self.ida | self.ulf
        self.assertLessEqual(everybody, composer.partner_ids[:])
        composer.partner_ids.remove(self.ulf.id)
        composer.save().action_send_mail()
        self.persons.invalidate_recordset()
        self.assertEqual(order.state, "sent")
        self.assertEqual([person.quotation_id for person in self.persons[:2]], [order] * 2)
        self.assertTrue(self.of_dora.quotation_on)
        self.assertFalse(self.of_ulf.quotation_id)

    def test_who_cannot_be_written_to_is_named(self):
        """No address, or on the blacklist: told by name, the others get it; nobody is an error."""
        self.ida.email = False
        self.env["mail.blacklist"]._add("ulf@acme.example")
        told = self.lead.action_send_to_people()
        self.assertIn("Not sent to Ida, Ulf", told["params"]["message"])
        following = told["params"]["next"]
        self.assertEqual(following["res_model"], "mail.compose.message")
        self.assertEqual(following["context"]["default_partner_ids"], self.dora.ids)
        self.dora.active = False
        with self.assertRaisesRegex(UserError, "can be written to"):
            self.lead.action_send_to_people()

    def test_the_same_person_once(self):
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(IntegrityError),
            self.env.cr.savepoint(),
        ):
            self.env["crm.lead.person"].create(
                {"lead_id": self.lead.id, "partner_id": self.dora.id}
            )

    def test_rights(self):
        """People are seen by those who see the opportunity."""
        self.seller2.group_ids = self.env.ref("sales_team.group_sale_salesman")
        self.assertEqual(
            self.persons.with_user(self.seller).search([]) & self.persons, self.persons
        )
        self.assertFalse(self.persons.with_user(self.seller2).search([]) & self.persons)
        with self.assertRaises(AccessError):
            self.of_dora.with_user(self.seller2).part = "against"
        self.of_dora.with_user(self.seller).part = "against"

    def test_they_go_along(self):
        """With a copy, and with a merge: who is there already keeps the part."""
        copy = self.lead.copy()
        self.assertEqual(copy.person_ids.partner_id, self.dora | self.ida | self.ulf)
        copy.person_ids.part = "pays"
        other = self.env["res.partner"].create({"name": "Otto", "parent_id": self.customer.id})
        copy.person_ids[0].partner_id = other
        head = (self.lead | copy).merge_opportunity()
        parts = {person.partner_id: person.part for person in head.person_ids}
        self.assertEqual(parts.keys(), {self.dora, self.ida, self.ulf, other})
        self.assertEqual(len(head.person_ids), 4)
        self.assertEqual(parts[other], "pays")

    def test_contacts_that_become_one(self):
        """Of two who are one, one line stays, the one of the contact that stays; elsewhere the line
        goes over to it."""
        elsewhere = self._create_lead("Elsewhere")
        elsewhere.person_ids = [Command.create({"partner_id": self.ida.id, "part": "pays"})]
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge([self.dora.id, self.ida.id], self.dora)
        self.env.invalidate_all()
        self.assertEqual(self.lead.person_ids.partner_id, self.dora | self.ulf)
        self.assertEqual(self.of_dora.part, "decides")
        self.assertEqual(
            [(person.partner_id, person.part) for person in elsewhere.person_ids],
            [(self.dora, "pays")],
        )

    def test_last_contact_elsewhere(self):
        """As the contact of another opportunity; not what another company logged."""
        other = self._create_lead("Other", partner_id=self.ulf.id)
        event = self._log(day="2025-03-14", lead_id=other)
        self.assertEqual(self._contacts(), ["", "", "2025-03-14"])
        self.lead.company_id = self.env.company
        event.event_company_id = self.env["res.company"].create({"name": "Far away"})
        self.assertEqual(self._contacts(), ["", "", ""])

    def test_import(self):
        """People come with the opportunities of a file."""
        result = self.env["crm.lead"].load(
            ["name", "person_ids/partner_id", "person_ids/part"],
            [["By file", self.dora.display_name, "Decides"], ["", self.ida.display_name, "Pays"]],
        )
        self.assertFalse(result["messages"])
        lead = self.env["crm.lead"].browse(result["ids"])
        self.assertEqual(lead.person_ids.mapped("part"), ["decides", "pays"])

    def test_no_query_per_person(self):
        counts = []
        many = self.env["crm.lead.person"].create(
            [
                {
                    "lead_id": self.lead.id,
                    "partner_id": self.env["res.partner"]
                    .create({"name": f"P{number}", "parent_id": self.customer.id})
                    .id,
                }
                for number in range(10)
            ]
        )
        for persons in (self.persons, self.persons | many, self.persons, self.persons | many):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            persons.mapped("last_contact_on")
            persons.mapped("quotation_on")
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(counts[2], counts[3])


@tagged("post_install", "-at_install")
class TestPeopleGoals(PeopleCommon):
    """H14: a stage may ask that so many people with a part were contacted."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.second.goal_ids.unlink()
        cls.first.goal_ids.unlink()
        cls.first.auto_advance = True
        cls.goal = cls.env["crm.stage.goal"].create(
            {"stage_id": cls.first.id, "kind": "people", "person_part": "decides", "count": 2}
        )
        cls.of_ida.part = "decides"
        cls.lead.create_date = "2025-03-01 08:00:00"
        cls.env.flush_all()

    def _get_goal(self):
        self.lead.invalidate_recordset(["goal_status"])
        [goal] = self.lead.goal_status["goals"]
        return goal

    def test_two_who_decide(self):
        """The first contact is one of two; the second carries the opportunity on."""
        self.assertEqual(self._get_goal()["name"], "2 people contacted with the part “Decides”")
        self._log(lead_id=self.lead, contact_id=self.dora)
        self.assertEqual((self._get_goal()["done"], self._get_goal()["is_met"]), (1, False))
        self._log(lead_id=self.lead, contact_id=self.ulf)
        self.assertEqual(self.lead.stage_id, self.first)
        self._log(customer_id=self.ida)
        self.assertEqual(self.lead.stage_id, self.second)

    def test_a_part_that_changes(self):
        """Who turns out to decide, and was contacted already, counts at once."""
        self._log(lead_id=self.lead, contact_id=self.dora)
        self._log(lead_id=self.lead, contact_id=self.ulf)
        self.assertEqual(self.lead.stage_id, self.first)
        self.of_ulf.part = "decides"
        self.assertEqual(self.lead.stage_id, self.second)

    def test_undone_and_before(self):
        """An event that is undone, or was before the opportunity, counts for nobody."""
        event = self._log(lead_id=self.lead, contact_id=self.dora)
        event.action_undo_event()
        self._log(day="2025-02-20", lead_id=self.lead, contact_id=self.ida)
        self.assertEqual(self._get_goal()["done"], 0)

    def test_any_part_and_files(self):
        """Without a part anybody counts; the goal goes along in the file of a process."""
        self.goal.person_part = False
        self.assertEqual(self._get_goal()["name"], "2 people contacted")
        self._log(lead_id=self.lead, contact_id=self.ulf)
        self.assertEqual(self._get_goal()["done"], 1)
        self.goal.write({"kind": "flow", "flow_step": "order"})
        self.assertFalse(self.goal.person_part)
        self.assertIn("person_part", self.env["crm.stage.goal"]._get_file_field_names())

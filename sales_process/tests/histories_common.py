from collections import Counter
from datetime import timedelta
from unittest.mock import patch

from freezegun import freeze_time

from odoo import Command, fields
from odoo.exceptions import UserError

from .flow_common import FlowCommon
from .histories_documents_common import DocumentDeeds
from .histories_meetings_common import MeetingDeeds
from .histories_oracle_common import get_flow
from .histories_people_common import NothingToDo, PeopleDeeds
from .histories_world_common import WorldDeeds

START = "2026-04-06 12:00:00"
KINDS = {
    kind: sorted(name.removeprefix("do_") for name in vars(deeds) if name.startswith("do_"))
    for kind, deeds in (
        ("people", PeopleDeeds),
        ("documents", DocumentDeeds),
        ("meetings", MeetingDeeds),
        ("world", WorldDeeds),
    )
}
DEEDS = sorted(sum(KINDS.values(), []))


class HistoriesCommon(PeopleDeeds, DocumentDeeds, MeetingDeeds, WorldDeeds, FlowCommon):
    """Two sellers in two time zones, two teams with one pipeline, three customers, two companies
    with two currencies, and whatever they do with each other. After each deed the auditor and an
    oracle of the flow look at all."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context={**cls.env.context, "no_mail_to_attendees": True})
        cls.colleague = cls.seller.copy(
            {"name": "Cora Colleague", "login": "histories_colleague", "email": "c@example.com"}
        )
        cls.sellers = cls.seller | cls.colleague
        cls.seller.tz, cls.colleague.tz = "Europe/Helsinki", "America/New_York"
        cls.team.member_ids = [Command.set(cls.sellers.ids)]
        other_team = cls.team.copy({"name": "Other Team", "has_own_stages": True})
        for stage in cls.stages.values():
            stage.team_ids |= other_team
        cls.teams = cls.team | other_team
        cls.customers = (
            cls.partner_a
            | cls.partner_b
            | cls.env["res.partner"].create({"name": "Acme", "is_company": True})
        )
        for role in ("prospect", "sales_action", "customer_visit"):
            name = {"sales_action": "action", "customer_visit": "visit"}.get(role, role)
            category = cls.env.ref(f"sales_process.category_{role}")
            setattr(cls, f"{name}_category", category)
        cls.outcome_held = cls.env.ref("sales_process.outcome_held")
        cls.outcome_no_answer = cls.env.ref("sales_process.outcome_no_answer")
        cls._set_up_abroad()
        cls.lead.unlink()  # each history has its own

    @classmethod
    def _set_up_abroad(cls):
        cls.foreign = cls.env["res.currency"].create(
            {
                "name": "XHI",
                "symbol": "h",
                "rate_ids": [
                    Command.create({"name": "2026-01-01", "rate": 2.0, "company_id": False})
                ],
            }
        )
        cls.pricelist = cls.env["product.pricelist"].create(
            {"name": "Foreign", "currency_id": cls.foreign.id, "company_id": False}
        )
        cls.abroad = cls.env["res.company"].create(
            {"name": "Abroad", "currency_id": cls.foreign.id, "stages_follow_documents": True}
        )
        (cls.sellers | cls.env.user).company_ids |= cls.abroad
        cls.env = cls.env(
            context={**cls.env.context, "allowed_company_ids": (cls.company | cls.abroad).ids}
        )
        cls.advice = cls.env["product.product"].create(
            {"name": "Advice", "type": "service", "invoice_policy": "order", "company_id": False}
        )

    def setUp(self):
        super().setUp()
        freezer = freeze_time(START)
        self.frozen = freezer.start()
        self.addCleanup(freezer.stop)
        self.done = Counter()  # {deed: how often it was neither refused nor without an object}

    def today(self):
        return fields.Date.today()

    @staticmethod
    def shift(day, days):
        return day + timedelta(days=days)

    # ------------------------------------------------------------
    # HISTORIES
    # ------------------------------------------------------------

    def play(self, deeds):
        """Do one after the other, and take all of it back.

        :param deeds: ``[(name, number, number)]``
        :return: ``(deeds until then, what is wrong)``, None where all stays right
        """
        savepoint = self.env.cr.savepoint()
        try:
            self.frozen.move_to(START)
            with patch.object(self.env.cr, "now", fields.Datetime.now):
                for number in (1, 2):
                    self.do_create_lead(number, number)
                for count, deed in enumerate(deeds, 1):
                    if wrong := self._get_wrong_of(deed):
                        return deeds[:count], wrong
        finally:
            savepoint.close()
            self.env.invalidate_all()
        return None

    def _get_wrong_of(self, deed):
        """What is wrong after a deed; an error that is none of a user's is wrong itself."""
        try:
            return self._do(*deed) and self._get_wrong()
        except Exception as error:
            return [("error", deed[0], f"{type(error).__name__}: {error}")]

    def _do(self, name, a, b):
        """What is refused in words, or has nothing to be done to, leaves all as it was.

        :return: whether it was done
        """
        self.frozen.tick(timedelta(seconds=61))
        try:
            with self.env.cr.savepoint():
                getattr(self, f"do_{name}")(a, b)
        except (NothingToDo, UserError):
            self.env.invalidate_all()
            return False
        self.done[name] += 1
        return True

    def _get_wrong(self):
        wrong = self._get_violations()
        for lead in self.leads():
            step, revenue = get_flow(lead)
            if lead.flow_step != step or abs(lead.flow_revenue - revenue) > 0.01:
                said = (lead.flow_step, lead.flow_revenue)
                wrong.append(("oracle", lead.name, said, (step, revenue)))
        return wrong

    def shorten(self, deeds):
        """Leave out of a history that goes wrong what is not needed for that."""
        done = self.done.copy()
        for position in reversed(range(len(deeds))):
            shorter = deeds[:position] + deeds[position + 1 :]
            if found := self.play(shorter):
                deeds = found[0]
        self.done = done
        return deeds

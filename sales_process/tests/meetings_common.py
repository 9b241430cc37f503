from datetime import datetime, timedelta

from freezegun import freeze_time

from .common import SalesProcessCommon


class MeetingsCommon(SalesProcessCommon):
    """Meetings and weekly series with a customer, and the job that logs them.

    The series begin on Monday, 5 January 2026 at ten; it is Thursday, 9 April at noon, after the
    fourteenth of them.
    """

    now = "2026-04-09 12:00:00"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context={**cls.env.context, "no_mail_to_attendees": True})
        cls.assistant = cls._new_user("sp_assistant", "Abe Assistant", "base.group_user")

    def setUp(self):
        super().setUp()
        self.startClassPatcher(freeze_time(self.now))

    def _meeting(self, start="2026-03-31 10:00:00", hours=1, user=None, **values):
        begin = datetime.fromisoformat(start)
        user = self.seller if user is None else user
        # an assistant has no rights on opportunities
        creator = self.env.user if user == self.assistant else user or self.seller
        return (
            self.env["calendar.event"]
            .with_user(creator)
            .with_context(no_mail_to_attendees=True)
            .create(
                {
                    "name": "Show the samples",
                    "start": begin,
                    "stop": begin + timedelta(hours=hours),
                    "user_id": user.id,
                    "partner_ids": [(6, 0, (self.seller.partner_id | self.contact).ids)],
                    **values,
                }
            )
        )

    def _on_lead(self):
        return {
            "res_model_id": self.env["ir.model"]._get_id("crm.lead"),
            "res_id": self.lead.id,
            "opportunity_id": self.lead.id,
        }

    def _series(self, count=20, start="2026-01-05 10:00:00", **values):
        """The meetings of a weekly series, the first of them first."""
        first = self._meeting(
            start,
            recurrency=True,
            rrule_type="weekly",
            interval=1,
            end_type="count",
            count=count,
            event_tz="UTC",
            **{"mon": True, **values},
        )
        return first.recurrence_id.calendar_event_ids.sorted("start")

    def _answer(self, meeting, partner, state):
        meeting.sudo().attendee_ids.filtered(
            lambda attendee: attendee.partner_id == partner
        ).state = state

    def _visits(self, customer=None):
        """Held visits with the customer, in the order of their days."""
        return (
            self.env["mail.activity"]
            .with_context(active_test=False)
            .search(
                [
                    ("is_held", "=", True),
                    ("customer_id", "=", (customer or self.customer).id),
                    ("event_category_id", "=", self.visit_category.id),
                ],
                order="event_date, id",
            )
        )

    def _facts(self):
        """What the visits say, each with what it answered."""
        return [
            (
                visit.id,
                visit.event_date,
                visit.user_id,
                visit.customer_id,
                visit.note,
                visit.outcome_id,
                self.env["mail.activity"]
                .with_context(active_test=False)
                .search([("answered_by_id", "=", visit.id)]),
            )
            for visit in self._visits()
        ]

    def _run_job(self, moment=None):
        cron = self.env.ref("sales_process.ir_cron_log_held_meetings")
        self.env.flush_all()
        with freeze_time(moment or self.now), self.enter_registry_test_mode():
            cron.method_direct_trigger()
        self.env.invalidate_all()

    def _log_by_form(self, day, user=None, **values):
        self.env["sales.event.log"].with_user(user or self.seller).create(
            {
                "event_category_id": self.visit_category.id,
                "customer_id": self.customer.id,
                "event_date": day,
                **values,
            }
        ).action_log()

    def _days(self):
        return [str(day) for day in self._visits().mapped("event_date")]

from contextlib import contextmanager
from datetime import datetime, timedelta
from unittest.mock import patch

from freezegun import freeze_time

from .process_common import StagesCommon

MARCH = {"date_from": "2025-03-01", "date_to": "2025-03-31"}
NOW = "2025-03-31 12:00:00"


class CentreCommon(StagesCommon):
    """Five opportunities in March 2025, small enough to count on one's fingers.

    The pipeline: First 10 % · Second 20 % · Third 40 % · Ordered (won) · Paid (won).

    ==== ======= ======= ======================================================== ========
    who  amount  seller  way                                                      now
    ==== ======= ======= ======================================================== ========
    A    10,000  Sam     3 March First, 5 Second, 8 Third, 13 Ordered             won
    B     2,000  Sam     3 First, 4 Second, 9 lost (too expensive)                lost
    C     4,000  Sue     3 First, 5 Second, 7 First, 10 Second, 23 Ordered        won
    D     6,000  Sue     10 First                                                 open
    E     8,000  Sam     3 First, 4 Third                                         open
    ==== ======= ======= ======================================================== ========

    All moves are made at 8:00 UTC; the figures are read on 31 March at 12:00 UTC.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["crm.lead"].search([("id", "!=", cls.lead.id)]).write({"type": "lead"})
        cls.too_expensive = cls.env["crm.lost.reason"].create({"name": "Too expensive"})
        cls.fair = cls.env["utm.source"].create({"name": "Fair in March"})
        cls.product_line = cls.env["product.category"].create({"name": "Machines"})
        cls.a = cls.lead
        with cls.on(3):
            cls.a.write({"source_id": cls.fair.id, "date_deadline": "2025-03-31"})
            cls.b = cls._create_lead("B", expected_revenue=2000, date_deadline="2025-03-20")
            cls.c = cls._create_lead(
                "C", expected_revenue=4000, date_deadline="2025-04-10", user_id=cls.seller2.id
            )
            cls.e = cls._create_lead(
                "E",
                expected_revenue=8000,
                date_deadline="2025-03-25",
                product_line_id=cls.product_line.id,
            )
        for day, lead, stage in (
            (4, cls.b, cls.second),
            (4, cls.e, cls.third),
            (5, cls.a, cls.second),
            (5, cls.c, cls.second),
            (7, cls.c, cls.first),
            (8, cls.a, cls.third),
        ):
            cls._move(day, lead, stage)
        with cls.on(9):
            cls.b.action_set_lost(lost_reason_id=cls.too_expensive.id)
        with cls.on(10):
            cls.d = cls._create_lead("D", expected_revenue=6000, user_id=cls.seller2.id)
        for day, lead, stage in (
            (10, cls.c, cls.second),
            (13, cls.a, cls.ordered),
            (23, cls.c, cls.ordered),
        ):
            cls._move(day, lead, stage)
        cls.leads = cls.a | cls.b | cls.c | cls.d | cls.e
        cls.centre = cls.env["sales.centre"].with_user(cls.manager)

    @classmethod
    @contextmanager
    def on(cls, day, hour=8):
        """It is that day of March; all that happens is written then."""
        moment = datetime(2025, 3, day, hour) if isinstance(day, int) else day
        with freeze_time(moment), patch.object(cls.env.cr, "now", lambda: moment):
            yield
            cls.env.flush_all()

    @classmethod
    def _move(cls, day, lead, stage):
        with cls.on(day):
            lead.stage_id = stage

    @classmethod
    def _hold(cls, day, category, record, user=None, **values):
        """An event that took place on a day, written as 2025-03-04."""
        return cls._create_event(
            category, record, user, event_date=day, date_deadline=day, active=False, **values
        )

    @freeze_time(NOW)
    def get(self, tab, user=None, **filters):
        """What a tab shows on 31 March, of March unless told otherwise."""
        self.env.flush_all()
        self.env.invalidate_all()
        centre = self.env["sales.centre"].with_user(user or self.manager)
        return getattr(centre, f"get_{tab}")({**MARCH, "team_id": self.team.id, **filters})

    @freeze_time(NOW)
    def open(self, drill, user=None):
        """The records that a click on a figure opens."""
        model = self.env[drill["model"]].with_user(user or self.manager)
        return model.with_context(active_test=False, **drill["context"]).search(drill["domain"])

    def assertOpens(self, figure, expected=None, user=None):
        """A click on a figure opens as many records as it says, and the expected ones."""
        records = self.open(figure["drill"], user)
        value = figure["value"] if "value" in figure else figure["count"]
        self.assertEqual(len(records), value)
        if expected is not None:
            field = "lead_id" if "lead_id" in records._fields else "id"
            found = records[field] if field == "lead_id" else records
            self.assertEqual(found, expected)
        return records


class TargetsCommon(CentreCommon):
    """Targets of February 2025: 20 working days, Monday 3 to Friday 28."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.february = {"date_from": "2025-02-01", "date_to": "2025-02-28"}
        cls.target = cls._create_target(user_id=cls.seller.id)
        cls.product = cls.env["product.product"].create({"name": "Machine", "type": "service"})

    @classmethod
    def _create_target(cls, **values):
        return cls.env["sales.target"].create(
            {
                "metric": "events",
                "event_category_id": cls.visit_category.id
                if values.get("metric", "events") == "events"
                else False,
                "value": 20,
                "period": "month",
                "date_from": "2025-01-01",
                "company_id": cls.company_main.id,
                **values,
            }
        )

    def _visit(self, count, user=None, first="2025-02-03"):
        day = datetime.strptime(first, "%Y-%m-%d").date()
        for _index in range(count):
            while day.weekday() > 4:
                day += timedelta(days=1)
            self._hold(str(day), self.visit_category, self.customer, user)
            day += timedelta(days=1)

    def row(self, target, day="2025-02-15", at="2025-02-26 10:00:00", **domain):
        """The row of a target's period that holds the day, as seen at a moment."""
        with freeze_time(at):
            self.env.flush_all()
            self.env.invalidate_all()
            row = self.env["sales.target.report"].search(
                [
                    ("target_id", "=", target.id),
                    ("date_from", "<=", day),
                    ("date_to", ">=", day),
                    *domain.items(),
                ]
            )
            row.fetch()
            return row

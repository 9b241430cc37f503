"""Dating opportunities and their stays back to the days on which all is meant to have happened."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from odoo import fields


@dataclass
class Dates:
    """When an opportunity entered its stages, was offered something, was decided, is expected."""

    steps: list
    closed: datetime | None
    asked: datetime | None
    deadline: date


def spread_quarter(leads, ages):
    """Spread the stays of the quarter's opportunities, as many days old, until lately."""
    for lead, age in zip(leads, ages, strict=True):
        dates = _choose_dates(lead, age)
        sent = lead.order_ids.filtered(lambda order: order.state != "cancel" and order.sent_on)
        if sent:
            lead.env.cr.execute(
                "UPDATE sale_order SET sent_on = %s, create_date = %s WHERE id = ANY(%s)",
                [dates.asked, dates.asked - timedelta(days=1), sent.ids],
            )
        _spread(lead, dates)


def spread_history(dates):
    """Date opportunities of the past as it was chosen for them: ``{lead: Dates}``."""
    for lead, of_lead in dates.items():
        _spread(lead, of_lead)


def _choose_dates(lead, age):
    now = fields.Datetime.now()
    opened = now - timedelta(days=age)
    count = len(lead.stage_history_ids)
    step = (now - opened) / (count + 1)
    steps = [opened + step * place for place in range(count)]
    orders = lead.order_ids.filtered(lambda order: order.state != "cancel")
    closed = None
    if lead.won_status == "won":
        closed = orders[:1].date_order or steps[-1]
        steps = [*(min(moment, closed) for moment in steps[:-1]), closed]
    elif lead.won_status == "lost":
        closed = now - step
        steps = [min(moment, closed) for moment in steps]
    asked = None
    if orders.filtered("sent_on"):
        asked = opened + ((closed or now) - opened) * 0.6
    return Dates(steps, closed, asked, lead.date_deadline)


def _spread(lead, dates):
    """Date an opportunity and its stays as if each had been entered on its day."""
    steps, closed = dates.steps, dates.closed
    lead.env.cr.execute(
        "UPDATE crm_lead SET create_date = %s, date_open = %s, date_closed = %s,"
        " date_last_stage_update = %s, asked_on = %s, decided_on = %s, date_deadline = %s,"
        " ask_to_decision_days = %s,"
        " closed_by_id = %s WHERE id = %s",
        [
            steps[0],
            steps[0],
            closed,
            steps[-1],
            dates.asked,
            closed,
            dates.deadline,
            (closed - dates.asked) / timedelta(days=1) if closed and dates.asked else None,
            lead.user_id.id if closed else None,
            lead.id,
        ],
    )
    stays = lead.stage_history_ids.sorted(lambda stay: (stay.entered_on, stay.id))
    is_lost = lead.won_status == "lost"
    for place, stay in enumerate(stays):
        entered = steps[min(place, len(steps) - 1)]
        left = steps[place + 1] if place + 1 < min(len(stays), len(steps)) else None
        lead.env.cr.execute(
            "UPDATE crm_lead_stage_history SET entered_on = %s, left_on = %s, lost_on = %s,"
            " lost_days = 0, duration_days = %s, entered_by_id = %s WHERE id = %s",
            [
                entered,
                left,
                closed if is_lost and not left else None,
                (left - entered) / timedelta(days=1) if left else None,
                lead.user_id.id,
                stay.id,
            ],
        )

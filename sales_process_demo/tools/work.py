"""What sellers have done and planned: calls, visits, prospects, next steps."""

import random
from datetime import timedelta

from odoo import fields

from . import records
from .quarter import OPPORTUNITIES

CALLS = [
    "Asked for an offer on a second line",
    "Talked through the delivery dates",
    "Wants references from the food industry",
    "Budget is decided next month",
    "Sent the drawings by mail",
    "Question about spare parts",
    "Agreed on a date for a visit",
    "Compares us with one other supplier",
]
VISITS = [
    "Walked through the plant, took measurements",
    "Showed the labelling unit",
    "Presented the project to the management",
    "Negotiated the payment terms",
    "Looked at the running line, very content",
]
PROSPECTS = [
    "Met at the packaging fair, wants a demonstration",
    "Downloaded the brochure twice",
    "Asked for prices by the web form",
    "Recommended by Delta Dairy",
    "Replaces an old line next year",
    "Came by our stand, needs 30 cartons a minute",
]

# customer index, seller, days ago, text index
OPEN_PROSPECTS = [
    (2, "anna", 0, 0),
    (13, "anna", 1, 5),
    (7, "anna", 3, 2),
    (11, "anna", 6, 4),
    (5, "bruno", 0, 1),
    (12, "bruno", 2, 3),
    (9, "bruno", 5, 2),
]


def create_quarter(env, contacts, leads):
    """Three months of work, the prospects that wait, and the next steps."""
    rng = random.Random(19)
    today = fields.Date.context_today(env.user)
    sellers = records.get_sellers(env)
    _create_events(env, rng, sellers, contacts, leads, today)
    _create_prospects(env, sellers, contacts, today)
    _plan_activities(env, rng, leads, today)


def _create_events(env, rng, sellers, contacts, leads, today):
    """About six calls and three visits a week and seller, back over three months."""
    call = env.ref("sales_process.category_sales_action")
    visit = env.ref("sales_process.category_customer_visit")
    values = []
    for login, seller in sellers.items():
        own = [row[0] for row in OPPORTUNITIES if row[1] == login]
        pace = 1.0 if login == "anna" else 0.75
        for days_ago in range(90, -1, -1):
            day = today - timedelta(days=days_ago)
            if day.weekday() > 4:
                continue
            for category, texts, share in ((call, CALLS, 0.9), (visit, VISITS, 0.6)):
                if rng.random() > share * pace:
                    continue
                contact = contacts[rng.choice(own)]
                lead = leads.filtered_domain(
                    [("partner_id", "=", contact.id), ("user_id", "=", seller.id)]
                )[:1]
                values.append(
                    prepare_event(category, lead or contact, seller, day, rng.choice(texts), rng)
                )
    age_events(env["mail.activity"].create(values))


def prepare_event(category, record, seller, day, summary, rng):
    """Values of an event that was done on that day; now and then nobody was met."""
    outcome = "no_answer" if category.role == "contact" else "no_show"
    missed = rng.random() < 0.12
    return {
        "res_model_id": record.env["ir.model"]._get_id(record._name),
        "res_id": record.id,
        "event_category_id": category.id,
        "activity_type_id": category.activity_type_id.id,
        "user_id": seller.id,
        "summary": summary,
        "event_date": day,
        "date_deadline": day,
        "outcome_id": record.env.ref(f"sales_process.outcome_{outcome if missed else 'held'}").id,
        "active": False,
    }


def age_events(events):
    """Date the events' own records as if they had been logged on their days."""
    events.env.flush_all()
    events.env.cr.execute(
        "UPDATE mail_activity SET date_done = event_date, create_uid = user_id,"
        " create_date = LEAST(event_date + interval '15 hours', NOW() AT TIME ZONE 'UTC')"
        " WHERE id = ANY(%s)",
        [events.ids],
    )
    events.invalidate_recordset()


def _create_prospects(env, sellers, contacts, today):
    prospect = env.ref("sales_process.category_prospect")
    events = env["mail.activity"].create(
        [
            {
                "res_model_id": env["ir.model"]._get_id("res.partner"),
                "res_id": contacts[customer].parent_id.id,
                "event_category_id": prospect.id,
                "activity_type_id": prospect.activity_type_id.id,
                "user_id": sellers[login].id,
                "summary": PROSPECTS[text],
                "date_deadline": today + timedelta(days=2 - days_ago),
                "event_date": today - timedelta(days=days_ago),
            }
            for customer, login, days_ago, text in OPEN_PROSPECTS
        ]
    )
    env.flush_all()
    env.cr.execute(
        "UPDATE mail_activity SET create_uid = %s,"
        " create_date = LEAST(create_date, registered_on + interval '9 hours')"
        " WHERE id = ANY(%s)",
        [records.ref(env, "user_marketing").id, events.ids],
    )
    events.invalidate_recordset()


def _plan_activities(env, rng, leads, today):
    """Plan next steps on most open opportunities: some late, some today, some ahead."""
    kinds = ["mail_activity_data_call", "mail_activity_data_meeting", "mail_activity_data_todo"]
    for index, lead in enumerate(leads.filtered("active")):
        if index % 5 == 4:
            continue
        lead.activity_schedule(
            f"mail.{kinds[index % 3]}",
            date_deadline=today + timedelta(days=rng.choice([-2, 0, 0, 1, 3, 6])),
            summary=rng.choice(CALLS),
            user_id=lead.user_id.id,
        )

"""What the sellers and their team are to reach."""

from odoo import fields

from . import records

# events of a month, by category; revenue of a quarter, by seller
EVENTS = {"customer_visit": 20, "sales_action": 18}
REVENUE = {"anna": 90000, "bruno": 70000}


def create_targets(env):
    """Targets from the beginning of the year."""
    first = fields.Date.context_today(env.user).replace(month=1, day=1)
    values = [
        *_prepare_seller_targets(env),
        *_prepare_team_targets(records.ref(env, "team")),
    ]
    env["sales.target"].create([{"date_from": first, **vals} for vals in values])


def _prepare_seller_targets(env):
    for login, user in records.get_sellers(env).items():
        for category, count in EVENTS.items():
            yield {
                "metric": "events",
                "event_category_id": env.ref(f"sales_process.category_{category}").id,
                "value": count,
                "user_id": user.id,
            }
        yield {
            "metric": "won_revenue",
            "value": REVENUE[login],
            "user_id": user.id,
            "period": "quarter",
        }


def _prepare_team_targets(team):
    yield {"metric": "new_opportunities", "value": 8, "team_id": team.id}
    yield {"metric": "quotations_sent", "value": 6, "team_id": team.id}
    yield {"metric": "won_revenue", "team_id": team.id, "team_mode": "sum", "period": "quarter"}

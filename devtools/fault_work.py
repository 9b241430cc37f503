"""Work that is interrupted: what it is done on, and how one sees whether all of it is there.

``SCRIPT`` is for Odoo's shell; ``rounds`` is how often each work can be done.
"""

from dataclasses import dataclass

LEADS = 6  # of each seller and team
ROWS = 60  # of an import

SCRIPT = """
from odoo import Command

env = env(context={**env.context, "tracking_disable": True})

def users(logins, group):
    return env["res.users"].with_context(no_reset_password=True).create([
        {"name": login.title(), "login": login, "group_ids": [Command.link(env.ref(group).id)]}
        for login in logins
    ])

users(["boss"], "sales_team.group_sale_manager").password = "boss"
(successor,) = users(["successor"], "sales_team.group_sale_salesman")
customer = env["res.partner"].create({"name": "Bought Ltd", "is_company": True})
product = env["product.product"].create({"name": "Hour", "type": "service", "list_price": 90})
process = env["sales.process.template"].search([], limit=1)
env.company.stages_follow_documents = True
seller = users(["seller"], "sales_team.group_sale_salesman")
leavers = users([f"leaver{number}" for number in range(rounds)], "sales_team.group_sale_salesman")


def leads(title, **values):
    return env["crm.lead"].create([
        {"name": f"{title} {number}", "type": "opportunity", "partner_id": customer.id,
         "user_id": seller.id, "expected_revenue": 100, **values}
        for number in range(how_many)
    ])


def of_round(number):
    sold = leads(f"Sold {number}")
    orders = env["sale.order"].create([
        {"partner_id": customer.id, "opportunity_id": lead.id, "user_id": seller.id,
         "order_line": [Command.create({"product_id": product.id})]}
        for lead in sold
    ])
    team = env["crm.team"].create({"name": f"Loading {number}", "has_own_stages": True})
    stages = env["crm.stage"].create([
        {"name": f"Own stage {place}", "sequence": place, "team_ids": [Command.set(team.ids)]}
        for place in range(3)
    ])
    loading = leads(f"Loading {number}", team_id=team.id, stage_id=stages[0].id)
    leaving = leads(f"Leaving {number}", user_id=leavers[number].id)
    for lead in leaving:
        lead.activity_schedule("mail.mail_activity_data_call", user_id=leavers[number].id)
    return {
        "orders": orders.ids, "sold": sold.ids, "team": team.id, "leaver": leavers[number].id,
    }


result = {
    "successor": successor.id, "process": process.id, "process_stages": len(process.stage_ids),
    "rounds": [of_round(number) for number in range(rounds)],
}
"""


@dataclass(frozen=True)
class Task:
    """One round of a work: the request, and a query whose row is ``full`` when all is done."""

    request: tuple
    query: str
    full: list


def _ids(ids):
    return f"({', '.join(map(str, ids))})"


def confirm(person, made, number):
    """Orders are confirmed; their opportunities are won."""
    own = made["rounds"][number]
    return Task(
        person.press("sale.order", "action_confirm", own["orders"]),
        f"SELECT (SELECT COUNT(*) FROM sale_order WHERE state = 'sale' AND id IN"
        f" {_ids(own['orders'])}), (SELECT COUNT(*) FROM crm_lead WHERE flow_step = 'order' AND id"
        f" IN {_ids(own['sold'])})",
        [LEADS, LEADS],
    )


def import_leads(person, made, number):
    """Opportunities are imported."""
    rows = [[f"Imported {number} {row}", "opportunity", "250"] for row in range(ROWS)]
    return Task(
        person.call("crm.lead", "load", ["name", "type", "expected_revenue"], rows),
        f"SELECT (SELECT COUNT(*) FROM crm_lead WHERE name LIKE 'Imported {number} %'), (SELECT"
        " COUNT(*) FROM crm_lead_stage_history h JOIN crm_lead l ON l.id = h.lead_id WHERE l.name"
        f" LIKE 'Imported {number} %')",
        [ROWS, ROWS],
    )


def hand_over(person, made, number):
    """A seller's work is handed over."""
    own = made["rounds"][number]
    values = {"from_user_id": own["leaver"], "to_user_id": made["successor"]}
    (form,) = person.ask(person.call("sales.handover", "create", [values]))
    return Task(
        person.press("sales.handover", "action_hand_over", [form]),
        "SELECT (SELECT COUNT(*) FROM sales_handover_log WHERE from_user_id ="
        f" {own['leaver']}), (SELECT COUNT(*) FROM crm_lead WHERE name LIKE 'Leaving {number} %'"
        f" AND user_id = {made['successor']}), (SELECT COUNT(*) FROM mail_activity WHERE active"
        f" AND user_id = {own['leaver']})",
        [1, LEADS, 0],
    )


def load_process(person, made, number):
    """A team takes over a ready-made process, and its opportunities change their stages."""
    team = made["rounds"][number]["team"]
    values = {"template_id": made["process"], "team_id": team}
    (form,) = person.ask(person.call("sales.process.template.load", "create", [values]))
    return Task(
        person.press("sales.process.template.load", "action_load", [form]),
        "SELECT (SELECT COUNT(*) FROM crm_stage_crm_team_rel WHERE crm_team_id ="
        f" {team}), (SELECT COUNT(*) FROM crm_lead l JOIN crm_stage s ON s.id = l.stage_id"
        f" WHERE l.team_id = {team} AND s.process_stage_id IS NOT NULL)",
        [made["process_stages"], LEADS],
    )


FROZEN = "SELECT COUNT(*) FROM sales_forecast_snapshot WHERE NOT COALESCE(is_rebuilt, FALSE)"
OPEN = (
    "SELECT COUNT(*) FROM crm_lead WHERE type = 'opportunity' AND active AND won_status = 'pending'"
)


def freeze(person, _made, _number):
    """The forecast of the day is frozen; what is compared is how many opportunities are not."""
    return Task(
        person.press("sales.forecast.snapshot", "action_freeze"),
        f"SELECT ({OPEN}) - ({FROZEN})",
        [0],
    )


WORKS = {
    "confirming orders": confirm,
    "importing leads": import_leads,
    "handing over a seller": hand_over,
    "loading a process": load_process,
    "freezing forecasts": freeze,
}

"""A company at work before it meets the addon: scripts for Odoo's shell, and its tables."""

TABLES = (
    "crm_lead",
    "crm_stage",
    "crm_team",
    "mail_activity",
    "sale_order",
    "sale_order_line",
    "calendar_event",
    "res_partner",
    "account_move",
)

BEFORE = """
    from datetime import timedelta
    from odoo import Command, fields

    today = fields.Date.today()
    sales = env.ref("sales_team.group_sale_salesman")
    seller = env["res.users"].create(
        {"name": "Old Hand", "login": "old_hand", "group_ids": [Command.link(sales.id)]}
    )
    team = env["crm.team"].create({"name": "Bespoke", "member_ids": [Command.link(seller.id)]})
    stages = env["crm.stage"].create([
        {"name": "Talking", "sequence": 50, "team_ids": [Command.link(team.id)]},
        {"name": "Nearly there", "sequence": 60, "team_ids": [Command.link(team.id)]},
        {"name": "Got it", "sequence": 70, "is_won": True, "team_ids": [Command.link(team.id)]},
    ])
    company = env["res.partner"].create({"name": "Old Customer", "is_company": True})
    person = env["res.partner"].create({"name": "Their Buyer", "parent_id": company.id})
    leads = env["crm.lead"].create([
        {
            "name": f"Deal {number}", "type": "opportunity", "partner_id": person.id,
            "team_id": team.id, "user_id": seller.id, "expected_revenue": 1000 * number,
            "stage_id": stages[number % 2].id, "probability": 10 * number,
        }
        for number in range(1, 7)
    ])
    leads[0].action_set_won()
    leads[1].action_set_lost()
    leads[2].stage_id = stages[1]
    product = env["product.product"].create({"name": "Thing", "type": "service", "list_price": 50})
    orders = env["sale.order"].create([
        {
            "partner_id": company.id, "opportunity_id": lead.id, "user_id": seller.id,
            "order_line": [Command.create({"product_id": product.id, "product_uom_qty": 3})],
        }
        for lead in leads[2:5]
    ])
    orders[1].action_quotation_sent()
    orders[2].action_confirm()
    kinds = {
        kind: env.ref(f"mail.mail_activity_data_{kind}") for kind in ("call", "email", "todo")
    }
    activities = env["mail.activity"]
    for lead in leads:
        for kind in kinds.values():
            for days in (-9, 4):
                activities |= lead.activity_schedule(
                    activity_type_id=kind.id, date_deadline=today + timedelta(days),
                    user_id=seller.id, summary=f"{kind.name} {days}",
                )
    env.flush_all()
    activities.filtered(lambda a: a.date_deadline < today).action_feedback("it went well")
    meeting = env["calendar.event"].create({
        "name": "Their office", "opportunity_id": leads[3].id,
        "start": "2026-01-05 09:00:00", "stop": "2026-01-05 10:00:00",
        "partner_ids": [Command.link(person.id)], "user_id": seller.id,
    })
    result = {"leads": leads.ids, "stages": stages.ids, "orders": orders.ids}
"""

WORK = """
    team = env["crm.team"].create({"name": "Later"})
    lead = env["crm.lead"].create({"name": "Afterwards", "type": "opportunity", "team_id": team.id})
    stages = env["crm.stage"].search([("team_ids", "=", False)], order="sequence")
    lead.stage_id = stages[1]
    call = lead.activity_schedule("mail.mail_activity_data_call", summary="Ring them")
    call.action_feedback("rang")
    lead.action_set_won()
    partner = env["res.partner"].create({"name": "Late Customer"})
    order = env["sale.order"].create({"partner_id": partner.id, "opportunity_id": lead.id})
    order.action_confirm()
    env.flush_all()
    result = {"stage": lead.stage_id.name, "won": lead.won_status, "order": order.state}
"""

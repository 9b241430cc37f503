"""Who is in the crowd, and what they will all touch: a script for Odoo's shell.

``sizes`` are the numbers of people at once. Each size has records of its own.
"""

SCRIPT = """
from odoo import Command

env = env(context={**env.context, "tracking_disable": True})

def users(logins, group):
    return env["res.users"].with_context(no_reset_password=True).create([
        {
            "name": login.title(), "login": login, "password": login,
            "group_ids": [Command.link(env.ref(group).id)],
        }
        for login in logins
    ])

salesman = "sales_team.group_sale_salesman_all_leads"
sellers = users([f"seller{number}" for number in range(max(sizes))], salesman)
users(["boss"], "sales_team.group_sale_manager")
team = env["crm.team"].create({
    "name": "The crowd", "has_own_stages": True, "member_ids": [Command.set(sellers.ids)],
})
stages = env["crm.stage"].create([
    {"name": f"Stage {number}", "sequence": number, "team_ids": [Command.set(team.ids)],
     "is_won": number == 5, "flow_step": "order" if number == 5 else False}
    for number in range(1, 6)
])
env.company.stages_follow_documents = True
product = env["product.product"].create({"name": "Hour", "type": "service", "list_price": 90})
call = env.ref("mail.mail_activity_data_call")
category = env.ref("sales_process.category_sales_action")
prospect = env.ref("sales_process.category_prospect")
process = env["sales.process.template"].search([], limit=1)


def opportunity(name, **values):
    return env["crm.lead"].create({
        "name": name, "type": "opportunity", "team_id": team.id, "stage_id": stages[0].id,
        "user_id": False, **values,
    })


def of_size(size):
    partners = env["res.partner"].create([
        {"name": f"{name} {size}", "is_company": True} for name in ("Called", "Planned", "Buyer")
    ])
    called, planned, buyer = partners
    answered = env["mail.activity"].create({
        "res_model_id": env["ir.model"]._get_id("res.partner"), "res_id": called.id,
        "event_category_id": prospect.id, "user_id": sellers[0].id,
        "activity_type_id": prospect.activity_type_id.id or call.id,
    })
    sold = opportunity(f"Sold {size}", partner_id=buyer.id, user_id=sellers[0].id)
    order = env["sale.order"].create({
        "partner_id": buyer.id, "opportunity_id": sold.id, "user_id": sellers[0].id,
        "order_line": [Command.create({"product_id": product.id, "product_uom_qty": 2})],
    })
    done = opportunity(f"Done {size}", user_id=sellers[0].id)
    activity = done.activity_schedule(
        activity_type_id=call.id, user_id=sellers[0].id, event_category_id=category.id,
    )
    leaver, archived = users([f"leaver{size}", f"archived{size}"], salesman)
    users([f"dragger{size}"], "sales_team.group_sale_salesman")
    for number in range(5):
        for seller in (leaver, archived):
            lead = opportunity(f"{seller.name} {number}", user_id=seller.id)
            lead.activity_schedule(
                activity_type_id=call.id, user_id=seller.id, event_category_id=category.id,
            )
    loading = env["crm.team"].create({"name": f"Loading {size}"})
    return {
        "called": called.id, "planned": planned.id, "prospect": answered.id,
        "sold": sold.id, "order": order.id, "activity": activity.id, "done": done.id,
        "leaver": leaver.id, "archived": archived.id, "loading": loading.id,
        "taken": opportunity(f"Taken {size}").id, "moved": opportunity(f"Moved {size}").id,
        "won": opportunity(f"Won {size}", user_id=sellers[0].id).id,
    }


result = {
    "sellers": sellers.ids, "stages": stages.ids, "category": category.id, "call": call.id,
    "process": process.id, "process_stages": len(process.stage_ids),
    "leads_model": env["ir.model"]._get_id("crm.lead"),
    "partners_model": env["ir.model"]._get_id("res.partner"),
    "of": {str(size): of_size(size) for size in sizes},
}
"""

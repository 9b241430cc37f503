"""What a company has in its database after a while with the addon: a script for Odoo's shell.

``make dump`` runs it on the version that it dumps, whose fields it therefore uses.
"""

SCRIPT = """
from datetime import timedelta
from odoo import Command, fields

today, now = fields.Date.today(), fields.Datetime.now()
ref, ours = env.ref, lambda name: env.ref(f"sales_process.{name}")


def done():
    env.flush_all()
    env.cr.commit()
    env.invalidate_all()


def make(model, /, **values):
    return env[model].create(values)


# --- the company and its people
company = env.company
env["account.chart.template"].try_loading("generic_coa", company, install_demo=False)
company.write({
    "stages_follow_documents": True,
    "aftercare_activity_type_id": ref("mail.mail_activity_data_email").id,
    "aftercare_delay_days": 9,
})


def person(login, group):
    return make(
        "res.users", name=login.title(), login=login, email=f"{login}@ours.example.com",
        group_ids=[Command.link(ref(group).id)],
    )


rita, hugo, lena = (
    person(login, "sales_team.group_sale_salesman") for login in ("rita", "hugo", "lena")
)
boss = person("boss", "sales_team.group_sale_manager")
done()

# --- events: categories of its own, changed and archived ones
ours("category_sales_action").write({"name": "Call or mail", "sequence": 71, "color": 7})
ours("event_type_negotiation").active = False
ours("outcome_no_show").name = "Nobody there"
fair = make("sales.event.type", name="At a fair", sequence=44)
gone = make("sales.event.outcome", name="Gone home", sequence=45, is_held=False)
demo = make(
    "sales.event.category", name="Demonstration", role="visit", color=9,
    activity_type_id=ref("mail.mail_activity_data_meeting").id, event_type_id=fair.id,
)
lost_category = make("sales.event.category", name="Was tried", role="other", active=False)
todo = ref("mail.mail_activity_data_todo")
todo.event_category_id = demo

# --- stages: a process of a team from a template, one made by hand, one saved
machines, service = (
    make(
        "crm.team", name=name, user_id=boss.id,
        member_ids=[Command.link(user.id) for user in members],
    )
    for name, members in (("Machines", rita | hugo), ("Service", lena))
)
make(
    "sales.process.template.load", template_id=ours("process_short").id, team_id=machines.id
).action_load()
mail = make(
    "mail.template", name="Good to meet you", model_id=ref("crm.model_crm_lead").id,
    subject="About {{ object.name }}", email_to="{{ object.email_from }}",
    body_html="<p>Worth <t t-out='object.weighted_revenue'/></p>",
)
plan = make(
    "mail.activity.plan", name="After the first contact", res_model="crm.lead",
    template_ids=[
        Command.create({
            "activity_type_id": ref(f"mail.mail_activity_data_{kind}").id, "summary": kind,
            "responsible_type": "lead_owner", "delay_from": "after_plan_date",
            "delay_count": days,
        })
        for kind, days in (("email", 1), ("call", 3))
    ],
)
heard, fixing, fixed = env["crm.stage"].create([
    {
        "name": name, "sequence": 100 + weight, "weight": weight, "flow_step": step,
        "is_won": step == "payment", "team_ids": [Command.link(service.id)],
        "requirements": f"What {name} needs",
    }
    for name, weight, step in (
        ("Heard", 5, False), ("Fixing", 55, "order"), ("Fixed", 100, "payment"),
    )
])
heard.write({
    "guidance": "<p>Ask <b>who decides</b>.</p>", "goal_policy": "warn", "is_milestone": True,
    "activity_plan_id": plan.id, "mail_template_id": mail.id, "rotting_threshold_days": 12,
    "goal_ids": [
        Command.create({"kind": "event", "event_category_id": demo.id, "count": 1}),
        Command.create({
            "kind": "domain", "name": "Two stars", "domain": "[('priority', 'in', ('2', '3'))]",
        }),
        Command.create({"kind": "flow", "flow_step": "quotation", "required": False}),
        Command.create({"kind": "tasks", "required": False}),
    ],
})
service.has_own_stages = True
service.action_save_process()
north = make(
    "crm.territory", name="North", country_ids=[Command.link(ref("base.fi").id)],
    zip_from="90", zip_to="99",
)
line = make("product.category", name="Sealing")
done()

# --- customers, opportunities and their documents
products = env["product.product"].create([
    {"name": "Sealer", "type": "consu", "list_price": 4000, "taxes_id": False},
    {"name": "Hours", "type": "service", "list_price": 90, "taxes_id": False},
])
customers = env["res.partner"].create([
    {
        "name": f"Customer {number}", "is_company": True, "email": f"c{number}@theirs.example.com",
        "country_id": ref("base.fi" if number % 2 else "base.de").id, "zip": f"9{number}100",
        "user_id": (rita | hugo)[number % 2].id,
    }
    for number in range(6)
])
contacts = env["res.partner"].create([
    {"name": f"Buyer {number}", "parent_id": customer.id}
    for number, customer in enumerate(customers)
])
leads = env["crm.lead"]
for number in range(16):
    team, sellers = (service, lena) if number % 4 == 3 else (machines, rita | hugo)
    leads |= make(
        "crm.lead", name=f"Deal {number}", type="opportunity", team_id=team.id,
        user_id=sellers[number % len(sellers)].id, partner_id=contacts[number % 6].id,
        expected_revenue=1000 * (number + 1), priority=str(number % 4),
        product_line_id=line.id if number % 2 else False,
        date_deadline=today + timedelta(days=number),
    )
    done()
leads[2].weight = 66  # overruled
stages = machines._get_process_stages()
leads[4].stage_id = stages[1]
leads[4].weight = 33
done()


def order_of(lead):
    order = env["sale.order"].create({
        **{
            key.removeprefix("default_"): value
            for key, value in lead._prepare_opportunity_quotation_context().items()
        },
        "order_line": [
            Command.create({"product_id": product.id, "product_uom_qty": 2})
            for product in products
        ],
    })
    done()
    return order


draft, sent, ordered, delivered, invoiced, paid, served, dropped = (
    order_of(lead) for lead in leads[4] | leads[5] | leads[6] | leads[8] | leads[9] | leads[10]
    | leads[3] | leads[12]
)
for order in sent | ordered | delivered | invoiced | paid | served | dropped:
    order.action_quotation_sent()
    done()
for order in ordered | delivered | invoiced | paid | served:
    order.action_confirm()
    done()
dropped._action_cancel()
done()
for order in delivered | invoiced | paid:
    for move in order.picking_ids.move_ids:
        move.quantity = move.product_uom_qty
        move.picked = True
    order.picking_ids.button_validate()
    done()
for order in invoiced | paid:
    order.order_line.filtered(lambda line: line.product_id == products[1]).qty_delivered = 2
    invoice = order._create_invoices()
    invoice.invoice_date = today
    invoice.action_post()
    done()
env["account.payment.register"].with_context(
    active_model="account.move", active_ids=paid.invoice_ids.ids
).create({"payment_date": today})._create_payments()
done()
leads[13].action_set_won()
leads[14].action_set_lost(lost_reason_id=env["crm.lost.reason"].search([], limit=1).id)
done()
leads[13].action_create_follow_up()
sent._register_customer_answer("comment", "Too dear for us")
done()

# --- who gets which lead
for values in (
    {"name": "Large", "min_revenue": 50000, "method": "best_closer", "min_sample": 3},
    {"name": "North", "territory_id": north.id, "method": "fixed",
     "user_ids": [Command.link(rita.id)]},
    {"name": "Rest", "domain": "[('country_id.code', '=', 'DE')]", "method": "rotation"},
    {"name": "Old", "trigger": "stage", "stage_ids": [Command.link(fixing.id)], "active": False,
     "method": "load", "capacity": "strict"},
):
    make("crm.assignment.rule", team_id=machines.id, **values)
make(
    "crm.lead", name="By the website", type="lead", country_id=ref("base.fi").id, zip="95500",
    expected_revenue=800,
)
done()

# --- events: prospects that were answered or wait, planned and held ones, a meeting
def log(user, category, held=True, **values):
    form = env["sales.event.log"].with_user(user).create({
        "event_category_id": category.id, "is_done": held, **values,
    })
    form.action_log()
    done()


prospect, action, visit = (
    ours(f"category_{name}") for name in ("prospect", "sales_action", "customer_visit")
)
for number, customer in enumerate(customers[:4]):
    log(rita, prospect, held=False, customer_id=customer.id, note=f"met at the fair {number}")
for customer in customers[:2]:  # the prospects there are answered
    log(rita, action, customer_id=customer.id, note="rang them")
log(hugo, visit, lead_id=leads[1].id, customer_id=contacts[1].id, summary="Walked round",
    event_date=today - timedelta(days=2))
log(lena, demo, lead_id=leads[7].id, customer_id=contacts[1].id, summary="Showed it")
log(hugo, visit, customer_id=customers[4].id, summary="Too late", outcome_id=gone.id)
log(hugo, visit, held=False, lead_id=leads[9].id, customer_id=contacts[3].id,
    event_date=today + timedelta(days=6), summary="To come")
for days, lead in enumerate(leads[:6]):
    lead.activity_schedule(
        "mail.mail_activity_data_call", user_id=lead.user_id.id, summary="Ring them",
        date_deadline=today + timedelta(days=3 - days),
    )
leads[0].activity_ids[:1].with_user(leads[0].user_id).action_feedback("rang")
for days in (-4, 3):
    make(
        "calendar.event", name=f"At theirs {days}", opportunity_id=leads[5].id, user_id=hugo.id,
        start=now + timedelta(days=days), stop=now + timedelta(days=days, hours=1),
        partner_ids=[Command.link(contacts[5].id)],
    )
done()
ours("ir_cron_log_held_meetings").method_direct_trigger()
done()

# --- the seller's view: cards of its own, changed ones, a personal one, preferences
ours("card_sales_actions").write({"name": "Calls and mails", "row_limit": 3})
ours("card_meetings").active = False
shared = make(
    "sales.card", name="Close to the order", model="crm.lead", owner_field_name="user_id",
    domain="[('flow_step', '=', 'sent'), ('weight', '>', 30)]", sequence=5,
    measure_field_name="weighted_revenue", column_names="partner_id,weighted_revenue",
    group_ids=[Command.link(ref("sales_team.group_sale_salesman").id)],
)
make(
    "sales.card", name="Demonstrations", model="mail.activity", owner_field_name="user_id",
    event_category_id=demo.id, column_names="summary", domain="[]",
)
env["sales.card"].with_user(rita).create({
    "name": "Mine alone", "model": "sale.order", "owner_field_name": "user_id",
    "domain": "[('state', '=', 'sent')]", "user_id": rita.id, "column_names": "partner_id",
})
for card, values in (
    (shared, {"sequence": 30}), (ours("card_my_tasks"), {"is_hidden": True}),
):
    make("sales.card.preference", user_id=rita.id, card_id=card.id, **values)
done()

# --- targets, achievements, forecasts, a handover
first = today.replace(day=1)
for values in (
    {"metric": "events", "event_category_id": visit.id, "value": 1, "user_id": hugo.id},
    {"metric": "events", "event_category_id": demo.id, "value": 4, "user_id": lena.id,
     "period": "week"},
    {"metric": "won_revenue", "value": 90000, "user_id": rita.id, "period": "quarter"},
    {"metric": "won_revenue", "team_id": machines.id, "team_mode": "sum", "period": "quarter"},
    {"metric": "quotations_sent", "value": 6, "team_id": service.id},
):
    make("sales.target", date_from=first, **values)
done()
ours("ir_cron_celebrate_targets").method_direct_trigger()
ours("ir_cron_freeze_forecast").method_direct_trigger()
ours("ir_cron_freeze_forecast").active = False
done()
env["sales.achievement"].search([], limit=1).with_user(boss).action_praise()
env["sales.handover"].with_user(boss).create(
    {"from_user_id": lena.id, "to_user_id": rita.id, "has_teams": False}
).action_hand_over()
done()

# --- what the company has added to Odoo by itself
make(
    "ir.filters", name="Close and heavy", model_id="crm.lead", user_ids=[Command.link(rita.id)],
    domain="[('flow_step', 'in', ('quotation', 'sent')), ('is_weight_manual', '=', True)]",
    context="{'group_by': ['flow_step', 'territory_id']}", sort='["weighted_revenue desc"]',
)
make(
    "ir.filters", name="Came back", model_id="crm.lead",
    domain="['|', ('has_follow_ups', '=', True), ('origin_lead_id', '!=', False)]",
)
lead_model = ref("crm.model_crm_lead")
field = lambda name, model="crm.lead": env["ir.model.fields"]._get(model, name)
flag = make(
    "ir.model.fields", model_id=lead_model.id, name="x_is_near", ttype="boolean", state="manual",
    field_description="Near",
)
make(
    "ir.model.fields", model_id=lead_model.id, name="x_step_weight", ttype="float",
    state="manual", related="stage_id.weight", field_description="Weight of the Stage",
)
make(
    "base.automation", name="Near when sent", model_id=lead_model.id,
    trigger="on_create_or_write", filter_domain="[('flow_step', '=', 'sent')]",
    trigger_field_ids=[Command.link(field("flow_step").id), Command.link(field("weight").id)],
    action_server_ids=[Command.create({
        "name": "Near", "model_id": lead_model.id, "state": "code",
        "code": "record.write({'x_is_near': record.weighted_revenue > 0})",
        "usage": "base_automation",
    })],
)
make(
    "ir.exports", name="For the board", resource="crm.lead",
    export_fields=[
        Command.create({"name": name})
        for name in ("name", "weight", "weighted_revenue", "flow_step", "asked_on")
    ],
)
make(
    "ir.ui.view", name="company.lead.form", model="crm.lead", mode="extension",
    inherit_id=ref("crm.crm_lead_view_form").id, priority=99,
    arch='<field name="weight" position="after"><field name="x_is_near"/></field>',
)
make(
    "ir.ui.view", name="company.category.list", model="sales.event.category", mode="extension",
    inherit_id=ours("sales_event_category_view_list").id,
    arch='<field name="name" position="after"><field name="color"/></field>',
)
ref("digest.digest_digest_default").write({"kpi_sales_visits": True})
env["ir.config_parameter"].set_param("company.uses", "sales_process")
lists = env["mailing.list"].create([{"name": "Owners"}, {"name": "Prospects"}])
stages[2].write({
    "mailing_list_join_ids": [Command.link(lists[0].id)],
    "mailing_list_leave_ids": [Command.link(lists[1].id)],
})
done()
leads[1].stage_id = stages[2]
done()
env["crm.lead"].search([("flow_step", "=", "sent")]).write({"priority": "2"})
done()
"""

"""What the measurements of writing work on: made once in each database, by the seller who works.

Teams with stages of their own, so that the generated data and its stages stay as they are:
`delivered` has Odoo's four stages, with the flow as a new company gets it (sent, order); `funnel`
has a stage for every step up to the payment. On stock Odoo both are just stages.
"""

import json

KEY = "benchmarks.writes"
VERSION = 1
LEADS = 1000
DOCUMENTS = {"delivered": 100, "funnel": 20}
MERGED = 100
ACTIVITIES = 150
STAGES = {
    "delivered": [
        ("New", False), ("Qualified", False), ("Proposition", "sent"), ("Won", "order"),
    ],
    "funnel": [
        ("New", False), ("Qualified", False), ("Quotation", "quotation"), ("Sent", "sent"),
        ("Order", "order"), ("Delivery", "delivery"), ("Invoice", "invoice"), ("Paid", "payment"),
    ],
}  # fmt: skip
STATES = ("confirm", "deliver", "invoice", "post", "pay")
GROUPS = (
    "sales_team.group_sale_salesman_all_leads",
    "stock.group_stock_user",
    "account.group_account_invoice",
)


def make(env):
    """Make the data unless they are there."""
    if read(env).get("version") == VERSION:
        return
    _make_company(env)
    seller = _make_seller(env)
    env = as_seller(env, seller.id)
    kept = {"version": VERSION, "seller": seller.id}
    product = _make_product(env)
    customers = env["res.partner"].create(
        [
            {"name": f"Customer {number}", "is_company": True, "email": f"c{number}@example.com"}
            for number in range(max(DOCUMENTS.values()))
        ]
    )
    kept["customers"] = customers.ids
    for team_name, stages in STAGES.items():
        team = _make_team(env, team_name, stages, seller)
        kept[team_name] = {
            "team": team.id,
            "stages": env["crm.stage"].search([("team_ids", "in", team.ids)]).ids,
        }
        for state in STATES:
            count = DOCUMENTS[team_name]
            leads = make_leads(env, kept, count, team_name, f"{state}, {team_name}")
            orders = _make_orders(env, leads, customers[:count], product)
            kept[team_name][state] = _bring_to(state, orders).ids
            if state != "confirm":
                # where no document does it, a seller does
                leads.filtered(lambda lead: not lead.stage_id.is_won).action_set_won()
            env.cr.flush()
            env.invalidate_all()
    kept["leads"] = make_leads(env, kept, LEADS, "delivered", "To move").ids
    merged = make_leads(env, kept, MERGED, "delivered", "To merge", one_customer=True)
    _schedule(merged, seller).action_feedback(feedback="Spoken")
    _schedule(merged, seller)
    for lead in merged:
        lead.message_post(body="A note")
    kept["merged"] = merged.ids
    busy = make_leads(env, kept, ACTIVITIES, "delivered", "To call")
    kept["activities"] = _schedule(busy, seller).ids
    env["ir.config_parameter"].sudo().set_param(KEY, json.dumps(kept))


def read(env):
    """What has been made: ids by name."""
    return json.loads(env["ir.config_parameter"].sudo().get_param(KEY) or "{}")


def as_seller(env, seller_id):
    """The environment of the seller at work, as a request of the web client has it."""
    company = env["res.users"].browse(seller_id).company_id
    return env(
        user=seller_id,
        su=False,
        context={
            "lang": "en_US",
            "tz": "Europe/Helsinki",
            "uid": seller_id,
            "allowed_company_ids": company.ids,
        },
    )


def make_leads(env, kept, count, team_name, name, one_customer=False):
    return env["crm.lead"].create(lead_values(env, kept, count, team_name, name, one_customer))


def lead_values(env, kept, count, team_name="delivered", name="New", one_customer=False):
    customers = kept["customers"]
    return [
        {
            "name": f"{name} {number}",
            "type": "opportunity",
            "partner_id": customers[0 if one_customer else number % len(customers)],
            "user_id": kept["seller"],
            "team_id": kept[team_name]["team"],
            "stage_id": kept[team_name]["stages"][0],
            "expected_revenue": 1000 + number,
        }
        for number in range(count)
    ]


def _make_company(env):
    company = env.company
    if not env["account.journal"].search_count([("type", "=", "sale")], limit=1):
        env["account.chart.template"].try_loading("generic_coa", company, install_demo=False)
    if "stages_follow_documents" in company._fields:
        company.stages_follow_documents = True


def _make_seller(env):
    login = "benchmark.seller"
    seller = env["res.users"].search([("login", "=", login)])
    return seller or env["res.users"].create(
        {
            "name": "Benchmark Seller",
            "login": login,
            "email": "benchmark.seller@example.com",
            "company_id": env.company.id,
            "company_ids": [(6, 0, env.company.ids)],
            "group_ids": [(6, 0, [env.ref(name).id for name in ("base.group_user", *GROUPS)])],
        }
    )


def _make_product(env):
    # sudo: sellers make no products
    product = (
        env["product.product"]
        .sudo()
        .create({"name": "Benchmark", "type": "consu", "is_storable": True, "list_price": 100.0})
    )
    warehouse = env["stock.warehouse"].sudo().search([("company_id", "=", env.company.id)], limit=1)
    env["stock.quant"].sudo()._update_available_quantity(product, warehouse.lot_stock_id, 1e6)
    return product.with_env(env)


def _make_team(env, name, stages, seller):
    # sudo: sellers make no teams and stages
    team = (
        env["crm.team"]
        .sudo()
        .create(
            {
                "name": f"Benchmark {name}",
                "company_id": env.company.id,
                "member_ids": [(6, 0, seller.ids)],
                "use_opportunities": True,
            }
        )
    )
    fields = env["crm.stage"]._fields
    is_won = False
    for sequence, (stage_name, step) in enumerate(stages):
        is_won = is_won or step == "order"
        values = {
            "name": stage_name,
            "sequence": 100 + sequence,
            "team_ids": [(6, 0, team.ids)],
            "is_won": is_won,
        }
        if "flow_step" in fields:
            values["flow_step"] = step
        env["crm.stage"].sudo().create(values)
    if "has_own_stages" in team._fields:
        team.has_own_stages = True
    return team


def _make_orders(env, leads, customers, product):
    orders = env["sale.order"].create(
        [
            {
                "partner_id": customer.id,
                "opportunity_id": lead.id,
                "user_id": lead.user_id.id,
                "team_id": lead.team_id.id,
                "order_line": [(0, 0, {"product_id": product.id, "product_uom_qty": 1})],
            }
            for lead, customer in zip(leads, customers, strict=True)
        ]
    )
    orders.action_quotation_sent()
    return orders


def _bring_to(state, orders):
    """Carry orders so far that ``state`` is what comes next; return what it works on."""
    if state == "confirm":
        return orders
    orders.action_confirm()
    if state == "deliver":
        return orders.picking_ids
    deliver(orders.picking_ids)
    if state == "invoice":
        return orders
    invoices = invoice(orders)
    if state == "pay":
        invoices.action_post()
    return invoices


def deliver(pickings):
    done = pickings.with_context(skip_backorder=True, skip_sms=True).button_validate()
    if done is not True:
        raise RuntimeError(f"The deliveries are not validated: {done}")


def invoice(orders):
    """One invoice for each order, by the form that the button opens."""
    form = (
        orders.env["sale.advance.payment.inv"]
        .with_context(active_model="sale.order", active_ids=orders.ids)
        .create({"advance_payment_method": "delivered", "consolidated_billing": False})
    )
    form.create_invoices()
    return orders.invoice_ids


def pay(invoices):
    """One payment for each invoice, by the form that the button opens."""
    form = (
        invoices.env["account.payment.register"]
        .with_context(active_model="account.move", active_ids=invoices.ids)
        .create({"group_payment": False})
    )
    form.action_create_payments()


def _schedule(leads, seller):
    return leads.activity_schedule(
        "mail.mail_activity_data_call", summary="Call back", user_id=seller.id
    )

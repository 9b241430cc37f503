"""The opportunities of the last quarter, with their documents as far as they have come."""

from datetime import timedelta

from odoo import Command, fields

from . import records

# customer index, seller, name, expected revenue, age in days, stages passed by hand,
# documents: None, draft, sent, order, invoice, payment; lost reason index or None
OPPORTUNITIES = [
    (0, "anna", "Second packing line", 62000, 80, 2, "payment", None),
    (3, "anna", "Labelling for yoghurt cups", 27500, 70, 2, "order", None),
    (4, "anna", "Carton sealers for two shops", 13800, 55, 2, "sent", None),
    (6, "anna", "Clean-room packing line", 118000, 60, 2, "sent", None),
    (9, "anna", "Berry packing, season start", 54000, 35, 1, "draft", None),
    (10, "anna", "Conveyor extension", 16400, 20, 1, None, None),
    (12, "anna", "Textile bagging, first idea", 30000, 12, 0, None, None),
    (5, "anna", "Fish boxes labelling", 25000, 66, 1, None, 0),
    (1, "bruno", "Packing line for ready meals", 71000, 85, 2, "invoice", None),
    (7, "bruno", "Bottle conveyor", 33500, 64, 2, "sent", None),
    (8, "bruno", "Gift box sealing", 9800, 48, 2, "draft", None),
    (11, "bruno", "Paint can labelling", 38000, 40, 2, None, None),
    (13, "bruno", "Glass handling study", 22000, 30, 1, None, None),
    (2, "bruno", "Keg line modernisation", 90000, 25, 0, None, None),
    (1, "bruno", "Service contract", 7200, 10, 0, None, None),
    (8, "bruno", "Cream jar line", 58000, 75, 2, "draft", 1),
]
# what each document comes after
DOCUMENTS = ("draft", "sent", "order", "invoice", "payment")
AGES = [row[4] for row in OPPORTUNITIES]


def create_opportunities(env, contacts, products):
    today = fields.Date.context_today(env.user)
    sellers, team = records.get_sellers(env), records.ref(env, "team")
    stages = team._get_process_stages()
    sources = env["utm.source"].search([], limit=5)
    reasons = env["crm.lost.reason"].search([])
    leads = env["crm.lead"]
    for index, row in enumerate(OPPORTUNITIES):
        customer, login, name, revenue, age, depth, documents, lost = row
        lead = env["crm.lead"].create(
            {
                "name": name,
                "type": "opportunity",
                "partner_id": contacts[customer].id,
                "user_id": sellers[login].id,
                "team_id": team.id,
                "stage_id": stages[:1].id,
                "expected_revenue": revenue,
                "date_deadline": today + timedelta(days=60 - age // 2),
                "source_id": sources[index % len(sources)].id if sources else False,
                "priority": str(index % 4),
            }
        )
        for stage in stages[1 : depth + 1]:
            lead.stage_id = stage
        if documents:
            _create_documents(lead, documents, products, today, age)
        if lost is not None:
            lead.action_set_lost(lost_reason_id=reasons[lost].id if reasons else False)
        leads |= lead
    return leads


def _create_documents(lead, documents, products, today, age):
    """Quote the opportunity's revenue: one main product and its commissioning."""
    main = products.filtered(lambda product: product.list_price <= lead.expected_revenue)
    main = main.sorted("list_price", reverse=True)[:1]
    quantity = max(1, int(lead.expected_revenue // main.list_price))
    order = lead.env["sale.order"].create(
        {
            **{
                key.removeprefix("default_"): value
                for key, value in lead._prepare_opportunity_quotation_context().items()
            },
            "date_order": fields.Datetime.now() - timedelta(days=age // 3),
            "validity_date": today + timedelta(days=20),
            "order_line": [
                Command.create({"product_id": main.id, "product_uom_qty": quantity}),
                Command.create({"product_id": products[4].id, "product_uom_qty": 1 + quantity}),
            ],
        }
    )
    reached = DOCUMENTS.index(documents)
    if reached >= DOCUMENTS.index("sent"):
        order.action_quotation_sent()
    if reached >= DOCUMENTS.index("order"):
        order.action_confirm()
        order.date_order = fields.Datetime.now() - timedelta(days=age // 4)
    if reached >= DOCUMENTS.index("invoice") and _has_accounting(lead.env):
        _create_invoice(order, today, is_paid=documents == "payment")


def _has_accounting(env):
    """Whether the company has journals to invoice with."""
    journals = env["account.journal"].search(
        [("company_id", "=", env.company.id), ("type", "in", ("sale", "bank"))]
    )
    return set(journals.mapped("type")) == {"sale", "bank"}


def _create_invoice(order, today, is_paid):
    for line in order.order_line:
        line.qty_delivered = line.product_uom_qty
    invoice = order._create_invoices()
    invoice.invoice_date = today - timedelta(days=12)
    invoice.action_post()
    if is_paid:
        order.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=invoice.ids
        ).create({"payment_date": today - timedelta(days=3)})._create_payments()

"""Runs inside `odoo shell`: one measurement of the write path, printed as one JSON line.

Confirms a hundred orders that belong to a hundred opportunities, in one call and with the commit,
and moves a thousand opportunities to another stage. The same on stock Odoo and with the addons.
"""

import gc
import json
import time

ORDERS, LEADS = 100, 1000

env = env  # noqa: F821 - given by the shell
env.company.write(
    {"stages_follow_documents": True} if "stages_follow_documents" in env.company._fields else {}
)
partner = env["res.partner"].create({"name": "Benchmark", "is_company": True})
product = env["product.product"].create(
    {"name": "Benchmark", "type": "consu", "is_storable": True, "list_price": 100.0}
)
seller = env.ref("base.user_admin")
env["stock.quant"]._update_available_quantity(
    product, env["stock.warehouse"].search([], limit=1).lot_stock_id, 10000
)


def create_leads(count):
    return env["crm.lead"].create(
        [
            {
                "name": f"Benchmark {number}",
                "type": "opportunity",
                "partner_id": partner.id,
                "user_id": seller.id,
                "expected_revenue": 50.0,
            }
            for number in range(count)
        ]
    )


def create_orders(leads):
    orders = env["sale.order"].create(
        [
            {
                "partner_id": partner.id,
                "opportunity_id": lead.id,
                "user_id": seller.id,
                "order_line": [(0, 0, {"product_id": product.id, "product_uom_qty": 1})],
            }
            for lead in leads
        ]
    )
    orders.action_quotation_sent()
    return orders


def measure(function, *records):
    env.cr.commit()
    env.invalidate_all()
    gc.collect()
    queries, cpu, start = env.cr.sql_log_count, time.process_time(), time.perf_counter()
    function()
    env.cr.commit()
    return {
        "seconds": time.perf_counter() - start,
        "cpu": time.process_time() - cpu,
        "queries": env.cr.sql_log_count - queries,
    }


env = env(user=seller)
create_orders(create_leads(3)).action_confirm()  # warm caches
env.cr.commit()
few = create_orders(create_leads(ORDERS // 2))
orders = create_orders(create_leads(ORDERS))
leads = create_leads(LEADS)
stages = env["crm.stage"].search([("is_won", "=", False)], order="sequence, id")
result = {
    "confirm_half": measure(few.action_confirm),
    "confirm": measure(orders.action_confirm),
    "move": measure(lambda: leads.write({"stage_id": stages[1].id})),
}
if "flow_step" in env["crm.lead"]._fields:
    assert set(orders.opportunity_id.mapped("flow_step")) == {"order"}
    assert all(orders.opportunity_id.mapped("stage_id.is_won"))
print("RESULT " + json.dumps(result))

"""Writing: the same work of a seller on stock Odoo and with our addons.

What works on many at once is one click on a list; *in turn* is one click for each, every one a
request of its own: with what Odoo does before a commit, and nothing remembered from the one before.
"""

from benchmarks import writes_data
from benchmarks.scenario import Scenario

# Fifteen per cent, where simplicity costs it: what is asked of the stages is no longer remembered
# beside the ORM, and what is queued is worked off at the end of each call.
LIMIT = 1.15
SINGLES = 20


def _many(title, number, **options):
    """An operation on ``number`` records at once; half of them tell what each further one costs."""
    return Scenario(
        title, limit=LIMIT, args={"number": number}, half={"number": number // 2}, **options
    )


def _in_turn(title, number=SINGLES, **options):
    return Scenario(f"{title}, {number} in turn", limit=LIMIT, args={"number": number}, **options)


def _funnel(title, number, **args):
    """For information: each document also moves a stage, which nobody has to do by hand."""
    return Scenario(
        f"{title}, a stage for every step", args={"number": number, "team": "funnel", **args}
    )


SCENARIOS = {
    "create": _in_turn("Create an opportunity"),
    "create_many": _many("Create 1,000 opportunities", 1000),
    "load": _many("Import 1,000 leads, no rules", 1000),
    "move": _many("Move 1,000 opportunities", 1000),
    "drag": _in_turn("Drag an opportunity to the next stage", 50),
    "win_many": _many("Win 100 opportunities", 100),
    "win": _in_turn("Win an opportunity"),
    "schedule": _in_turn("Schedule an activity", 50),
    "schedule_many": _many("Schedule 100 activities", 100),
    "do": _in_turn("Do an activity, with feedback", 50),
    "do_many": _many("Do 100 activities", 100),
    "confirm": _in_turn("Confirm an order"),
    "confirm_many": _many("Confirm 100 orders", 100),
    "confirm_and_win": _in_turn("Confirm an order; on stock its opportunity is won by hand"),
    "confirm_and_win_many": _many(
        "Confirm 100 orders; on stock their opportunities are won by hand", 100
    ),
    "deliver": _in_turn("Validate a delivery"),
    "deliver_many": _many("Validate 100 deliveries", 100),
    "invoice": _in_turn("Create an invoice"),
    "invoice_many": _many("Create 100 invoices", 100),
    "post": _in_turn("Post an invoice"),
    "post_many": _many("Post 100 invoices", 100),
    "pay": _in_turn("Register a payment"),
    "pay_many": _many("Register 100 payments", 100),
    "merge": Scenario("Merge 2 opportunities, 20 in turn", limit=LIMIT, args={"size": 2}),
    "merge_five": Scenario("Merge 5 opportunities, 20 in turn", limit=LIMIT, args={"size": 5}),
    "drag_with_goals": Scenario(
        "Drag an opportunity between stages with goals, 50 in turn", args={"number": 50}
    ),
    "do_with_goals": Scenario(
        "Do an activity, with feedback, that a goal asks for, 50 in turn", args={"number": 50}
    ),
    "confirm_funnel": _funnel("Confirm 20 orders", 20),
    "deliver_funnel": _funnel("Validate 20 deliveries", 20),
    "invoice_funnel": _funnel("Create 20 invoices", 20),
    "post_funnel": _funnel("Post 20 invoices", 20),
    "pay_funnel": _funnel("Register 20 payments", 20),
}


def set_up(env):
    writes_data.make(env)


def _start(env):
    """The seller's environment, and what there is to work on."""
    kept = writes_data.read(env)
    return writes_data.as_seller(env, kept["seller"]), kept


def _each(records):
    """One record after the other, each in a request of its own, which knows of no others."""
    for record_id in records.ids:
        yield records.browse(record_id)
        records.env.cr.flush()
        records.env.invalidate_all()


# --------------------------------------------------------------------------------------------------
# leads


def create(env, number):
    env, kept = _start(env)
    values = writes_data.lead_values(env, kept, number)
    yield
    for vals in values:
        env["crm.lead"].create(vals)
        env.cr.flush()
        env.invalidate_all()
    return {"rows": number}


def create_many(env, number):
    env, kept = _start(env)
    values = writes_data.lead_values(env, kept, number)
    yield
    env["crm.lead"].create(values)
    return {"rows": number}


def load(env, number):
    env, kept = _start(env)
    names = ["name", "type", "partner_name", "email_from", "phone", "expected_revenue",
             "user_id/.id", "team_id/.id"]  # fmt: skip
    rows = [
        [f"Lead {i}", "Lead", f"Company {i}", f"lead{i}@example.org", f"+35840{i:07}", str(i),
         str(kept["seller"]), str(kept["delivered"]["team"])]
        for i in range(number)
    ]  # fmt: skip
    yield
    _check_loaded(env["crm.lead"].load(names, rows), number)
    return {"rows": number}


def _check_loaded(result, number):
    if len(result["ids"] or ()) != number:
        raise RuntimeError(f"The file is refused: {result['messages'][:3]}")


def move(env, number):
    env, kept = _start(env)
    leads = env["crm.lead"].browse(kept["leads"][:number])
    yield
    leads.write({"stage_id": kept["delivered"]["stages"][1]})
    return {"rows": number}


def drag(env, number):
    env, kept = _start(env)
    leads = env["crm.lead"].browse(kept["leads"][:number])
    yield
    for lead in _each(leads):
        lead.write({"stage_id": kept["delivered"]["stages"][1]})
    return {"rows": number}


def win(env, number):
    env, kept = _start(env)
    leads = env["crm.lead"].browse(kept["leads"][:number])
    yield
    for lead in _each(leads):
        lead.action_set_won_rainbowman()
    return {"rows": number}


def win_many(env, number):
    env, kept = _start(env)
    leads = env["crm.lead"].browse(kept["leads"][:number])
    yield
    leads.action_set_won()
    return {"rows": number}


def merge(env, size):
    env, kept = _start(env)
    lead_ids = kept["merged"]
    groups = [
        env["crm.lead"].browse(lead_ids[start * size : (start + 1) * size])
        for start in range(len(lead_ids) // 5)
    ]
    yield
    for group in groups:
        group.merge_opportunity()
        env.cr.flush()
        env.invalidate_all()
    return {"rows": len(groups)}


merge_five = merge


# --------------------------------------------------------------------------------------------------
# activities


def _plan(leads, kept):
    return leads.activity_schedule(
        "mail.mail_activity_data_call", summary="Call back", user_id=kept["seller"]
    )


def schedule(env, number):
    env, kept = _start(env)
    leads = env["crm.lead"].browse(kept["leads"][:number])
    yield
    for lead in _each(leads):
        _plan(lead, kept)
    return {"rows": number}


def schedule_many(env, number):
    env, kept = _start(env)
    leads = env["crm.lead"].browse(kept["leads"][:number])
    yield
    _plan(leads, kept)
    return {"rows": number}


def do(env, number):
    env, kept = _start(env)
    activities = env["mail.activity"].browse(kept["activities"][:number])
    yield
    for activity in _each(activities):
        activity.action_feedback(feedback="Spoken")
    return {"rows": number}


def do_many(env, number):
    env, kept = _start(env)
    activities = env["mail.activity"].browse(kept["activities"][:number])
    yield
    activities.action_done()
    return {"rows": number}


def _set_goals(env, kept):
    """A goal on the first two stages, for this round; and what that forgets, remembered again."""
    if "crm.stage.goal" in env:
        env["crm.stage.goal"].create(
            [
                {
                    "stage_id": stage_id,
                    "name": "Two calls",
                    "kind": "event",
                    "event_category_id": env.ref("sales_process.category_sales_action").id,
                    "count": 2,
                }
                for stage_id in kept["delivered"]["stages"][:2]
            ]
        )
    seller_env, _kept = _start(env)
    lead = seller_env["crm.lead"].browse(kept["leads"][-1])
    lead.stage_id = kept["delivered"]["stages"][1]
    _plan(lead, kept).action_feedback(feedback="Spoken")
    env.cr.flush()


def drag_with_goals(env, number):
    _set_goals(env, writes_data.read(env))
    return (yield from drag(env, number))


def do_with_goals(env, number):
    _set_goals(env, writes_data.read(env))
    return (yield from do(env, number))


# --------------------------------------------------------------------------------------------------
# documents


def _documents(env, model, state, number, team):
    env, kept = _start(env)
    return env[model].browse(kept[team][state][:number])


def confirm(env, number, team="delivered"):
    orders = _documents(env, "sale.order", "confirm", number, team)
    yield
    for order in _each(orders):
        order.action_confirm()
    return {"rows": number}


def confirm_many(env, number, team="delivered"):
    orders = _documents(env, "sale.order", "confirm", number, team)
    yield
    orders.action_confirm()
    return {"rows": number}


# with us the order wins its opportunity; the same on stock is work of the seller
confirm_and_win = confirm
confirm_and_win_many = confirm_many


def confirm_and_win_stock(env, number):
    orders = _documents(env, "sale.order", "confirm", number, "delivered")
    yield
    for order in _each(orders):
        order.action_confirm()
        order.opportunity_id.action_set_won()
    return {"rows": number}


def confirm_and_win_many_stock(env, number):
    orders = _documents(env, "sale.order", "confirm", number, "delivered")
    yield
    orders.action_confirm()
    orders.opportunity_id.action_set_won()
    return {"rows": number}


def deliver(env, number, team="delivered"):
    pickings = _documents(env, "stock.picking", "deliver", number, team)
    yield
    for picking in _each(pickings):
        writes_data.deliver(picking)
    return {"rows": number}


def deliver_many(env, number, team="delivered"):
    pickings = _documents(env, "stock.picking", "deliver", number, team)
    yield
    writes_data.deliver(pickings)
    return {"rows": number}


def invoice(env, number, team="delivered"):
    orders = _documents(env, "sale.order", "invoice", number, team)
    yield
    for order in _each(orders):
        writes_data.invoice(order)
    return {"rows": number}


def invoice_many(env, number, team="delivered"):
    orders = _documents(env, "sale.order", "invoice", number, team)
    yield
    writes_data.invoice(orders)
    return {"rows": number}


def post(env, number, team="delivered"):
    invoices = _documents(env, "account.move", "post", number, team)
    yield
    for move in _each(invoices):
        move.action_post()
    return {"rows": number}


def post_many(env, number, team="delivered"):
    invoices = _documents(env, "account.move", "post", number, team)
    yield
    invoices.action_post()
    return {"rows": number}


def pay(env, number, team="delivered"):
    invoices = _documents(env, "account.move", "pay", number, team)
    yield
    for move in _each(invoices):
        writes_data.pay(move)
    return {"rows": number}


def pay_many(env, number, team="delivered"):
    invoices = _documents(env, "account.move", "pay", number, team)
    yield
    writes_data.pay(invoices)
    return {"rows": number}


confirm_funnel = confirm_many
deliver_funnel = deliver_many
invoice_funnel = invoice_many
post_funnel = post_many
pay_funnel = pay_many

"""A company's two years with Odoo: the same rows for the same size and day, made by set-based SQL.

Few and central records (sellers, teams, stages, products) are made through Odoo; the many ones
(customers, leads with their tracked moves, activities, orders, invoices, payments) by a statement
per table. What looks like chance is a hash of the row's number.

Of a hundred leads 30 are won, 50 lost and 20 open, the open ones from the last eight months. A
lead has up to five moves. Nine of ten activities are done. A lead that got as far as a proposition
has an order, a won one a confirmed order; 85 of 100 confirmed orders are invoiced, 80 of 100
invoices paid. Seller 0 has the same 400 leads at every size; the others share the rest. Seller 2
has let 5,000 activities pile up, everybody else has a handful per open lead.
"""

from dateutil.relativedelta import relativedelta

from benchmarks import statements_crm, statements_sales

STAGES = ("New", "Qualified", "Meeting", "Proposition", "Negotiation", "Won")
PROPOSITION, WON = 3, 5  # positions in STAGES
COUNTRIES = ("fi", "pl", "de", "fr", "es", "it", "se", "nl", "be", "at")
SOURCES = 12
PRODUCTS = 20
PILED_UP = 5000  # open activities of seller 2
PASSWORD = "benchmark"  # of the sellers and the manager


def fill(env, size, today):
    """Fill a stock database that holds nothing yet. ``today`` is the last day of its history."""
    env = env(context={**env.context, "tracking_disable": True, "no_reset_password": True})
    central = _make_central(env, size)
    env.flush_all()
    env.cr.execute("SET LOCAL work_mem = '256MB'")
    # the rows refer to one another rightly by construction; checking each takes most of the time
    env.cr.execute("SET LOCAL session_replication_role = 'replica'")
    _make_helpers(env.cr, size, today, central)
    for statement in (*statements_crm.ALL, *statements_sales.ALL):
        env.cr.execute(statement)
    _set_sequences(env.cr)
    env.cr.execute("DROP TABLE bench_lead, bench_order, bench_seller")
    env.cr.commit()
    env.invalidate_all(flush=False)


# ------------------------------------------------------------
# What is made through Odoo
# ------------------------------------------------------------


def add_ours(env, size, today):
    """What a company with the addon has besides: prospects to call, targets, every ready card on
    the views, stages that follow the documents."""
    env.company.stages_follow_documents = True
    sellers = env["res.users"].search([("login", "=like", "seller%")], order="id")
    first_day = today.replace(month=1, day=1) - relativedelta(years=1)
    visit = env.ref("sales_process.category_customer_visit")
    env["sales.target"].create(
        [
            {
                "user_id": seller.id,
                "metric": metric,
                "event_category_id": visit.id if metric == "events" else False,
                "period": "month",
                "value": value,
                "date_from": first_day,
            }
            for seller in sellers
            for metric, value in (("events", 20), ("won_revenue", 100_000))
        ]
    )
    manager = env["res.users"].search([("login", "=", "manager")])
    env["sales.card.preference"].create(
        [
            {"user_id": user.id, "card_id": card.id, "is_added": True}
            for user in sellers + manager
            for card in env["sales.card"].search([("is_optional", "=", True)])
        ]
    )
    env.flush_all()
    env.cr.execute(
        """
        UPDATE mail_activity SET event_category_id = %(prospect)s
         WHERE active AND activity_type_id = %(todo)s AND customer_id IS NOT NULL
        """,
        {
            "prospect": env.ref("sales_process.category_prospect").id,
            "todo": env.ref("mail.mail_activity_data_todo").id,
        },
    )
    env.cr.execute("ANALYZE")
    env.invalidate_all(flush=False)
    # those whose customer was called since are answered
    env["sales.process.audit"].run(["answer"], mend=True)


def _make_central(env, size):
    salesman = env.ref("sales_team.group_sale_salesman")
    manager = env.ref("sales_team.group_sale_manager")
    sellers = env["res.users"].create(
        [
            {
                "name": f"Seller {number:03}",
                "login": f"seller{number}",
                "email": f"seller{number}@company.example",
                "group_ids": [(4, salesman.id)],
            }
            for number in range(size.sellers)
        ]
    )
    env["res.users"].create(
        {
            "name": "Manager",
            "login": "manager",
            "email": "manager@company.example",
            "group_ids": [(4, manager.id)],
        }
    )
    _set_passwords(env)
    teams = env["crm.team"].create(
        [
            {"name": f"Team {number:02}", "user_id": sellers[number].id, "use_leads": True}
            for number in range(size.teams)
        ]
    )
    env["crm.team.member"].create(
        [
            {"user_id": seller.id, "crm_team_id": teams[number % len(teams)].id}
            for number, seller in enumerate(sellers)
        ]
    )
    stages = _make_stages(env)
    return {"sellers": sellers, "teams": teams, "stages": stages, **_make_references(env)}


def _set_passwords(env):
    """One password for all: it is made once, because making one is slow on purpose."""
    env.flush_all()
    env.cr.execute(
        "UPDATE res_users SET password = %s WHERE login = 'manager' OR login LIKE 'seller%%'",
        [env["res.users"]._crypt_context().hash(PASSWORD)],
    )


def _make_stages(env):
    """The stages that Odoo delivers, and two more."""
    stages = []
    known = env["crm.stage"].search([]).grouped("name")
    for number, name in enumerate(STAGES):
        stage = known.get(name) or env["crm.stage"].create({"name": name})
        stage.sequence = 70 if stage.is_won else number + 1
        stages.append(stage)
    return stages


def _make_references(env):
    products = env["product.product"].create(
        [
            {
                "name": f"Service {number:02}",
                "type": "service",
                "invoice_policy": "order",
                "list_price": 100.0 * (number + 1),
                "taxes_id": [],
            }
            for number in range(PRODUCTS)
        ]
    )
    sources = env["utm.source"].create([{"name": f"Source {n:02}"} for n in range(SOURCES)])
    return {"products": products, "sources": sources}


# ------------------------------------------------------------
# What statements need
# ------------------------------------------------------------


def _make_helpers(cr, size, today, central):
    """Functions, numbers and lists that the statements read, gone with the session."""
    cr.execute(
        """
        CREATE FUNCTION pg_temp.pick(number bigint, salt int, choices int) RETURNS int
               LANGUAGE sql IMMUTABLE AS
               'SELECT ((hashint8extended($1, $2) & 2147483647) % $3)::int'
        """
    )
    numbers = {
        "leads": size.leads,
        "activities": size.activities,
        "sellers": size.sellers,
        "customers": size.customers,
        "piled_up": PILED_UP,
    }
    for name, number in numbers.items():
        _constant(cr, name, "int", number)
    _constant(cr, "now", "timestamp", f"{today} 18:00:00")
    lists = {
        "stages": [stage.id for stage in central["stages"]],
        "products": central["products"].ids,
        "sources": central["sources"].ids,
        "countries": [central["sellers"].env.ref(f"base.{code}").id for code in COUNTRIES],
    }
    for name, ids in lists.items():
        _constant(cr, name, "int[]", ids)
    _constant(cr, "stage_names", "text[]", list(STAGES))
    ref = central["sellers"].env.ref
    references = {
        "company": ref("base.main_company").id,
        "currency": ref("base.main_company").currency_id.id,
        "lead_created": ref("crm.mt_lead_create").id,
        "lead_moved": ref("crm.mt_lead_stage").id,
        "lead_lost": ref("crm.mt_lead_lost").id,
        "unit": ref("uom.product_uom_unit").id,
        "lost_reason": ref("crm.lost_reason_1").id,
        "call": ref("mail.mail_activity_data_call").id,
        "mail": ref("mail.mail_activity_data_email").id,
        "meeting": ref("mail.mail_activity_data_meeting").id,
        "todo": ref("mail.mail_activity_data_todo").id,
        "warehouse": central["sellers"].env["stock.warehouse"].search([], limit=1).id,
    }
    for name, number in references.items():
        _constant(cr, name, "int", number)
    cr.execute(
        """
        CREATE TEMP TABLE bench_seller AS
        SELECT (row_number() OVER (ORDER BY seller.id) - 1)::int AS number,
               seller.id, seller.partner_id, member.crm_team_id AS team_id
          FROM res_users AS seller
          JOIN crm_team_member AS member ON member.user_id = seller.id
         WHERE seller.login ~ '^seller[0-9]+$'
        """
    )
    for name, table in BASES.items():
        cr.execute(f"SELECT COALESCE(MAX(id), 0) FROM {table}")
        _constant(cr, f"{name}_base", "int", cr.fetchone()[0])


def _constant(cr, name, kind, content):
    literal = cr._obj.mogrify("%s", [content]).decode()
    cr.execute(
        f"CREATE FUNCTION pg_temp.{name}() RETURNS {kind} LANGUAGE sql IMMUTABLE AS "
        f"$$SELECT {literal}::{kind}$$"
    )


# rows of these tables are numbered from here on, so that statements can refer to one another's
BASES = {
    "partner": "res_partner",
    "lead": "crm_lead",
    "message": "mail_message",
    "order": "sale_order",
    "line": "sale_order_line",
    "invoice": "account_move",
    "item": "account_move_line",
}
SEQUENCES = (*BASES.values(), "account_payment")


def _set_sequences(cr):
    for table in SEQUENCES:
        cr.execute(f"SELECT setval('{table}_id_seq', (SELECT MAX(id) FROM {table}))")

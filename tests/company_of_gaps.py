"""A company whose rows leave out whatever stock lets them leave out, found by its fields.

Of each model that our addons extend Odoo makes a row with everything that another record can be
named in, and one with all of that left out; each of these once more archived. Then the database
copies the full ones, each time with another of those columns empty that may be. So are rows that
are made in Odoo, come from elsewhere, or whose maker is gone. What is refused is left.
"""

import ast
import textwrap

from devtools import addons, paths


def extended_models():
    """Names of the models of others that our addons extend, in what is written."""
    found = set()
    for addon in addons.manifests():
        for path in (paths.ROOT / addon / "models").rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text())):
                if isinstance(node, ast.ClassDef):
                    found.update(_extended(node))
    return sorted(found)


def _extended(node):
    """The models that a class extends, if it is no model of its own."""
    values = {
        target.id: statement.value
        for statement in node.body
        if isinstance(statement, ast.Assign)
        for target in statement.targets
        if isinstance(target, ast.Name)
    }
    if "_inherit" not in values or "_name" in values:
        return []
    value = ast.literal_eval(values["_inherit"])
    return [value] if isinstance(value, str) else value


def script(before=""):
    """The script for Odoo's shell, behind another one.

    :return: its result is ``{model: {"count": how many rows were made, "left_out": the fields that
        are left out in one, "empty": the columns that are empty in one}}``
    """
    return textwrap.dedent(before) + SCRIPT.replace("MODELS", repr(extended_models()))


SCRIPT = """
import logging
from itertools import count
from odoo import Command
from odoo.tools import SQL

logging.getLogger("odoo.sql_db").setLevel(logging.CRITICAL)  # what is refused is no error here
today = "2026-03-02"
customer = env["res.partner"].create({"name": "Has gaps"})
lead = env["crm.lead"].create({"name": "With activities", "partner_id": customer.id})
order = env["sale.order"].create({"partner_id": customer.id, "opportunity_id": lead.id})
product = env["product.product"].create({"name": "Gap", "type": "service"})
plan = env["mail.activity.plan"].create({"name": "Gaps", "res_model": "crm.lead"})
env["calendar.event"].create({
    "name": "Each Monday", "start": "2026-03-02 09:00:00", "stop": "2026-03-02 10:00:00",
    "recurrency": True, "rrule_type": "weekly", "mon": True, "end_type": "count", "count": 2,
})
call = env.ref("mail.mail_activity_data_call")
documents = [
    {
        "res_model_id": env["ir.model"]._get_id(record._name), "res_id": record.id,
        "activity_type_id": call.id,
    }
    for record in (lead, customer, order)
]
# fields that are left out together
TOGETHER = {"res_model_id": ["res_id"]}
# what a row of a model is about
BASES = {
    "mail.activity": documents,
    "mail.activity.plan.template": [{"plan_id": plan.id}],
    "res.company": [{"partner_id": False}],  # makes its own
    "res.users": [{"partner_id": False, "company_id": env.company.id}],
    "sale.order.line": [{"order_id": order.id, "product_id": product.id}],
}
number = count()


def attempt(function, *args):
    try:
        with env.cr.savepoint():
            done = function(*args)
            env.flush_all()
            return done
    except Exception:
        env.invalidate_all()
        return None


def is_free(field):
    return (
        field.type == "many2one" and field.store and not field.required and not field.readonly
        and not field.related and not field.inherited
        and not env[field.comodel_name]._transient
    )


def find_other(model, record=None):
    # a record of the model, other than this one; an archived one where there is none else
    others = env[model].search([], limit=2) or find_archived(model)
    return (others - record if record and record._name == model else others)[:1]


def find_archived(model):
    return env[model].with_context(active_test=False).search([], limit=2)


def prepare(model, base):
    # what a row has to have, said as simply as it can be
    rec_name = env[model]._rec_name
    values = {}
    if rec_name and env[model]._fields[rec_name].type == "char" and rec_name not in base:
        values[rec_name] = "Has gaps"
    for name, field in env[model]._fields.items():
        if not (field.required and field.store) or field.compute or field.related or name in base:
            continue
        if field.type in ("char", "text"):
            values[name] = f"Gap {name}"
        elif field.type == "many2one":
            values[name] = find_other(field.comodel_name).id
        elif field.type in ("date", "datetime"):
            values[name] = today
    return {**values, **base}


def create(model, values):
    # some texts have to differ
    texts = {
        name: f"{value} {next(number)}"
        for name, value in values.items()
        if env[model]._fields[name].type == "char"
    }
    return env[model].with_context(no_reset_password=True).create({**values, **texts})


def fill(model, base):
    # name another record in each field that takes one
    record = attempt(create, model, base)
    filled = {}
    for name, field in env[model]._fields.items():
        if record is None or not is_free(field) or name in base:
            continue
        other = find_other(field.comodel_name, record)
        if other and attempt(record.write, {name: other.id}):
            filled[name] = other.id
    return filled


def make(model, base, filled, left_out):
    gone = [name for field in left_out for name in (field, *TOGETHER.get(field, ()))]
    record = create(model, {**base, **filled, **dict.fromkeys(gone, False)})
    wrong = [name for name in gone if record[name]]
    if wrong:  # Odoo has proposed something
        record.write(dict.fromkeys(wrong, False))
    return record


def make_gaps(model):
    made, gaps, full = 0, set(), []
    for base in BASES.get(model, [{}]):
        base = prepare(model, base)
        filled = fill(model, base)
        free = [n for n in {**base, **filled} if is_free(env[model]._fields[n])]
        choices = [[], free]
        for name in TOGETHER:
            if name in free:
                choices += [[name], [other for other in free if other != name]]
        for left_out in choices:
            for archived in (False, True):
                record = attempt(make, model, base, filled, left_out)
                if record is None:
                    continue
                if archived and "active" in record and not attempt(archive, record):
                    continue
                made += 1
                full += [] if left_out else record.ids
                gaps.update(name for name in left_out if not record[name])
    return made, sorted(gaps), full


def archive(record):
    record.action_archive()
    return True


def copy_without(table, row_id, columns, column):
    # the row once more, with nothing in that column
    env.cr.execute(SQL(
        "INSERT INTO %s (%s) SELECT %s FROM %s WHERE id = %s",
        SQL.identifier(table), SQL(", ").join(map(SQL.identifier, columns)),
        SQL(", ").join(SQL("NULL") if c == column else SQL.identifier(c) for c in columns),
        SQL.identifier(table), row_id,
    ))
    return True


def empty_columns(model, rows):
    # of an open and of an archived row each
    table = SQL.identifier(env[model]._table)
    env.cr.execute(
        "SELECT column_name, is_nullable = 'YES' FROM information_schema.columns"
        " WHERE table_name = %s AND column_name != 'id'", [env[model]._table],
    )
    columns = dict(env.cr.fetchall())
    if not rows:
        rows = [row_id for (row_id,) in env.execute_query(SQL("SELECT MIN(id) FROM %s", table))]
    return sorted({
        column
        for row_id in rows
        for column, may_be_empty in columns.items()
        if may_be_empty and attempt(copy_without, env[model]._table, row_id, [*columns], column)
    })


usual = [
    model for model in MODELS
    if model in env and env[model]._auto and not model.startswith("ir.")
    and not env[model]._transient and not env[model]._abstract
]
result, full = {}, {}
for model in usual:
    made, gaps, full[model] = make_gaps(model)
    result[model] = {"count": made, "left_out": gaps}
for model in usual:
    empty = empty_columns(model, full[model])
    result[model].update(empty=empty, count=result[model]["count"] + len(empty))
env.invalidate_all()
"""

# every field of ours, of every row: what is empty stops no screen
READ = """
usual = [
    model for model in MODELS
    if model in env and env[model]._auto and not env[model]._abstract
    and not model.startswith(("ir.", "digest."))  # a digest reads what all others are made of
]
ours = env["ir.model.fields"].search([("store", "=", False), ("model", "in", usual)])
ours = ours.filtered(lambda field: "sales_process" in field.modules)
read = 0
for model, of_model in ours.grouped("model").items():
    rows = env[model].with_context(active_test=False).search([])
    read += len(rows.read(of_model.mapped("name")))
result["read"] = read
"""


def work(before):
    """The script of work that goes on, and then reads whatever is there."""
    return textwrap.dedent(before) + READ.replace("MODELS", repr(extended_models()))

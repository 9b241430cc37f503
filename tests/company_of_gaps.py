"""A company whose rows leave out whatever stock lets them leave out, found by its fields.

Of each model that our addons extend there is a row with everything that another record can be named
in, one with each of these fields left out, and one with all of them left out; each of these once
more archived. What Odoo itself refuses is left.
"""

import ast

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
    """The model that a class extends, if it is no model of its own."""
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


def script():
    """The script for Odoo's shell; its result is ``{model: [how many rows, what is left out]}``."""
    return SCRIPT.replace("MODELS", repr(extended_models()))


SCRIPT = """
import logging
from odoo import Command

logging.getLogger("odoo.sql_db").setLevel(logging.CRITICAL)  # what is refused is no error here
today = "2026-03-02"
customer = env["res.partner"].create({"name": "Has gaps"})
lead = env["crm.lead"].create({"name": "With activities", "partner_id": customer.id})
order = env["sale.order"].create({"partner_id": customer.id, "opportunity_id": lead.id})
documents = [
    {"res_model_id": env["ir.model"]._get_id(record._name), "res_id": record.id}
    for record in (lead, customer, order)
]
# fields that are left out together
TOGETHER = {"res_model_id": ["res_id"]}
# what a row of a model is about
BASES = {"mail.activity": documents}


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
            values[name] = env[field.comodel_name].search([], limit=1).id
        elif field.type in ("date", "datetime"):
            values[name] = today
    return {**values, **base}


def fill(model, base):
    # name another record in each field that takes one
    record = attempt(env[model].create, base)
    filled = {}
    for name, field in env[model]._fields.items():
        if record is None or not is_free(field) or name in base:
            continue
        other = env[field.comodel_name].search([], limit=1)
        if other and attempt(record.write, {name: other.id}):
            filled[name] = other.id
    return filled


def make(model, base, filled, left_out):
    gone = [name for field in left_out for name in (field, *TOGETHER.get(field, ()))]
    record = env[model].create({**base, **filled, **dict.fromkeys(gone, False)})
    wrong = [name for name in gone if record[name]]
    if wrong:  # Odoo has proposed something
        record.write(dict.fromkeys(wrong, False))
    return record


def make_gaps(model):
    made, gaps = 0, set()
    for base in BASES.get(model, [{}]):
        base = prepare(model, base)
        filled = fill(model, base)
        free = [n for n in {**base, **filled} if is_free(env[model]._fields[n])]
        choices = [[], *([name] for name in free), free]
        if "res_model_id" in free:
            choices.append([name for name in free if name != "res_model_id"])
        for left_out in choices:
            for archived in (False, True):
                record = attempt(make, model, base, filled, left_out)
                if record is None:
                    continue
                if archived and "active" in record and not attempt(archive, record):
                    continue
                made += 1
                gaps.update(name for name in left_out if not record[name])
    return [made, sorted(gaps)]


def archive(record):
    record.action_archive()
    return True


result = {}
for model in MODELS:
    usual = model in env and env[model]._auto and not model.startswith("ir.")
    if usual and not env[model]._transient and not env[model]._abstract:
        result[model] = make_gaps(model)
"""

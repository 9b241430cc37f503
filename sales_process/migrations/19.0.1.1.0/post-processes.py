"""The ready-made processes that were there before get goals, tasks, mails and days to rot, where a
company has changed nothing of them; what a team has loaded of them stays as it is."""

from odoo import SUPERUSER_ID, api
from odoo.tools import SQL, convert_file

BEFORE = ("reference", "short", "four", "service")
TEXTS = {
    "sales_process_template": ("name", "description"),
    "sales_process_template_stage": ("name", "requirements", "guidance"),
}


def migrate(cr, _version):
    env = api.Environment(cr, SUPERUSER_ID, {})
    for name in BEFORE:
        process = env.ref(f"sales_process.process_{name}", raise_if_not_found=False)
        if process and not _is_changed(process):
            process.stage_ids.flow_step = False  # a document may lead to another stage now
            path = f"data/goals/processes/{name}.xml"
            convert_file(env, "sales_process", path, {}, mode="init", noupdate=True)
            env.flush_all()
            _forget_translations(process)
    env.invalidate_all()


def _is_changed(process):
    names = process.stage_ids.get_external_id()
    return not all(names.values()) or any(
        record.write_date != record.create_date
        for records in (process, process.stage_ids)
        for record in records
    )


def _forget_translations(process):
    """Texts that were reworded are translated anew: Odoo loads translations after this."""
    for records in (process, process.stage_ids):
        for name in TEXTS[records._table]:
            column = SQL.identifier(name)
            process.env.cr.execute(
                SQL(
                    "UPDATE %s SET %s = jsonb_build_object('en_US', %s->'en_US')"
                    " WHERE id IN %s AND %s IS NOT NULL",
                    SQL.identifier(records._table),
                    column,
                    column,
                    records._ids,
                    column,
                )
            )

"""What happens once, when the addon enters a database or leaves it."""

from odoo.tools import SQL

from .tools import bulk, install


def pre_init_hook(env):
    """Create the columns of big tables, so that Odoo does not compute them row by row."""
    install.create_event_columns(env.cr)


def post_init_hook(env):
    bulk.take_memory(env.cr)
    env["mail.activity.type"]._set_default_event_categories()
    install.fill_events(env)
    install.skip_past_meetings(env.cr)
    env["res.partner"]._init_last_contacts()
    env["crm.stage"]._init_process()
    env["crm.lead.stage.history"]._rebuild_from_tracking()
    env["crm.lead"]._init_process()
    env["sales.forecast.snapshot"]._rebuild_from_tracking()
    env["sales.forecast.snapshot"]._freeze()
    env.ref("sales_process.sales_process_start_todo").action_open()


def uninstall_hook(env):
    """Let go of categories and outcomes, which activities hold on to while the addon is there,
    let opportunities do nothing by themselves any more, and CRM open as it did."""
    install.set_leaving(env)
    # a column made anew is empty at once, whatever the number of activities; it goes soon anyway
    for column in ("event_category_id", "event_type_id", "outcome_id"):
        name = SQL.identifier(column)
        env.cr.execute(SQL("ALTER TABLE mail_activity DROP COLUMN %s", name))
        env.cr.execute(SQL("ALTER TABLE mail_activity ADD COLUMN %s int4", name))
    env["mail.activity"].invalidate_model(flush=False)
    # cards, targets and goals hold on to categories as well; without goals and tasks no stage acts
    # by itself
    env.cr.execute("UPDATE sales_card SET event_category_id = NULL")
    env.cr.execute("DELETE FROM sales_target")
    env.cr.execute("DELETE FROM crm_stage_goal")
    env.cr.execute("UPDATE crm_stage SET activity_plan_id = NULL, mail_template_id = NULL")
    env.invalidate_all(flush=False)
    env.registry.clear_cache()
    # CRM opens on its first entry again
    menu = env.ref("crm.crm_menu_root", raise_if_not_found=False)
    if menu and menu.action == env.ref("crm.action_your_pipeline", raise_if_not_found=False):
        menu.action = False

"""The records of the data files, and the environment in which everything else is made."""

SELLERS = ("anna", "bruno")
# the team, its users, and what Odoo makes along with them
KEPT = ("crm.team", "mail.alias", "res.users", "res.partner")


def ref(env, name):
    """A record of this addon's data files."""
    return env.ref(f"sales_process_demo.{name}")


def get_sellers(env):
    """``{login: user}`` of those who sell."""
    return {login: ref(env, f"user_{login}") for login in SELLERS}


def quiet(env):
    """An environment in which nobody is told of what is planned for them or given to them."""
    return env(
        context={
            **env.context,
            "mail_activity_quick_update": True,
            "mail_auto_subscribe_no_notify": True,
        }
    )


def release(env):
    """Archive the team and the users, and let go of their XML ids, so that Odoo keeps them."""
    data = env["ir.model.data"].search(
        [("module", "=", "sales_process_demo"), ("model", "in", KEPT)]
    )
    for row in data.filtered(lambda row: row.model in ("crm.team", "res.users")):
        env[row.model].browse(row.res_id).exists().active = False
    users = data.filtered(lambda row: row.model == "res.users").mapped("res_id")
    env.flush_all()
    # not by the ORM, which would write them a mail about their new login
    env.cr.execute("UPDATE res_users SET login = login || '-' || id WHERE id = ANY(%s)", [users])
    env["res.users"].invalidate_model(["login"])
    data.unlink()

"""An environment in a process that holds one Odoo database."""

import contextlib


@contextlib.contextmanager
def environment(arguments, login=None):
    """Yield an environment of the database that Odoo's command line ``arguments`` name.

    It belongs to ``login``, else to the system. Nothing is committed but by who asks for it.
    """
    import odoo
    from odoo.modules.registry import Registry

    odoo.tools.config.parse_config([*arguments, "--log-level=error"], setup_logging=True)
    registry = Registry(odoo.tools.config["db_name"][0])
    with registry.cursor() as cr:
        env = odoo.api.Environment(cr, odoo.SUPERUSER_ID, {})
        if login:
            env = env(user=env["res.users"].search([("login", "=", login)]).id)
        yield env

"""Databases: templates that are made once, and quick copies of them."""

import hashlib
import json

from devtools import addons, atomic, odoo_run, paths, proc, venv
from devtools.say import Problem, step

CORE_MODULES = ("crm", "sale_crm", "sale_management")
FULL_MODULES = (
    *CORE_MODULES,
    "sale_stock",
    "delivery",
    "stock_delivery",
    "mass_mailing_crm",
    "website_crm",
    "sale_mrp",
    "base_automation",
)

NAMED = 30  # modules of a database that are named when it is made


def name(purpose):
    """Name of a database of this clone."""
    return f"sales_process_{paths.clone_key()}_{purpose}"


def exists(server, database):
    found = server.sql(("SELECT 1 FROM pg_database WHERE datname = %s", [database]))
    return bool(found)


def drop(server, database):
    server.sql(f'DROP DATABASE IF EXISTS "{database}" WITH (FORCE)')
    atomic.remove(odoo_run.data_dir(database))


def note(server, database):
    """What ``set_note`` has kept with the database: it goes when the database goes."""
    rows = server.sql(
        (
            "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s",
            [database],
        )
    )
    try:
        return json.loads(rows[0][0])
    except (IndexError, TypeError, ValueError):
        return {}


def set_note(server, database, **kept):
    server.sql((f'COMMENT ON DATABASE "{database}" IS %s', [json.dumps(kept)]))


def copy(server, origin, database):
    """Replace ``database`` by a copy of ``origin``."""
    drop(server, database)
    server.sql(f'CREATE DATABASE "{database}" TEMPLATE "{origin}"')
    odoo_run.copy_filestore(origin, database)


def rename(server, origin, database):
    server.sql(f'ALTER DATABASE "{origin}" RENAME TO "{database}"')
    atomic.remove(odoo_run.data_dir(database))
    odoo_run.filestore(database).parent.mkdir(parents=True)
    if odoo_run.filestore(origin).exists():
        odoo_run.filestore(origin).rename(odoo_run.filestore(database))
    atomic.remove(odoo_run.data_dir(origin))


def demo_template(odoo):
    """The template with Odoo's own demo data: what the addons of the demo work with."""
    modules = [*CORE_MODULES, *addons.stock_depends(addons.shown())]
    return template(odoo, modules, demo=True)


def template(odoo, modules, demo=False, locks=("odoo",)):
    """Name of a database with ``modules`` installed, made once per Odoo and module list.

    :param locks: names of the lock files that say what the modules and their packages are
    """
    modules = sorted(set(modules))
    parts = [odoo.source.version, *map(venv.key, locks), str(demo), *modules]
    key = hashlib.sha256("|".join(parts).encode()).hexdigest()[:10]
    database = f"sales_process_template_{key}"
    server = odoo.server
    with atomic.locked(paths.shared() / "locks" / f"{database}.lock"):
        if exists(server, database):
            return database
        fresh = f"{database}_new"
        drop(server, fresh)
        log = paths.local("logs", f"{database}.log")
        what = "with demo data " if demo else ""
        with step(f"Making a database {what}with {_say(modules)}") as current:
            try:
                odoo.run(
                    fresh,
                    *(["--with-demo"] if demo else []),
                    f"-i{','.join(modules)}",
                    "--stop-after-init",
                    current=current,
                    log=log,
                )
            except proc.Failed as error:
                drop(server, fresh)
                raise Problem(
                    f"Odoo could not install {_say(modules)} (details in {log})"
                ) from error
            rename(server, fresh, database)
            set_note(server, database, odoo=odoo.source.version, modules=modules, demo=demo)
    return database


def _say(modules):
    """Names of modules, or how many there are where nobody reads them all."""
    return ", ".join(modules) if len(modules) <= NAMED else f"{len(modules)} modules"

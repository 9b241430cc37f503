"""The databases of a size: one of stock Odoo, and a copy of it on which the addon was installed.

They are kept, and made anew in another week (the history ends today), or when what made them has
changed.
"""

import datetime
import hashlib
import subprocess

from benchmarks import generator, sizes, statements_crm, statements_sales
from devtools import addons, databases, paths
from devtools.say import Problem, step

MODULES = ("crm", "sale_crm", "sale_management", "sale_stock")
PREFIX = "sales_process_bench"


def stock(odoo, size):
    """Name of the filled database without the addon."""
    template = databases.template(odoo, MODULES)
    return _kept(
        odoo,
        f"{PREFIX}_{size.name.lower()}_stock",
        [template, _week(), *map(_source, (generator, sizes, statements_crm, statements_sales))],
        lambda fresh: _make_stock(odoo, size, template, fresh),
    )


def ours(odoo, size):
    """Name of the database with the addon, installed when the history was there already."""
    origin = stock(odoo, size)
    return _kept(
        odoo,
        f"{PREFIX}_{size.name.lower()}_ours",
        [databases.note(odoo.server, origin)["key"], addons.content_key(addon_names())],
        lambda fresh: _make_ours(odoo, size, origin, fresh),
    )


def addon_names():
    """Our addons that install on ``MODULES``."""
    return [addons.CORE, "sales_process_stock"]


def _kept(odoo, name, parts, make):
    """The database of this name, made by ``make`` where it is missing or ``parts`` have changed."""
    key = hashlib.sha256("|".join(map(str, parts)).encode()).hexdigest()[:16]
    if databases.note(odoo.server, name).get("key") == key:
        return name
    fresh = f"{name}_new"
    databases.drop(odoo.server, fresh)
    make(fresh)
    # as PostgreSQL does by itself within minutes: what an index holds is then read from it alone
    odoo.server.sql("VACUUM ANALYZE", database=fresh)
    databases.drop(odoo.server, name)
    databases.rename(odoo.server, fresh, name)
    databases.set_note(odoo.server, name, key=key)
    return name


def _make_stock(odoo, size, template, fresh):
    with step(f"Filling a stock database of size {size.name}", every=30):
        databases.copy(odoo.server, template, fresh)
        _inside(odoo, fresh, "fill", size)


def _make_ours(odoo, size, origin, fresh):
    with step(f"Installing the addon on a database of size {size.name}", every=30) as current:
        databases.copy(odoo.server, origin, fresh)
        log = paths.local("logs", f"{fresh}.log")
        odoo.run(
            fresh, f"-i{','.join(addon_names())}", "--stop-after-init", current=current, log=log
        )
        _inside(odoo, fresh, "add_ours", size)


def _inside(odoo, database, function, size):
    """Run a function of the generator in a process of its own."""
    arguments = [str(part) for part in odoo.argv(database)[3:]]
    done = subprocess.run(
        [str(odoo.python), "-m", "benchmarks.stores", function, size.name, *arguments],
        env={**odoo.environ(), "PYTHONPATH": f"{odoo.source.root}:{paths.ROOT}"},
        cwd=paths.ROOT,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )
    if done.returncode:
        raise Problem(f"{function} of size {size.name} failed:\n{done.stderr[-2000:]}")


def _source(module):
    with open(module.__file__, "rb") as file:
        return hashlib.sha256(file.read()).hexdigest()


def _week():
    return datetime.date.today().strftime("%G-W%V")


def main(function, size, *arguments):
    from benchmarks.inside import environment

    with environment(arguments) as env:
        getattr(generator, function)(env, sizes.SIZES[size], datetime.date.today())
        env.cr.commit()


if __name__ == "__main__":
    import sys

    main(*sys.argv[1:])

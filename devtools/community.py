"""Addons of the Odoo community that ours are tried beside: what ``community.txt`` locks."""

import dataclasses

from devtools import addons, databases, venv
from devtools.packages import TITLES

LOCK = "community"


def beside(odoo):
    """The same Odoo, with the community's addons in its path."""
    return dataclasses.replace(odoo, addons=(*odoo.addons, folder()))


def folder():
    """Where the locked addons are, downloaded when they are needed first."""
    environment = venv.python(LOCK, TITLES[LOCK]).parents[1]
    (found,) = environment.glob("lib/python*/site-packages/odoo/addons")
    return found


def names():
    """Technical names of the addons, those included that others of them need."""
    return sorted(addons.manifests(folder()))


def template(odoo):
    """Name of a database with these addons and all that our bridges need, without ours."""
    modules = [*databases.FULL_MODULES, *addons.stock_depends(addons.product()), *names()]
    return databases.template(odoo, modules, locks=("odoo", LOCK))

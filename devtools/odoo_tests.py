"""Runs in Odoo's Python in place of ``-m odoo``: Odoo's tests at a moment of our choice.

    python odoo_tests.py upgrading|loaded [options of Odoo]

Odoo runs the at-install tests of a module before those that depend on it are loaded, so that an
addon beside it takes no part in them. ``loaded`` runs them when everything is, before the
post-install tests. ``upgrading`` leaves them where they are, and the post-install tests out: so run
the tests that meet the tables and records of an addon that is installed but not loaded yet.
"""

import sys

UPGRADING, LOADED = "upgrading", "loaded"


def rearrange(loader, suite_class, moment):
    """Make the loader of Odoo's tests give each moment of a run the tests that belong there."""
    find = loader.make_suite

    def make_suite(module_names, position="at_install"):
        names = list(module_names)
        if moment == UPGRADING:
            return find(names, position) if position == "at_install" else suite_class()
        if position == "at_install":
            return suite_class()
        return suite_class([*find(names, "at_install"), *find(names, "post_install")])

    loader.make_suite = make_suite


def main():
    moment = sys.argv.pop(1)
    from odoo.cli.command import main as odoo_main
    from odoo.service import server

    preload = server.preload_registries

    def preload_registries(dbnames):
        # not earlier: Odoo's test classes read the configuration when they are imported
        from odoo.tests import loader, suite

        rearrange(loader, suite.OdooSuite, moment)
        return preload(dbnames)

    server.preload_registries = preload_registries
    odoo_main()


if __name__ == "__main__":
    del sys.path[0]  # this folder: its modules must not stand in for packages of that name
    main()

import importlib
import pkgutil
from contextlib import contextmanager
from inspect import isfunction
from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tools import mute_logger

WORDS = "Not without a referral"


def proves(*hooks):
    """Mark a test that sees these hooks refused, and the action that they are in go on.

    :param hooks: ``model.method`` of each
    """

    def mark(test):
        test.proven_hooks = hooks
        return test

    return mark


def get_hooks(env, addon):
    """``{model.method: kind}`` of all that this addon does inside somebody else's action."""
    hooks = {}
    for model in env.registry.values():
        for definition in model.__mro__:
            if not definition.__module__.startswith(f"odoo.addons.{addon}."):
                continue
            for name, method in vars(definition).items():
                if hook := getattr(method, "refusal_hook", None):
                    owner = getattr(definition, "_name", None) or definition._inherit
                    hooks[f"{owner}.{name}"] = hook
    return hooks


def get_proven(package, path):
    """The hooks that tests of a package see refused."""
    proven = set()
    for module in pkgutil.iter_modules(path):
        tests = vars(importlib.import_module(f"{package}.{module.name}"))
        for case in tests.values():
            if isinstance(case, type):
                for test in filter(isfunction, vars(case).values()):
                    proven.update(getattr(test, "proven_hooks", ()))
    return proven


class RefusalsMixin:
    """Rules of a company that refuse something, and what is to be seen of it afterwards."""

    @contextmanager
    def refusing(self, model, method, is_refused=None, error=UserError):
        """A rule of the company, on top of whatever stands in Odoo.

        :param method: ``create`` or ``write``
        :param is_refused: function of the records and one dictionary of values; by default all
        :param error: an exception class of Odoo's, or *sql* for a constraint of the database
        """
        registry_class = type(self.env[model])
        original = getattr(registry_class, method)

        def refuse(records, vals):
            vals_list = vals if isinstance(vals, list) else [vals]
            if any(is_refused is None or is_refused(records, one) for one in vals_list):
                if error == "sql":
                    records.env.cr.execute("UPDATE crm_stage SET name = NULL")
                raise error(WORDS)
            return original(records, vals)

        with (
            patch.object(registry_class, method, refuse),
            mute_logger("odoo.sql_db", "odoo.addons.sales_process.tools.refusals"),
        ):
            yield

    def commit(self):
        """What waits for the commit is done."""
        self.env.cr.flush()
        self.env.invalidate_all()

    def refusals(self, kind=None, record=None):
        domain = [("kind", "=", kind)] if kind else []
        if record is not None:
            domain += [("res_model", "=", record._name), ("res_id", "in", record.ids)]
        return self.env["sales.process.refusal"].search(domain)

    def assertRefused(self, kind, record, lead=None, words=WORDS):
        """It is on the card, with its words, and said once in the log."""
        self.commit()
        refusal = self.refusals(kind, record)
        self.assertEqual(len(refusal), 1, f"{kind} of {record}")
        self.assertIn(words, refusal.reason)
        if lead is not None:
            self.assertEqual(refusal.lead_id, lead)
            self.assertEqual(self.count_notes(lead, words), 1)
        return refusal

    def assertPassed(self, kind, record):
        self.commit()
        self.assertFalse(self.refusals(kind, record))

    def count_notes(self, lead, words=WORDS):
        return sum(words in str(message.body) for message in lead.message_ids)

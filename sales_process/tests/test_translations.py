import io
import re

import polib

from odoo.tests import TransactionCase, tagged
from odoo.tools import file_path
from odoo.tools.translate import trans_export

OF_OTHERS = re.compile(r"model:ir\.model,(?!name:)")
LANGUAGES = ("fi", "pl")
# what the demo shows is made up and in English
WITHOUT_CATALOGUE = ("sales_process_demo",)
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%[a-z%](?![a-zA-Z])|\{\{.*?\}\}|</?\w+")


@tagged("post_install", "-at_install", "sales_process_core_only")
class TestTranslations(TransactionCase):
    """Everything that people read can be read in Finnish and Polish."""

    def setUp(self):
        super().setUp()
        modules = self.env["ir.module.module"].search(
            [
                ("name", "=like", "sales\\_process%"),
                ("name", "not in", WITHOUT_CATALOGUE),
                ("state", "=", "installed"),
            ]
        )
        self.assertTrue(modules)
        self.modules = modules.mapped("name")

    def _read(self, module, name):
        catalogue = polib.pofile(file_path(f"{module}/i18n/{name}"))
        return {entry.msgid: entry for entry in catalogue if not entry.obsolete}

    def test_catalogue_is_complete(self):
        """Every term of the addons is in their catalogue, and no term that is gone. To make it
        anew: ``make catalogues``."""
        for module in self.modules:
            with self.subTest(module=module):
                exported = io.BytesIO()
                trans_export(False, [module], exported, "po", self.env)
                terms = {
                    entry.msgid
                    for entry in polib.pofile(exported.getvalue().decode())
                    # of the models that we extend, other addons say more than their name
                    if any(not OF_OTHERS.match(place) for place, _line in entry.occurrences)
                }
                known = set(self._read(module, f"{module}.pot"))
                self.assertEqual(terms - known, set(), "not in the catalogue")
                self.assertEqual(known - terms, set(), "gone")

    def test_every_term_is_translated(self):
        """Finnish and Polish have every term, with the same places for values and the same tags."""
        for module in self.modules:
            terms = self._read(module, f"{module}.pot")
            for language in LANGUAGES:
                with self.subTest(module=module, language=language):
                    translated = self._read(module, f"{language}.po")
                    missing = [
                        term
                        for term in terms
                        if term not in translated or not translated[term].msgstr
                    ]
                    self.assertEqual(missing, [])
                    for term in terms:
                        self.assertEqual(
                            sorted(PLACEHOLDER.findall(translated[term].msgstr)),
                            sorted(PLACEHOLDER.findall(term)),
                            term,
                        )

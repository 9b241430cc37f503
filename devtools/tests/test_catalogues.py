import subprocess
import tempfile
import unittest
from pathlib import Path

from devtools import paths, venv

HEAD = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n\n'
CATALOGUE = f"""{HEAD}#. module: sales_process
#: code:addons/sales_process/models/cards/sales_card.py:0
msgid "Card"
msgstr ""

#. module: sales_process
#: model:ir.model,website_form_label:sales_process.model_crm_lead
msgid "Create an opportunity"
msgstr ""

#. module: sales_process
#: model:ir.model,name:sales_process.model_sales_card
msgid "New"
msgstr ""
"""
LANGUAGE = f"""{HEAD}#. module: sales_process
#: code:addons/sales_process/models/sales_card.py:0
msgid "Gone"
msgstr "Poissa"

#. module: sales_process
#: code:addons/sales_process/models/sales_card.py:0
msgid "Card"
msgstr "Kortti"
"""


class MergeTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.catalogue = Path(folder.name) / "sales_process.pot"
        self.language = Path(folder.name) / "fi.po"
        self.catalogue.write_text(CATALOGUE)
        self.language.write_text(LANGUAGE)

    def merge(self):
        python = venv.python("odoo", "Odoo's Python packages")
        argv = [python, "-m", "devtools.catalogue_merge", self.catalogue, self.language]
        return subprocess.run(argv, cwd=paths.ROOT, capture_output=True, text=True, check=True)

    def test_translations_stay_with_their_terms_and_places_follow(self):
        self.merge()
        text = self.language.read_text()
        self.assertIn('models/cards/sales_card.py:0\nmsgid "Card"\nmsgstr "Kortti"', text)
        self.assertNotIn("models/sales_card.py", text)
        self.assertNotIn("Gone", text)

    def test_what_is_not_translated_is_there_and_named(self):
        self.assertIn("fi.po: not translated: 'New'", self.merge().stdout)
        self.assertIn('msgid "New"\nmsgstr ""', self.language.read_text())

    def test_terms_of_other_addons_are_left_out(self):
        self.merge()
        for path in (self.catalogue, self.language):
            self.assertNotIn("Create an opportunity", path.read_text())

    def test_merging_again_changes_nothing(self):
        self.merge()
        before = self.language.read_text(), self.catalogue.read_text()
        self.merge()
        self.assertEqual((self.language.read_text(), self.catalogue.read_text()), before)

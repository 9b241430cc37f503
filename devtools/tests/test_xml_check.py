import subprocess
import tempfile
import unittest
from pathlib import Path

from devtools import paths, venv

SCHEMA = """<grammar xmlns="http://relaxng.org/ns/structure/1.0"><start><element name="odoo">
<zeroOrMore><element name="record"><attribute name="id"/><attribute name="model"/>
<zeroOrMore><element name="field"><attribute name="name"/><optional><attribute name="type"/>
</optional><ref name="any"/></element></zeroOrMore></element></zeroOrMore></element></start>
<define name="any"><zeroOrMore><choice><text/><element><anyName/><zeroOrMore><attribute><anyName/>
</attribute></zeroOrMore><ref name="any"/></element></choice></zeroOrMore></define></grammar>"""
VIEW = (
    '<odoo><record id="{id}" model="ir.ui.view"><field name="arch" type="xml">{arch}</field>'
    "</record></odoo>"
)


class CheckTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = Path(folder.name)
        (self.root / "odoo").mkdir()
        (self.root / "odoo" / "import_xml.rng").write_text(SCHEMA)

    def check(self, **files):
        names = []
        for name, text in files.items():
            path = self.root / "sales_process" / name.replace("__", "/")
            path = path.with_suffix(".xml")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
            names.append(str(path.relative_to(self.root)))
        done = subprocess.run(
            [venv.python("lint", "the checkers"), "-m", "devtools.xml_check", self.root, *names],
            cwd=self.root,
            env={"PYTHONPATH": str(paths.ROOT)},
            capture_output=True,
            text=True,
            check=False,
        )
        self.assertEqual(done.stderr, "")
        self.assertEqual(done.returncode, 1 if done.stdout else 0)
        return done.stdout

    def test_a_good_view_passes(self):
        arch = '<list><field name="name" invisible="not active"/></list>'
        self.assertEqual(self.check(views__good=VIEW.format(id="a", arch=arch)), "")

    def test_what_19_has_dropped_is_named(self):
        for arch, text in (
            ("<tree/>", "<tree> is <list>"),
            ("<list attrs='{}'/>", "attrs is gone"),
            ("<kanban><t t-name='kanban-box'/></kanban>", "is called card"),
            ("<form><t t-esc='x'/></form>", "use t-out"),
            ("<search><group expand='0'/></search>", "has no attributes"),
        ):
            with self.subTest(text):
                self.assertIn(text, self.check(views__bad=VIEW.format(id="a", arch=arch)))

    def test_what_is_not_xml_is_named(self):
        self.assertIn("views/bad.xml", self.check(views__bad="<odoo><record></odoo>"))

    def test_what_the_schema_refuses_is_named(self):
        self.assertIn("bad.xml:1:", self.check(views__bad="<odoo><recrod/></odoo>"))

    def test_an_identifier_used_twice_is_named(self):
        text = VIEW.format(id="twice", arch="<list/>")
        self.assertIn("twice is also in", self.check(views__a=text, views__b=text))

    def test_templates_are_named_after_the_addon(self):
        text = '<templates><t t-name="other.Card"><div/></t></templates>'
        self.assertIn("must begin with sales_process.", self.check(static__src__card=text))

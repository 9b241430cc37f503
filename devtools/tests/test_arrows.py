import tempfile
import unittest
from pathlib import Path

from devtools import arrows

GOAL_COUNT = """class Some(models.Model):
    %s

    goal_count = fields.Integer()
"""
PICTURE = """# Architecture

```mermaid
graph BT
    cards --> events
    goals --> process
    centre --> goals
    centre --> cards
```
"""


class CheckTest(unittest.TestCase):
    """An addon with rooms that read each other."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = Path(folder.name)
        self.write("docs/architecture.md", PICTURE)
        rooms = ("events", "cards", "process", "goals", "centre")
        text = "".join(f"from . import {room}\n" for room in rooms)
        self.write("sales_process/models/__init__.py", text)
        for room in rooms:
            self.model(room, "__init__", "")
        self.model(
            "process",
            "crm_lead",
            """class CrmLead(models.Model):
    _inherit = "crm.lead"

    weight_chosen = fields.Float()
    partner_id = fields.Many2one("res.partner")

    def _on_entered(self, previous):
        return previous
""",
        )
        self.model("goals", "crm_stage_goal", GOAL_COUNT % '_name = "crm.stage.goal"')

    def write(self, path, text):
        target = self.root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text)

    def model(self, room, name, text):
        self.write(f"sales_process/models/{room}/{name}.py", text)

    def complaints(self, of_odoo=("partner_id",)):
        return list(arrows.check(self.root, set(of_odoo)))

    def assertOnly(self, text):
        complaints = self.complaints()
        self.assertEqual(len(complaints), 1, complaints)
        self.assertIn(text, complaints[0])

    def test_what_is_drawn_passes_directly_and_by_way_of_others(self):
        self.model("goals", "crm_lead", "def f(lead):\n    return lead.weight_chosen\n")
        self.model("centre", "crm_lead", "def f(lead):\n    return lead._on_entered(1)\n")
        self.assertEqual(self.complaints(), [])

    def test_a_member_is_named_with_both_places(self):
        self.model("events", "mail_activity", "def f(lead):\n    return lead._on_entered(1)\n")
        self.assertOnly("sales_process/models/events/mail_activity.py:2: events must not read ")
        self.assertOnly("process: _on_entered (sales_process/models/process/crm_lead.py:7)")

    def test_a_model_is_read_by_its_name(self):
        self.model("process", "crm_stage", 'def f(env):\n    return env["crm.stage.goal"]\n')
        self.assertOnly("crm_stage.py:2: process must not read goals: crm.stage.goal")

    def test_a_table_and_a_column_are_read_in_sql(self):
        self.model("process", "crm_stage", 'QUERY = "SELECT goal_count FROM crm_stage_goal"\n')
        complaints = "\n".join(self.complaints())
        self.assertIn("goals: goal_count", complaints)
        self.assertIn("goals: crm_stage_goal", complaints)

    def test_fields_are_read_in_domains_and_dependencies(self):
        self.model("process", "a", 'DOMAIN = [("stage_id.goal_count", ">", 0)]\n')
        self.model("process", "b", '@api.depends("stage_id.goal_count")\ndef f(self):\n    pass\n')
        self.assertEqual([text.split(":")[1] for text in self.complaints()], ["1", "1"])

    def test_an_import_is_an_arrow(self):
        self.model("process", "crm_stage", "from ..goals.crm_stage_goal import Goal\n")
        self.assertOnly("crm_stage.py:1: process must not read goals: import")

    def test_extending_a_hook_reads_the_room_that_has_it(self):
        text = """class CrmLead(models.Model):
    _inherit = "crm.lead"

    def _on_entered(self, previous):
        return super()._on_entered(previous)
"""
        self.model("goals", "crm_lead", text)
        self.assertEqual(self.complaints(), [])
        self.model("cards", "crm_lead", text)
        self.assertOnly("cards/crm_lead.py:4: cards must not read process: _on_entered")

    def test_prose_is_no_reading(self):
        self.model("process", "a", '"""goal_count"""\n\n\ndef f():\n    """crm.stage.goal"""\n')
        self.assertEqual(self.complaints(), [])

    def test_names_of_odoo_and_of_several_rooms_say_nothing(self):
        self.model("events", "a", "def f(record):\n    return record.partner_id\n")
        self.assertEqual(self.complaints(), [])
        self.model("centre", "b", GOAL_COUNT % '_inherit = "crm.team"')
        self.model("events", "c", "def f(record):\n    return record.goal_count\n")
        self.assertEqual(self.complaints(), [])

    def test_views_wizards_and_data_belong_to_their_room(self):
        self.write(
            "sales_process/views/process/crm_stage_views.xml",
            '<odoo>\n<!-- <field name="goal_count"/> -->\n<field name="goal_count"/>\n</odoo>\n',
        )
        self.assertOnly("crm_stage_views.xml:3: process must not read goals: goal_count")
        self.write("sales_process/views/process/crm_stage_views.xml", "<odoo/>\n")
        self.write("sales_process/data/goals/goals.xml", '<record id="first_goal" model="x"/>\n')
        self.write("sales_process/wizards/process/load.py", 'X = "sales_process.first_goal"\n')
        self.assertOnly("wizards/process/load.py:1: process must not read goals")

    def test_components_read_by_their_imports(self):
        text = 'import { a } from "@sales_process/centre/a";\n'
        self.write("sales_process/static/src/cards/board.js", text)
        self.assertOnly("board.js:1: cards must not read centre: import")

    def test_bridges_read_all_and_are_read_by_none(self):
        self.write("sales_process_x/__manifest__.py", "{}\n")
        self.write(
            "sales_process_x/models/crm_lead.py",
            """class CrmLead(models.Model):
    _inherit = "crm.lead"

    list_goal_ids = fields.Many2many("crm.stage.goal")
""",
        )
        self.assertEqual(self.complaints(), [])
        self.model("goals", "crm_lead", "def f(lead):\n    return lead.list_goal_ids\n")
        self.assertOnly("goals must not read sales_process_x: list_goal_ids")

    def test_the_table_names_the_packages_of_a_room(self):
        row = "| [cards](cards.md) | lists | `rows` |\n"
        self.write("docs/architecture.md", f"{PICTURE}\n{row}")
        self.assertOnly("the table names what is not there: cards/rows")
        self.write("sales_process/models/cards/rows/__init__.py", "")
        self.assertEqual(self.complaints(), [])
        self.write("sales_process/models/cards/screen/__init__.py", "")
        self.assertOnly("the table leaves out cards/screen")

    def test_a_room_that_is_not_drawn_is_named(self):
        with (self.root / "sales_process/models/__init__.py").open("a") as file:
            file.write("from . import cellar\n")
        self.assertOnly("the picture does not show cellar")

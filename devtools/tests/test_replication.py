import tempfile
import unittest
from pathlib import Path

from devtools import replication
from devtools.web_client import WIDGET_FIELDS, Views

LOG = """\
bench|LOG:  statement: BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY
bench|LOG:  statement: SELECT 1
bench|LOG:  statement: SAVEPOINT "a"
bench|LOG:  statement: COMMIT
other|LOG:  statement: SELECT 2
bench|ERROR:  relation does not exist
"""
KANBAN = """
<kanban>
    <progressbar field="state" sum_field="amount"/>
    <field name="user_id"/>
    <templates>
        <t t-name="card">
            <field name="name"/>
            <field name="tag_ids" widget="many2many_tags"/>
            <field name="line_ids"><list><field name="price"/></list></field>
            <field name="activity_ids" widget="kanban_activity"/>
        </t>
    </templates>
</kanban>
"""
FIELDS = {
    "name": {"type": "char"},
    "amount": {"type": "monetary"},
    "user_id": {"type": "many2one", "relation": "user"},
    "tag_ids": {"type": "many2many", "relation": "tag"},
    "line_ids": {"type": "one2many", "relation": "line"},
    "activity_ids": {"type": "one2many", "relation": "activity"},
    "activity_state": {"type": "selection"},
    "unused": {"type": "char"},
}


class StatementsTest(unittest.TestCase):
    def test_only_statements_of_the_database_count(self):
        """Where a request was served is told by queries, not by the frame around them."""
        with tempfile.TemporaryDirectory() as folder:
            log = Path(folder) / "server.log"
            log.write_text(LOG)
            pair = replication.Replication(None, None, None, "bench")
            self.assertEqual(pair._statements(log, 0), 2)
            self.assertEqual(pair._statements(log, log.stat().st_size), 0)


class SpecificationTest(unittest.TestCase):
    def test_a_view_asks_for_its_fields_and_those_of_its_widgets(self):
        """As the web client: relations by name, lines with their own columns, what widgets need
        also where the view lacks it, no other field."""
        models = {"deal": {"fields": FIELDS}, "line": {"fields": {"price": {"type": "float"}}}}
        views = Views("deal", {"kanban": {"arch": KANBAN}}, models)
        self.assertEqual(
            views.specification("kanban"),
            {
                "user_id": {"fields": {"display_name": {}}},
                "name": {},
                "tag_ids": {"fields": {"display_name": {}, "color": {}}},
                "line_ids": {"fields": {"price": {}}, "limit": 40},
                "activity_ids": {"fields": {}},
                "amount": {},
                **{name: {} for name in WIDGET_FIELDS["kanban_activity"]},
            },
        )

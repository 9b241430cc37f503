import tempfile
import unittest
from pathlib import Path

from devtools import replication

LOG = """\
bench|LOG:  statement: BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY
bench|LOG:  statement: SELECT 1
bench|LOG:  statement: SAVEPOINT "a"
bench|LOG:  statement: COMMIT
other|LOG:  statement: SELECT 2
bench|ERROR:  relation does not exist
"""


class StatementsTest(unittest.TestCase):
    def test_only_statements_of_the_database_count(self):
        """Where a request was served is told by queries, not by the frame around them."""
        with tempfile.TemporaryDirectory() as folder:
            log = Path(folder) / "server.log"
            log.write_text(LOG)
            pair = replication.Replication(None, None, None, "bench")
            self.assertEqual(pair._statements(log, 0), 2)
            self.assertEqual(pair._statements(log, log.stat().st_size), 0)

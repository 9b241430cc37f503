from odoo.tests import BaseCase, tagged

from ..tools.transaction import ORDER, Queue, StageEntry, get_queue, worked_off
from .process_common import StagesCommon


class TestQueue(BaseCase):
    """The memory of a transaction, without a database."""

    def test_steps_come_in_their_order(self):
        queue = Queue()
        self.assertIsNone(queue.next_step())
        queue.moved_on.add(1)
        queue.checked.add(1)
        queue.documents[1] = False
        queue.retried.add(1)
        queue.passed.add(("stage", "crm.lead", 1))
        steps = []
        while step := queue.next_step():
            steps.append(step)
            queue.take(
                *{
                    "documents": ["documents", "dates"],
                    "goals": ["entered", "checked"],
                    "news": ["moved_on", "milestones"],
                    "retries": ["retried"],
                    "refusals": ["refused", "passed"],
                }[step]
            )
        self.assertEqual(tuple(steps), ORDER)

    def test_an_earlier_step_goes_first_again(self):
        queue = Queue()
        queue.milestones.append({})
        self.assertEqual(queue.next_step(), "news")
        queue.entered[1] = StageEntry(False, "person")
        self.assertEqual(queue.next_step(), "goals")

    def test_what_is_taken_is_gone(self):
        queue = Queue()
        queue.entered[1] = StageEntry(2, "goal")
        queue.checked.add(3)
        self.assertEqual(queue.take("entered", "checked"), ({1: StageEntry(2, "goal")}, {3}))
        self.assertEqual(queue.take("entered", "checked"), ({}, set()))

    def test_the_innermost_cause_counts(self):
        queue = Queue()
        self.assertIsNone(queue.scope.cause)
        with queue.caused_by("import"):
            with queue.caused_by("goal"):
                self.assertEqual(queue.scope.cause.name, "goal")
            with queue.caused_by(None):
                self.assertIsNone(queue.scope.cause, "a call that begins anew")
            self.assertEqual(queue.scope.cause.name, "import")
        with self.assertRaises(ZeroDivisionError), queue.caused_by("rule"):
            raise ZeroDivisionError
        self.assertIsNone(queue.scope.cause, "an error ends the call, too")

    def test_deleted_opportunities_are_forgotten(self):
        queue = Queue()
        for entries in (queue.new, queue.moved, queue.checked, queue.moved_on):
            entries.update({1, 2})
        queue.documents.update({1: True, 2: False})
        queue.forget([1])
        self.assertEqual(queue.documents, {2: False})
        self.assertEqual([queue.new, queue.checked, queue.moved_on], [{2}] * 3)


@tagged("post_install", "-at_install")
class TestQueueInTransaction(StagesCommon):
    """The queue of a real transaction."""

    def test_the_outermost_call_works_off(self):
        """A call within a call waits, so that an opportunity moves once."""
        self.first.goal_ids = [(0, 0, {"kind": "domain", "domain": "[('priority', '=', '2')]"})]
        self.env.cr.flush()
        with worked_off(self.env):
            self.lead.priority = "2"
            self.assertEqual(self.lead.stage_id, self.first)
        self.assertEqual(self.lead.stage_id, self.second)

    def test_the_commit_works_off_what_no_call_has(self):
        self.lead.flow_step_followed = "sent"  # as if documents had gone
        self.lead._queue_documents()
        self.env.cr.flush()
        self.assertEqual(self.lead.flow_step_followed, "none")

    def test_an_error_leaves_no_trace(self):
        with (
            self.assertRaises(ZeroDivisionError),
            self.env.cr.savepoint(),
            worked_off(self.env),
        ):
            get_queue(self.env).checked.add(self.lead.id)
            raise ZeroDivisionError
        self.assertEqual(get_queue(self.env).checked, set())
        self.assertEqual(get_queue(self.env).scope.depth, 0)

    def test_a_savepoint_keeps_the_cause(self):
        """An import writes in savepoints, and again without them where a batch fails."""
        with get_queue(self.env).caused_by("import"):
            with self.assertRaises(ZeroDivisionError), self.env.cr.savepoint():
                raise ZeroDivisionError
            lead = self._create_lead("Imported")
        self.assertEqual(lead.stage_history_ids.cause, "import")

    def test_deleting_what_is_queued(self):
        lead = self._create_lead("Gone")
        lead.flow_step_followed = "sent"
        with worked_off(self.env):
            lead._queue_documents()
            lead.unlink()
        self.assertFalse(lead.exists())
        self.assertFalse(get_queue(self.env).documents)

import contextlib
import io
import unittest

from devtools import crowd_scenes, crowds, faults
from devtools.crowds import Result
from devtools.fault_bench import Outcome


class CrowdsTest(unittest.TestCase):
    """What a person may be shown, and when a scene is right."""

    def test_words(self):
        for name, message in (
            ("odoo.exceptions.UserError", "Boss has handed over already."),
            ("odoo.exceptions.AccessError", "Only managers do this."),
        ):
            self.assertTrue(crowds.is_fit(name, message), message)

    def test_what_no_person_should_be_shown(self):
        for name, message in (
            ("psycopg2.errors.SerializationFailure", "could not serialize access"),
            ("psycopg2.InterfaceError", "cursor already closed"),
            ("builtins.KeyError", "'x'"),
            (
                "odoo.exceptions.ValidationError",
                "The operation cannot be completed: a partner cannot follow twice the same object.",
            ),
            ("odoo.exceptions.UserError", "duplicate key value violates unique constraint"),
            ("odoo.exceptions.UserError", ""),
            ("", ""),
        ):
            self.assertFalse(crowds.is_fit(name, message), message)

    def _show(self, results, found=()):
        with contextlib.redirect_stdout(io.StringIO()):
            return crowds.show(results, list(found))

    def test_the_command_fails_when_something_is_not_right(self):
        good = {"scene": "Drag", "size": 8, "sent": 2, "done": 1, "told": {"Later.": 1}}
        self.assertEqual(self._show([Result(**good)]), 0)
        self.assertEqual(self._show([Result(**good)], ["Stays: 1 found"]), 1)
        self.assertEqual(self._show([Result(**{**good, "unfit": ["cursor"]})]), 1)
        self.assertEqual(self._show([Result(**{**good, "wrong": ["not true: one"]})]), 1)
        self.assertEqual(self._show([Result(**{**good, "done": 0})]), 1)

    def test_each_scene_says_what_it_is(self):
        self.assertTrue(all(scene.__doc__ for scene in crowd_scenes.SCENES))


class FaultsTest(unittest.TestCase):
    """What the command says of faults, and how it ends."""

    def _total(self, *outcomes):
        with contextlib.redirect_stdout(io.StringIO()):
            return faults.total(outcomes)

    def test_a_loss_fails(self):
        self.assertEqual(self._total(Outcome("killed", tried=3, undone=3)), 0)
        self.assertEqual(self._total(Outcome("killed", tried=3, lost=["half done"])), 1)

    def test_nothing_tried_is_no_success(self):
        self.assertEqual(self._total(Outcome("killed")), 1)
        self.assertIn("not tried", Outcome("disk full").say())

    def test_a_line_has_its_counts(self):
        said = Outcome("killed", tried=3, undone=1, kept=1, lost=["half done"]).say()
        self.assertIn("3 tried, 2 survived", said)
        self.assertIn("1 lost", said)

    def test_every_fault_has_a_name_of_its_own(self):
        self.assertEqual(len(set(faults.names())), len(faults.names()))

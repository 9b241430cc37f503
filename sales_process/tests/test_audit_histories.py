import json
import logging
import os
import random
from pathlib import Path

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from odoo.tests import tagged

from .histories_common import DEEDS, KINDS, HistoriesCommon

_logger = logging.getLogger(__name__)

# `make histories` says by these how many steps to go, from which seed, and where the result goes
STEPS, SEED, RESULT = (f"SALES_PROCESS_HISTORIES_{name}" for name in ("STEPS", "SEED", "RESULT"))
LENGTH = 100  # long enough for orders to be paid, and paid back
NUMBERS = 99

# What has gone wrong once
KEPT = {
    "a first event of a meeting is done after the second": [
        ("meet", 0, 0),
        ("add_event_of_meeting", 0, 0),
        ("add_event_of_meeting", 0, 1),
        ("finish_event", 1, 0),
        ("finish_event", 0, 0),
        ("undo_event", 0, 0),
    ],
    "a rule gives an opportunity with an order of another company to a seller of this one": [
        ("free_lead", 16, 40),
        ("free_lead", 67, 82),
        ("lead_arrives", 58, 52),
        ("free_lead", 35, 83),
        ("take_lead", 19, 3),
        ("add_rule", 41, 77),
        ("quote_abroad", 27, 92),
    ],
    "a series is moved so far that a meeting that was held is to come": [
        ("meet_weekly", 12, 18),
        ("move_series", 17, 20),
    ],
}


@tagged("post_install", "-at_install", "sales_process_core_only")
class TestHistories(HistoriesCommon):
    """Whatever happens in whichever order, no invariant is violated, and the flow is what the
    documents say."""

    def test_histories_that_went_wrong_once(self):
        for name, deeds in KEPT.items():
            with self.subTest(name):
                self.assertIsNone(self.play(deeds))

    def test_random_histories(self):
        if os.environ.get(STEPS):
            self._play_long()
            return

        deed = st.tuples(st.sampled_from(DEEDS), st.integers(0, NUMBERS), st.integers(0, NUMBERS))

        @settings(
            max_examples=8,
            phases=[Phase.explicit, Phase.generate],  # `make histories` makes failures smaller
            deadline=None,
            derandomize=True,
            database=None,
            suppress_health_check=list(HealthCheck),
        )
        @given(st.lists(deed, min_size=12, max_size=20))
        def check(deeds):
            self.assertIsNone(self.play(deeds))

        check()

    def _play_long(self):
        steps, seed = int(os.environ[STEPS]), os.environ[SEED]
        generator = random.Random(seed)
        violations = []
        while (gone := self.done.total()) < steps:
            deeds = self._make_up(generator, min(LENGTH, 2 * (steps - gone)))
            if found := self.play(deeds):
                violations.append({"deeds": self.shorten(found[0]), "wrong": str(found[1])})
            _logger.info("%d of %d steps, %d violations", self.done.total(), steps, len(violations))
            result = {
                "steps": self.done.total(),
                "seed": seed,
                "done": dict(self.done),
                "never": sorted(set(DEEDS) - set(self.done)),
                "violations": violations,
            }
            Path(os.environ[RESULT]).write_text(json.dumps(result))
        self.assertEqual(violations, [])

    def _make_up(self, generator, length):
        """A history that has more of one kind of deeds than of others, so that an order comes as
        far as to be paid, and paid back."""
        often = KINDS[generator.choice(["documents", "documents", *KINDS])]
        return [
            (
                generator.choice(often if generator.random() < 0.7 else DEEDS),
                generator.randint(0, NUMBERS),
                generator.randint(0, NUMBERS),
            )
            for _index in range(length)
        ]

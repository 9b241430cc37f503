"""Three readings of one funnel: touched, went through all, from one stage to the next.

All count opportunities, not stays: a re-entry into a stage counts once. Lost and open ones are
included. The counts themselves come from ``sales.funnel.report``.
"""

from dataclasses import dataclass


def percentage(part, whole):
    """``part`` of ``whole`` in percent; None where there is nothing to divide by."""
    return 100.0 * part / whole if whole else None


@dataclass(frozen=True)
class StageCounts:
    """Opportunities of one stage: who entered it, and what has become of them since.

    touched: entered the stage, whichever way. through: of these, were in every earlier stage too.
    passed: moved on to a later stage. lost: lost while in this stage. open: there now.
    """

    touched: int = 0
    through: int = 0
    passed: int = 0
    lost: int = 0
    open: int = 0

    @property
    def back(self):
        """Moved back to an earlier stage and did not return: counts as not moved on."""
        return self.touched - self.passed - self.lost - self.open


def read_funnel(stages, cohort):
    """Return the three readings of each stage.

    :param stages: :class:`StageCounts` in the order of the pipeline
    :param cohort: number of opportunities that entered any of the stages
    :return: list of dicts with ``touched_rate``, ``through_rate`` (of the cohort),
        ``next_rate``, ``lost_rate`` (of those that touched the stage), in percent or None
    """
    return [
        {
            "touched_rate": percentage(stage.touched, cohort),
            "through_rate": percentage(stage.through, cohort),
            "next_rate": percentage(stage.passed, stage.touched),
            "lost_rate": percentage(stage.lost, stage.touched),
        }
        for stage in stages
    ]

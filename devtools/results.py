"""Collects what every stage came to and says it, the closing line last."""

from dataclasses import dataclass, field

from devtools import atomic, paths, say

CLOSING = "closing-line"  # kept for .ci/run, after whose output make adds a line of its own


@dataclass
class Stage:
    """Result of one stage; ``failed`` maps what failed to the text that explains it."""

    name: str
    passed: int = 0
    failed: dict = field(default_factory=dict)
    skipped: dict = field(default_factory=dict)
    slowest: list = field(default_factory=list)
    seconds: float = 0.0
    note: str = ""


def closing_line(stages):
    passed = sum(stage.passed for stage in stages)
    failed = sum(len(stage.failed) for stage in stages)
    return f"{passed} passed, {failed} failed"


def exit_code(stages):
    """0 only if something ran and nothing failed."""
    ran = sum(stage.passed for stage in stages)
    return 0 if ran and not any(stage.failed for stage in stages) else 1


def show(stages, slowest=10):
    """Print failures, the slowest tests, a line per stage and the closing line."""
    for stage in stages:
        for name, text in stage.failed.items():
            say.line(f"\n--- {stage.name}: {name}")
            say.line(text.rstrip())
    slow = sorted((entry for stage in stages for entry in stage.slowest), reverse=True)[:slowest]
    if slow:
        say.line("\nSlowest:")
        for seconds, name in slow:
            say.line(f"  {seconds:7.1f} s  {name}")
    say.line("\nStages:")
    for stage in stages:
        skipped = f", {len(stage.skipped)} skipped" if stage.skipped else ""
        note = f"  ({stage.note})" if stage.note else ""
        say.line(
            f"  {stage.name:<10} {stage.passed:>5} passed, {len(stage.failed)} failed{skipped}"
            f", {say.duration(stage.seconds)}{note}"
        )
        for name, reason in stage.skipped.items():
            say.line(f"      skipped {name}: {reason}")
    say.line()
    say.line(closing_line(stages))
    atomic.write_file(paths.local(CLOSING), closing_line(stages) + "\n")
    return exit_code(stages)

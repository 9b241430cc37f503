import tempfile
import types
import unittest
from pathlib import Path

from benchmarks import cli, pairs, table
from benchmarks.scenario import Scenario, functions
from devtools.say import Problem

SETTINGS = {"date": "2026-01-01 10:00 UTC", "load": "0.1", "command": "make bench SIZE=S"}


def rounds(*seconds, queries=10):
    return [{"seconds": value, "cpu": value / 2, "queries": queries} for value in seconds]


def made_row(key="create", ours=1.0, **others):
    scenario = Scenario(others.pop("title", "Create"), limit=1.1)
    row = pairs.row(key, scenario, {"stock": rounds(1.0), "ours": rounds(ours)})
    return {**row, **others}


class PairsTest(unittest.TestCase):
    def test_each_goes_first_in_its_turn_after_a_warm_up(self):
        calls = []
        parties = [
            pairs.Party(name, lambda name=name: calls.append(name) or {"seconds": 1})
            for name in ("stock", "ours", "plain")
        ]
        results = pairs.run(parties, 2)
        self.assertEqual(calls[:3], ["stock", "ours", "plain"])
        self.assertEqual(calls[3:6], ["stock", "ours", "plain"])
        self.assertEqual(calls[6:], ["ours", "plain", "stock"])
        self.assertEqual([len(found) for found in results.values()], [2, 2, 2])

    def test_a_ratio_is_that_of_the_pairs_not_of_the_medians(self):
        # the machine was slow in the second pair, for both
        found = pairs.ratio(rounds(2, 20, 2), rounds(1, 10, 4))
        self.assertEqual(found[0], 2)
        self.assertEqual(found[1:], [1.25, 2])

    def test_one_pair_has_no_spread(self):
        self.assertEqual(pairs.ratio(rounds(3), rounds(2)), [1.5, 1.5, 1.5])

    def test_a_row_has_every_party(self):
        results = {"stock": rounds(1), "ours": rounds(2, queries=11), "plain": rounds(4)}
        row = pairs.row("x", Scenario("X", limit=1.1, also=((4, "plain"),)), results)
        self.assertEqual((row["stock"], row["ours"], row["plain"]), (1, 2, 4))
        self.assertEqual(row["ratios"], {"stock": [2, 2, 2], "plain": [0.5, 0.5, 0.5]})
        self.assertEqual(row["limits"], [(1.1, "stock"), (4, "plain")])
        self.assertEqual(table.queries(row), "10 → 11")


class ScenarioTest(unittest.TestCase):
    def test_functions_are_found_by_name(self):
        def view(env): ...
        def view_stock(env): ...
        def view_plain(env): ...

        scenarios = {"view": Scenario("View")}
        whole = types.SimpleNamespace(
            SCENARIOS=scenarios, view=view, view_stock=view_stock, view_plain=view_plain
        )
        self.assertEqual(
            functions(whole, "view"),
            {"stock": "view_stock", "ours": "view", "plain": "view_plain"},
        )
        self.assertEqual(
            functions(types.SimpleNamespace(SCENARIOS=scenarios, view=view), "view"),
            {"stock": "view", "ours": "view"},
        )

    def test_functions_are_named_by_the_scenario(self):
        work = {"ours": "view", "plain": "question"}
        module = types.SimpleNamespace(SCENARIOS={"other": Scenario("Other", work=work)})
        self.assertEqual(functions(module, "other"), work)


class TableTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    def text(self):
        table.write(self.folder)
        return (self.folder / "RESULTS.md").read_text()

    def test_all_sizes_are_shown_together(self):
        table.keep("S", "writes", [made_row()], SETTINGS, self.folder)
        table.keep("M", "writes", [made_row()], SETTINGS, self.folder)
        text = self.text()
        self.assertIn("### Writing, S", text)
        self.assertIn("### Writing, M", text)
        self.assertIn("| Create | 1.00 s | 1.00 s | 1.00 | ≤ 1.1 × stock | yes | 10 → 10 |", text)

    def test_measuring_one_again_keeps_the_others_and_their_order(self):
        first = [made_row("a", title="A"), made_row("b", title="B")]
        table.keep("S", "writes", first, SETTINGS, self.folder)
        table.keep("S", "writes", [made_row("a", 3.0, title="A")], SETTINGS, self.folder)
        kept = table.load("S", self.folder)["writes"]["rows"]
        self.assertEqual([(row["key"], row["ours"]) for row in kept], [("a", 3.0), ("b", 1.0)])

    def test_what_is_missed_is_said_first(self):
        table.keep("S", "writes", [made_row(ours=1.2), made_row("b")], SETTINGS, self.folder)
        text = self.text()
        self.assertIn("1 of 2 bounds are met. Missed: Create, S.", text)
        self.assertIn("**no**", text)

    def test_a_limit_may_be_another_size(self):
        scenario = Scenario("View", limit=1.5, against="S")
        small, large = (
            pairs.row("view", scenario, {"ours": rounds(seconds)}) for seconds in (1.0, 1.6)
        )
        self.assertIsNone(table.met(large))
        self.assertFalse(table.met(large, {"S": {"view": small}}))
        self.assertTrue(table.met({**large, "ours": 1.4}, {"S": {"view": small}}))

    def test_a_row_without_a_bound_has_no_verdict(self):
        self.assertIsNone(table.met(pairs.row("x", Scenario("X"), {"ours": rounds(1)})))

    def test_limits_are_meant_for_a_size(self):
        scenario = Scenario("X", limit=1.1, at="M")
        results = {"stock": rounds(1.0), "ours": rounds(1.5)}
        made = {size: pairs.row("x", scenario, results, size) for size in ("S", "M")}
        self.assertIs(table.met(made["M"]), False)
        self.assertIsNone(table.met(made["S"]))

    def test_every_limit_has_to_be_kept(self):
        row = {"key": "x", "limits": [[1.1, "stock"], [4, "plain"]], "ours": 1}
        row["ratios"] = {"stock": [1, 1, 1], "plain": [5, 5, 5]}
        self.assertFalse(table.met(row))
        row["ratios"]["plain"] = [3, 3, 3]
        self.assertTrue(table.met(row))

    def test_no_query_for_each_record_more_than_on_stock(self):
        row = made_row(per_record={"stock": 2.0, "ours": 2.0})
        self.assertTrue(table.met(row))
        self.assertIn("10 → 10 (2.00 → 2.00 each)", table.queries(row))
        self.assertFalse(table.met({**row, "per_record": {"stock": 2.0, "ours": 3.0}}))

    def test_columns_that_nobody_fills_are_left_out(self):
        table.keep("S", "writes", [made_row()], SETTINGS, self.folder)
        self.assertNotIn("plain SQL", self.text())

    def test_figures_are_short(self):
        self.assertEqual(table.amount(0.00123, "s"), "1.23 ms")
        self.assertEqual(table.amount(0.123, "s"), "123 ms")
        self.assertEqual(table.amount(12.3, "s"), "12 s")
        self.assertEqual(table.amount(1234567, "kB"), "1,234,567 kB")
        self.assertEqual(table.spread([0.01234, 0.01, 0.02]), "0.0123 (0.0100–0.0200)")


class OnlyTest(unittest.TestCase):
    def test_sections_and_operations(self):
        self.assertEqual(
            cli.parse_only("reads, writes.create,writes.move"),
            {"reads": [], "writes": ["create", "move"]},
        )
        self.assertEqual(set(cli.parse_only("")), set(cli.MODULES))

    def test_an_unknown_section_is_refused(self):
        with self.assertRaisesRegex(Problem, "there is no section wirtes"):
            cli.parse_only("wirtes")

    def test_the_command_is_told_as_it_was(self):
        self.assertEqual(cli.describe_command("S", "", 7, ()), "make bench SIZE=S")
        self.assertEqual(
            cli.describe_command("M", "reads", 3, ()), "make bench SIZE=M ONLY=reads PAIRS=3"
        )
        self.assertEqual(
            cli.describe_command("S", "", 7, ("a", "b")),
            "python3 -m benchmarks --size S --pairs 7 --databases a b",
        )

from odoo.tests.common import new_test_user

from .cards_common import TestSalesCardCommon


class TestPalette(TestSalesCardCommon):
    def _commands(self, user):
        return {
            command["name"]: command
            for command in self.env["sales.card"].with_user(user).get_palette()
        }

    def test_commands(self):
        """H8: the palette has what is made new, the own view, the centre, and each card by name;
        each opens what it says."""
        commands = self._commands(self.seller)
        names = list(commands)
        self.assertEqual(names[:4], ["Log an Event", "New Prospect", "New Opportunity", "My View"])
        self.assertEqual(names[-1], "Manager's Centre")
        self.assertIn("Card: New prospects", names)
        Card = self.env["sales.card"].with_user(self.seller)
        opened = {"Log an Event": "sales.event.log", "New Opportunity": "crm.lead"}
        opened["Card: New prospects"] = "mail.activity"
        for name, model in opened.items():
            command = commands[name]
            with self.subTest(name=name):
                args = command["args"]
                record = Card if isinstance(args[0], str) else Card.browse(args.pop(0))
                action = getattr(record, command["method"])(*args)
                self.assertEqual(action["res_model"], model)
        for name in ("My View", "Manager's Centre"):
            self.assertTrue(self.env.ref(commands[name]["action"]))

    def test_hidden_cards_and_strangers(self):
        """H8: a hidden card is in no palette, and who is no seller has none."""
        self.card_prospects.with_user(self.seller).action_hide()
        self.assertNotIn("Card: New prospects", self._commands(self.seller))
        clerk = new_test_user(self.env, "sp_clerk_palette", "base.group_user")
        self.assertFalse(self._commands(clerk))

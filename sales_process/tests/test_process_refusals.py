from odoo.exceptions import ConcurrencyError, UserError
from odoo.tests import tagged

from ..tools.refusals import attempt
from ..tools.transaction import get_queue
from . import __path__ as tests_path
from .process_common import StagesCommon
from .refusals_common import RefusalsMixin, get_hooks, get_proven


@tagged("post_install", "-at_install")
class TestRefusals(RefusalsMixin, StagesCommon):
    """What holds for everything that may be refused."""

    def test_every_hook_is_proven(self):
        """What is new inside somebody else's action needs a test that sees it refused."""
        hooks = get_hooks(self.env, "sales_process")
        self.assertGreater(len(hooks), 20)
        self.assertEqual(get_proven(__package__, tests_path), set(hooks))
        kinds = dict(self.env["sales.process.refusal"]._fields["kind"].selection)
        self.assertLessEqual({hook.kind for hook in hooks.values()}, set(kinds))

    def test_an_attempt_takes_back_everything(self):
        """Database, caches and what waits for the commit are as before; what was written before
        stays."""
        self.env.cr.flush()
        done = []
        self.env.cr.precommit.add(lambda: done.append("before"))
        self.env.cr.precommit.data["before"] = [1]
        self.lead.priority = "1"
        queue, words = get_queue(self.env), "No"

        def work():
            self.lead.write({"name": "Other", "stage_id": self.second.id})
            self.env.cr.precommit.add(lambda: done.append("inside"))
            self.env.cr.precommit.data["before"].append(2)
            raise UserError(words)

        result, error = attempt(self.env, work)
        self.assertIsNone(result)
        self.assertEqual(str(error), "No")
        self.assertEqual((self.lead.name, self.lead.priority), ("Acme project", "1"))
        self.assertEqual(self.lead.stage_id, self.first)
        self.assertIs(get_queue(self.env), queue)
        self.assertFalse(queue.moved)
        self.assertEqual(self.env.cr.precommit.data["before"], [1])
        self.env.cr.flush()
        self.assertEqual(done, ["before"])
        self.assertStays(self.lead, [self.first])

    def test_many_refusals_in_one_transaction(self):
        """As many as a company's rule makes of them: none waits within another, and what waited
        before all of them is done once."""
        self.env.cr.flush()
        done, words = [], "No"
        self.env.cr.precommit.add(lambda: done.append("before"))

        def work():
            self.env.cr.precommit.add(lambda: done.append("inside"))
            raise UserError(words)

        for number in range(400):
            _result, error = attempt(self.env, work)
            self.assertEqual(str(error), "No")
            if number % 100 == 0:
                self.env.cr.precommit.add(lambda: done.append("between"))
        self.env.cr.flush()
        self.assertEqual(done, ["before", *["between"] * 4])

    def test_an_attempt_that_goes_well(self):
        done = []

        def work():
            self.lead.priority = "2"
            self.env.cr.precommit.add(lambda: done.append("inside"))
            return 7

        self.assertEqual(attempt(self.env, work), (7, None))
        self.assertFalse(done, "before the commit, with all the rest")
        self.env.cr.flush()
        self.assertEqual(done, ["inside"])
        self.assertEqual(self.lead.priority, "2")

    def test_what_odoo_repeats_is_no_refusal(self):
        """Two transactions that collide are Odoo's business."""

        def work():
            raise ConcurrencyError("again")

        with self.assertRaises(ConcurrencyError):
            attempt(self.env, work)

    def test_the_same_words_are_said_once(self):
        """One note in the log, whatever the number of tries; other words are another note."""
        Refusal = self.env["sales.process.refusal"]
        for words, count in (("One", 1), ("One", 1), ("Two", 2)):
            with self.refusing("mail.activity", "create", error=lambda _w, w=words: UserError(w)):
                self.lead._plan_aftercare()
                self.commit()
            notes = [m for m in self.lead.message_ids if "Refused by a rule" in str(m.body)]
            self.assertEqual(len(notes), count)
            self.assertEqual(Refusal.search([]).reason, words)

    def test_nobody_writes_what_is_called(self):
        """The method of a refusal is what the product keeps, for administrators as well."""
        for user in (self.seller, self.manager, self.env.ref("base.user_admin")):
            rights = self.env["sales.process.refusal"].with_user(user)
            for operation in ("write", "create", "unlink"):
                self.assertFalse(rights.has_access(operation))

    def test_gone_with_its_record(self):
        with self.refusing("mail.activity", "create"):
            self.lead._plan_aftercare()
            refusal = self.assertRefused("aftercare", self.lead)
        self.lead.unlink()
        self.assertFalse(refusal.exists())

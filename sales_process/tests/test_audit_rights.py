from functools import partial

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .common import SalesProcessCommon


@tagged("post_install", "-at_install")
class TestRights(SalesProcessCommon):
    """Nothing of another company, or of a colleague, is read or changed by way of the process."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._create_strangers()

    def _create_stranger_event(self):
        customer = self.env["res.partner"].create(
            {"name": "Secret Ltd", "company_id": self.other_company.id}
        )
        return self._create_event(self.visit_category, customer, user=self.stranger)

    # ------------------------------------------------------------
    # ARCHIVING USERS
    # ------------------------------------------------------------

    def test_who_may_not_archive_learns_nothing(self):
        event = self._create_stranger_event()
        portal = new_test_user(self.env, login="sp_portal", groups="base.group_portal")
        for user in (portal, self.seller, self.manager):
            with self.subTest(user=user.login):
                with self.assertRaises(AccessError) as caught:
                    self.stranger.with_user(user).action_archive()
                self.assertNotIn("Secret", str(caught.exception))
                self.assertNotIn("Elsewhere", str(caught.exception))
        self.assertEqual(event.user_id, self.stranger)
        self.assertTrue(self.stranger.active)

    def _create_administrator(self):
        """One who is no member of the stranger's company."""
        return new_test_user(
            self.env, login="sp_erp", groups="base.group_system", company_id=self.company_main.id
        )

    def test_an_administrator_of_another_company_archives(self):
        """Open events go to somebody of the seller's company."""
        event = self._create_stranger_event()
        self.stranger.with_user(self._create_administrator()).action_archive()
        self.assertFalse(self.stranger.active)
        self.assertTrue(event.exists().active)
        self.assertEqual(event.user_id, self.stranger_manager)

    def test_a_company_without_anybody_else(self):
        event = self._create_stranger_event()
        self.stranger_manager.group_ids = self.env.ref("base.group_user")
        self.stranger.with_user(self._create_administrator()).action_archive()
        self.assertFalse(self.stranger.active)
        self.assertFalse(event.exists().user_id - self.stranger)

    # ------------------------------------------------------------
    # CARDS
    # ------------------------------------------------------------

    def test_personal_cards_stay_in_the_company(self):
        card = self.env["sales.card"].create(
            {"name": "Stella's own", "model": "crm.lead", "user_id": self.stranger.id}
        )
        for user in (self.marketing, self.manager):
            with self.subTest(user=user.login):
                cards = self.env["sales.card"].with_user(user)
                self.assertNotIn(card, cards.search([("name", "=", card.name)]))
                own = cards.browse(card.id)
                for use in (
                    partial(own.read, ["name"]),
                    own.copy_data,
                    partial(own.web_resequence, {"name": {}}, "view_sequence"),
                    partial(own.write, {"name": "Mine"}),
                ):
                    with self.assertRaises(AccessError) as caught:
                        use()
                    self.assertNotIn("Stella", str(caught.exception))
        self.assertIn(
            card, self.env["sales.card"].with_user(self.stranger_manager).search([]), "a manager's"
        )

    # ------------------------------------------------------------
    # CENTRE
    # ------------------------------------------------------------

    def test_the_centre_names_nobody_of_another_company(self):
        centre = self.env["sales.centre"].with_user(self.manager)
        for tab in centre._get_tabs():
            with self.subTest(tab=tab["name"]), self.assertRaises(UserError) as caught:
                getattr(centre, tab["method"])({"user_id": self.stranger.id})
            self.assertNotIn("Stella", str(caught.exception))

    def test_the_centre_of_who_has_left(self):
        self.seller.action_archive()
        centre = self.env["sales.centre"].with_user(self.manager)
        self.assertEqual(centre.get_events({"user_id": self.seller.id})["user_id"], self.seller.id)

    # ------------------------------------------------------------
    # WHAT EVENTS COUNT FOR
    # ------------------------------------------------------------

    def test_an_event_counts_for_what_its_author_may_write(self):
        theirs = self.env["crm.lead"].create(
            {"name": "Opal project of Sue", "type": "opportunity", "user_id": self.seller2.id}
        )
        mine = self._create_event(self.visit_category).with_user(self.seller)
        lead_model = self.env["ir.model"]._get_id("crm.lead")
        for vals in (
            {"lead_id": theirs.id},
            {"res_model_id": lead_model, "res_id": theirs.id},
        ):
            with self.subTest(vals=vals), self.assertRaises(AccessError) as caught:
                mine.write(vals)
            self.assertNotIn("Opal", str(caught.exception))
        with self.assertRaises(AccessError):
            self.env["mail.activity"].with_user(self.seller).create(
                {
                    "res_model_id": mine.res_model_id.id,
                    "res_id": mine.res_id,
                    "event_category_id": self.visit_category.id,
                    "user_id": self.seller.id,
                    "lead_id": theirs.id,
                }
            )
        self.assertFalse(mine.lead_id)
        mine.lead_id = self.lead
        self.assertEqual(mine.lead_id, self.lead)

    def test_who_has_no_sales_plans_for_contacts(self):
        """An activity that is about no opportunity asks for no right to opportunities."""
        employee = new_test_user(
            self.env, login="sp_plain", groups="base.group_user,base.group_partner_manager"
        )
        customer = self.customer.with_user(employee)
        activity = customer.activity_schedule(
            "mail.mail_activity_data_todo", user_id=employee.id, date_deadline="2026-05-04"
        )
        other = self.env["res.partner"].create({"name": "Another"})
        activity.write({"res_id": other.id})
        self.assertEqual(activity.customer_id, other)
        activity.action_done()
        self.assertFalse(activity.active)

    def test_the_log_form_reads_as_its_user(self):
        """The form on an opportunity that one may not read tells nothing of its customer."""
        customer = self.env["res.partner"].create(
            {"name": "Secret Ltd", "company_id": self.other_company.id}
        )
        theirs = self.env["crm.lead"].create(
            {
                "name": "Elsewhere",
                "type": "opportunity",
                "partner_id": customer.id,
                "company_id": self.other_company.id,
                "user_id": self.stranger.id,
                "team_id": False,
            }
        )
        forms = self.env["sales.event.log"].with_user(self.seller)
        spec = {"customer_id": {"fields": {"display_name": {}}}, "lead_id": {}}
        for use in (
            partial(forms.create, {"lead_id": theirs.id}),
            partial(forms.create, {"customer_id": customer.id}),
            partial(forms.onchange, {"lead_id": theirs.id}, ["lead_id"], spec),
            partial(forms.onchange, {"customer_id": customer.id}, ["customer_id"], spec),
            partial(forms.web_save, {"lead_id": theirs.id}, spec),
        ):
            with self.subTest(use=use):
                self.env.invalidate_all()  # as in a request of its own
                try:
                    result = use()
                except AccessError as error:
                    result = str(error)
                self.assertNotIn("Secret", str(result))
                self.assertNotIsInstance(result, type(forms), "none is made")

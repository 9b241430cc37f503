from unittest.mock import patch

from odoo.fields import Command
from odoo.tests import tagged

from .assignment_common import AssignmentCommon
from .connected_common import CONNECTED, get_recorded


@tagged("post_install", "-at_install", "-standard", CONNECTED)
class TestAssignmentConnected(AssignmentCommon):
    """K7, F8: a lead from any of Odoo's apps enters the process with its source, by its rule, and
    by one stay."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rule = cls._create_rule(user_ids=cls.seller3.ids, team_id=cls.export_team.id)
        cls.export_team.use_leads = cls.export_team.use_opportunities = True
        cls.newsletter = cls.env["utm.source"].create({"name": "Spring Letter"})
        cls.recorded = get_recorded("iap")

    def _assert_arrived(self, lead, user=None, **source):
        """The lead is as the rule gives it, or ``user``'s, in the pipeline of its team since it
        came, and says where it is from."""
        self.env.cr.flush()
        self.env.invalidate_all()
        lead = lead.sudo()
        self.assertEqual(len(lead), 1)
        if user is None:
            self.assertEqual(lead.assignment_rule_id, self.rule)
            self.assertEqual((lead.user_id, lead.team_id), (self.seller3, self.export_team))
            self.assertTrue(lead.assignment_reason)
            self.assertEqual(lead.stage_id, self.export_stage)
        else:
            self.assertFalse(lead.assignment_rule_id)
            self.assertEqual(lead.user_id, user)
        self.assertEqual(lead.stage_history_ids.stage_id, lead.stage_id)
        self.assertEqual(len(lead.stage_history_ids), 1)
        self.assertEqual({name: lead[name] for name in source}, source)
        self.assertFalse(
            self.env["mail.activity"]
            .with_context(active_test=False)
            .search([("lead_id", "=", lead.id), ("is_held", "=", True)]),
            "nobody has done anything yet",
        )

    def _get_new_lead(self):
        return self.env["crm.lead"].search([], order="id desc", limit=1)

    def test_mail_to_an_alias_and_enrichment(self):
        """What the alias says stays, and so does the rule when data about the company come in."""
        self.env["mail.alias"].create(
            {
                "alias_name": "machines",
                "alias_model_id": self.env["ir.model"]._get_id("crm.lead"),
                "alias_defaults": str({"source_id": self.newsletter.id}),
                "alias_domain_id": self.env["mail.alias.domain"].search([], limit=1).id
                or self.env["mail.alias.domain"].create({"name": "own.example.com"}).id,
            }
        )
        domain = self.env["mail.alias"].search([("alias_name", "=", "machines")]).alias_domain
        self.env["mail.thread"].message_process(
            "crm.lead",
            f"From: Gil <gil@globex.example.com>\nTo: machines@{domain}\nSubject: A machine\n"
            "Message-ID: <first@globex.example.com>\n\nHow much is it?",
        )
        lead = self._get_new_lead()
        source = {
            "source_id": self.newsletter,
            "medium_id": self.env.ref("utm.utm_medium_email"),
        }
        self._assert_arrived(lead, **source)

        def contact(_model, _endpoint, params):
            return {str(lead_id): dict(self.recorded["enrich"]) for lead_id in params["domains"]}

        with patch.object(self.env.registry["iap.enrich.api"], "_contact_iap", contact):
            lead.with_user(self.manager).iap_enrich()
        self.assertEqual(lead.country_id, self.finland)
        self.assertTrue(lead.iap_enrich_done)
        self._assert_arrived(lead, **source)

    def test_lead_mining(self):
        """A request that names nobody leaves its leads to the rules; a salesperson who is named
        gets them."""
        for user in (self.env["res.users"], self.seller2):
            request = (
                self.env["crm.iap.lead.mining.request"]
                .with_user(self.manager)
                .create(
                    {
                        "lead_number": 1,
                        "lead_type": "opportunity",
                        "user_id": user.id,
                        "team_id": self.team.id,
                        "country_ids": self.finland.ids,
                    }
                )
            )
            with patch.object(
                self.env.registry["crm.iap.lead.mining.request"],
                "_iap_contact_mining",
                lambda _request, _params, timeout=300: get_recorded("iap")["mine"],
            ):
                request.action_submit()
            self.assertEqual(request.lead_ids.email_from, "info@initech.example.com")
            self._assert_arrived(
                request.lead_ids, user or None, lead_mining_request_id=request.sudo()
            )

    def test_live_chat(self):
        """What an operator makes of a conversation, and what the bot does, is the rule's."""
        self.seller.group_ids += self.env.ref("im_livechat.im_livechat_group_user")
        bot = self.env["chatbot.script"].create(
            {
                "title": "Bot",
                "script_step_ids": [
                    Command.create({"message": "What is it?", "step_type": "free_input_single"}),
                    Command.create({"message": "Thanks", "step_type": "create_lead"}),
                ],
            }
        )
        live_chat = self.env["im_livechat.channel"].create(
            {"name": "Website", "user_ids": self.seller.ids}
        )
        guest = self.env["mail.guest"].create({"name": "Visitor"})
        channel = self.env["discuss.channel"].create(
            {
                "name": "Visitor",
                "channel_type": "livechat",
                "livechat_channel_id": live_chat.id,
                "livechat_operator_id": self.seller.partner_id.id,
                "channel_member_ids": [
                    Command.create({"partner_id": self.seller.partner_id.id}),
                    Command.create({"guest_id": guest.id}),
                ],
            }
        )
        channel.with_user(self.seller).execute_command_lead(body="/lead A machine")
        lead = channel.lead_ids
        self._assert_arrived(
            lead,
            name="A machine",
            source_id=self.env.ref("crm_livechat.utm_source_livechat"),
        )
        visitor = self.env.ref("base.public_user")
        step = bot.script_step_ids[1].with_user(visitor).sudo()
        step._process_step_create_lead(channel.with_user(visitor).sudo())
        self._assert_arrived(channel.lead_ids - lead, source_id=bot.source_id)

    def test_registration_for_an_event(self):
        """A lead of a registration is the rule's, unless the event's own rule names somebody."""
        medium = self.env["utm.medium"].create({"name": "Fair"})
        event = self.env["event.event"].create(
            {
                "name": "Open house",
                "date_begin": "2026-05-04 08:00:00",
                "date_end": "2026-05-04 16:00:00",
            }
        )
        own = self.env["event.lead.rule"].search([])
        own.active = False
        for user in (self.env["res.users"], self.seller2):
            rule = self.env["event.lead.rule"].create(
                {
                    "name": "Visitors",
                    "event_id": event.id,
                    "lead_type": "opportunity",
                    "lead_user_id": user.id,
                }
            )
            self.env["event.registration"].with_user(
                self.env.ref("base.public_user")
            ).sudo().create(
                {
                    "event_id": event.id,
                    "name": "Ann",
                    "email": "ann@acme.example.com",
                    "utm_source_id": self.newsletter.id,
                    "utm_medium_id": medium.id,
                }
            )
            self._assert_arrived(
                rule.lead_ids, user or None, source_id=self.newsletter, medium_id=medium
            )
            rule.active = False

    def test_mail_plugin(self):
        """Who makes a lead of a mail in the own mail program keeps it as one entered by hand, and
        the rule gets it where it takes these, too."""
        from odoo.addons.crm_mail_plugin.controllers.crm_client import CrmClient
        from odoo.addons.http_routing.tests.common import MockRequest

        for keeps_owner in (True, False):
            self.rule.keeps_owner = keeps_owner
            with MockRequest(self.env(user=self.seller), path="/mail_plugin/lead/create"):
                answer = CrmClient().crm_lead_create(
                    partner_id=self.contact.id,
                    email_subject="A machine",
                    email_body="<p>How much is it?</p>",
                )
            self._assert_arrived(
                self.env["crm.lead"].browse(answer["lead_id"]),
                self.seller if keeps_owner else None,
                partner_id=self.contact,
                medium_id=self.env.ref("utm.utm_medium_email"),
            )

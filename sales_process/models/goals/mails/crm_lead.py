import psycopg2

from odoo import models, tools
from odoo.exceptions import MissingError, UserError

from ....tools.refusals import refusable


class CrmLead(models.Model):
    """Mail to the customer on entering a stage."""

    _inherit = "crm.lead"  # pylint: disable=consider-merging-classes-inherited

    def _message_track_post_template(self, changes):
        result = super()._message_track_post_template(changes)
        stages = self.env["crm.stage"]._get_automation().mail_stages
        if stages and "stage_id" in (changes or ()):
            self.exists()._send_due_stage_mails()
        return result

    def _send_due_stage_mails(self):
        """Send the mails of their stages, once for each opportunity and stage."""
        stages = self.env["crm.stage"]._get_automation().mail_stages
        self.filtered(
            lambda lead: (
                lead.stage_id.id in stages
                and lead.type == "opportunity"
                and lead.won_status != "lost"
                and lead.stage_id.id not in lead._get_mailed_stages()
            )
        )._send_stage_mails()

    def _get_mailed_stages(self):
        """The ids of the stages whose mail the customer has had."""
        return (self.process_facts or {}).get("mailed") or []

    @refusable("stage_mail", retry="_send_due_stage_mails")
    def _send_stage_mails(self):
        """Send the mails of their stages. A mail that cannot be sent stops no move: the log says
        why."""
        for lead in self:
            # sudo: sellers may not read every template; the manager has chosen it for this stage
            template = lead.stage_id.sudo().mail_template_id
            problem = lead._get_stage_mail_problem(template)
            if problem:
                lead._message_log(body=lead._get_unsent_message(template, problem))
                continue
            lead._send_stage_mail(template)
            facts = lead.process_facts or {}
            mailed = [*lead._get_mailed_stages(), lead.stage_id.id]
            lead._set_process_facts({lead: {**facts, "mailed": mailed}})

    def _send_stage_mail(self, template):
        self.ensure_one()
        try:
            self.message_post_with_source(
                template,
                message_type="auto_comment",
                subtype_xmlid="mail.mt_note",
                email_layout_xmlid="mail.mail_notification_light",
                auto_delete_keep_log=False,
                **self._prepare_stage_mail_sender(template),
            )
        except (MissingError, psycopg2.Error):
            raise
        except Exception as error:  # a template may contain anything
            problem = self.env._("The template cannot be used: %(error)s", error=error)
            raise UserError(self._get_unsent_message(template, problem)) from error

    def _get_unsent_message(self, template, problem):
        return self.env._(
            "The mail “%(template)s” of the stage “%(stage)s” was not sent. %(problem)s",
            template=template.name,
            stage=self.stage_id.name,
            problem=problem,
        )

    def _prepare_stage_mail_sender(self, template):
        """The mail comes from the seller, unless the template says otherwise: whoever moved the
        opportunity may be the customer, who accepted a quotation, or nobody."""
        # sudo: only name and address of the sender
        user = self.user_id.sudo().filtered("active") or self.env.user.sudo()
        if template.email_from or not user.email or not user._is_internal():
            return {}
        return {"author_id": user.partner_id.id, "email_from": user.email_formatted}

    def _get_stage_mail_problem(self, template):
        """Say why the mail has nobody to go to; False where it can be sent."""
        values = template._generate_template_recipients(
            self.ids, {"email_to", "email_cc", "partner_to"}
        )[self.id]
        # sudo: only the addresses of those whom the template names
        partners = self.env["res.partner"].sudo().browse(values.get("partner_ids") or [])
        emails = [
            address
            for text in [
                *partners.mapped("email"),
                values.get("email_to"),
                values.get("email_cc"),
            ]
            for address in tools.email_normalize_all(text or "")
        ]
        name = self.partner_id.display_name or self.contact_name or self.partner_name or self.name
        if not emails:
            return self.env._("%(customer)s has no email address.", customer=name)
        # sudo: sellers need not read the list to have it respected
        blocked = self.env["mail.blacklist"].sudo().search([("email", "in", emails)])
        if blocked:
            return self.env._(
                "%(emails)s asked not to be mailed (blacklist).",
                emails=", ".join(blocked.mapped("email")),
            )
        return False

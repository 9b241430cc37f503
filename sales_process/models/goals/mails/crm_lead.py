import logging

from odoo import models, tools
from odoo.exceptions import MissingError

_logger = logging.getLogger(__name__)


class CrmLead(models.Model):
    """Mail to the customer on entering a stage."""

    _inherit = "crm.lead"  # pylint: disable=consider-merging-classes-inherited

    def _message_track_post_template(self, changes):
        result = super()._message_track_post_template(changes)
        stages = self.env["crm.stage"]._get_automation().mail_stages
        if stages and "stage_id" in (changes or ()):
            for lead in self.exists().filtered(lambda lead: lead.stage_id.id in stages):
                lead._send_stage_mail()
        return result

    def _send_stage_mail(self):
        """Send the mail of the stage, once for each opportunity and stage. A mail that cannot be
        sent stops no move: the log says why."""
        self.ensure_one()
        stage = self.stage_id
        # sudo: sellers may not read every template; the manager has chosen it for this stage
        template = stage.sudo().mail_template_id
        facts = self.process_facts or {}
        mailed = facts.get("mailed") or []
        if self.type != "opportunity" or self.won_status == "lost" or stage.id in mailed:
            return
        try:
            with self.env.cr.savepoint():
                problem = self._get_stage_mail_problem(template)
                if not problem:
                    self.message_post_with_source(
                        template,
                        message_type="auto_comment",
                        subtype_xmlid="mail.mt_note",
                        email_layout_xmlid="mail.mail_notification_light",
                        auto_delete_keep_log=False,
                        **self._prepare_stage_mail_sender(template),
                    )
        except MissingError:
            raise
        except Exception as error:  # a template may contain anything
            _logger.warning(
                "The mail of stage %s for opportunity %s failed", stage.id, self.id, exc_info=True
            )
            problem = self.env._("The template cannot be used: %(error)s", error=error)
        if problem:
            self._message_log(
                body=self.env._(
                    "The mail “%(template)s” of the stage “%(stage)s” was not sent. %(problem)s",
                    template=template.name,
                    stage=stage.name,
                    problem=problem,
                )
            )
        else:
            self._set_process_facts({self: {**facts, "mailed": [*mailed, stage.id]}})

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

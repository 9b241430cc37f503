from odoo import api, fields, models


class MailActivity(models.Model):
    """Mails and quotations that a seller sends are events, where a category says so."""

    _inherit = "mail.activity"  # pylint: disable=consider-merging-classes-inherited

    @api.model
    def _log_outgoing_mail(self, records, message, recipients):
        """Log a mail that a seller sent the customer from a document as a done event.

        :param records: the document that the message was posted on
        :param recipients: as ``_notify_get_recipients`` gives them
        """
        if message.message_type not in ("comment", "email_outgoing") or len(records) != 1:
            return
        if message.subtype_id != self.env.ref("mail.mt_comment"):
            return
        _lead, partner = self._get_event_links(records.sudo())  # sudo: only the ids are compared
        customer = partner.commercial_partner_id
        reached = (
            self.env["res.partner"]
            .sudo()
            .browse(data["id"] for data in recipients or [] if data.get("id"))
        )
        if customer and customer in reached.commercial_partner_id:
            self._log_outgoing_event(records, message.subject or message.record_name, message)

    @api.model
    def _log_outgoing_event(self, record, summary, message=None):
        """Log a done event for something a seller has sent, where a category says so, once a day
        and document for quotations and once per mail elsewhere."""
        user = self.env.user
        if not user.has_group("sales_team.group_sale_salesman"):
            return
        category = self.env["sales.event.category"].search(
            [("log_outgoing_mail", "=", True)], limit=1
        )
        if not category or self._is_sending_logged(record, category):
            return
        email_type = self.env.ref("mail.mail_activity_data_email", raise_if_not_found=False)
        today = fields.Date.to_string(user._get_sales_day())
        record._log_as_sent(
            {
                "event_category_id": category.id,
                "activity_type_id": (email_type or category.activity_type_id).id,
                "user_id": user.id,
                "summary": summary,
                "event_date": today,
                "date_deadline": today,
                "automated": True,
                "active": False,
            }
        )

    @api.model
    def _is_sending_logged(self, record, category):
        """Whether sending this quotation has been logged today: marking it as sent and mailing it
        is one contact."""
        if record._name != "sale.order":
            return False
        return bool(
            self.sudo()
            .with_context(active_test=False)
            .search_count(  # sudo: only counted
                [
                    ("res_model", "=", record._name),
                    ("res_id", "=", record.id),
                    ("event_category_id", "=", category.id),
                    ("automated", "=", True),
                    ("event_date", "=", self.env.user._get_sales_day()),
                ],
                limit=1,
            )
        )

from odoo import api, fields, models


class MailActivityType(models.Model):
    """The category of event that an activity of this type is, where nobody chooses another one."""

    _inherit = "mail.activity.type"

    event_category_id = fields.Many2one(
        "sales.event.category",
        ondelete="set null",
        help="Activities of this type on a customer, an opportunity or a quotation are events of "
        "this category, unless another one is chosen.",
    )

    @api.model
    def _set_default_event_categories(self):
        """Give Odoo's own call, email and meeting types their category, where they have none."""
        for xmlid, category_xmlid in (
            ("mail.mail_activity_data_call", "sales_process.category_sales_action"),
            ("mail.mail_activity_data_email", "sales_process.category_sales_action"),
            ("mail.mail_activity_data_meeting", "sales_process.category_customer_visit"),
        ):
            # a database may have deleted its copy of the type
            activity_type = self.env.ref(xmlid, raise_if_not_found=False)
            if activity_type and not activity_type.event_category_id:
                activity_type.event_category_id = self.env.ref(category_xmlid)

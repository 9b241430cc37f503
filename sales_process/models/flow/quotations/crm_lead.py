from odoo import models


class CrmLead(models.Model):
    """What a quotation made from an opportunity is preset with."""

    _inherit = "crm.lead"

    def _prepare_opportunity_quotation_context(self):
        """Preset the quotation template of the stage, else of the team."""
        context = super()._prepare_opportunity_quotation_context()
        template = self.stage_id.sale_order_template_id or self.team_id.sale_order_template_id
        # Who does not work with templates has no such field on the form, so no lines would come
        if template and self.env.user.has_group("sale_management.group_sale_order_template"):
            context["default_sale_order_template_id"] = template.id
        return context

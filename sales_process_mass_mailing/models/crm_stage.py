from odoo import api, fields, models
from odoo.exceptions import ValidationError


class CrmStage(models.Model):
    """Which mailing lists a stage lets customers join and leave."""

    _inherit = "crm.stage"

    mailing_list_join_ids = fields.Many2many(
        "mailing.list",
        "crm_stage_mailing_list_join_rel",
        string="Join Mailing Lists",
        groups="sales_team.group_sale_manager",
        help="Customers join these lists when their opportunity enters the stage. Who has opted"
        " out of a list or is blacklisted does not.",
    )
    mailing_list_leave_ids = fields.Many2many(
        "mailing.list",
        "crm_stage_mailing_list_leave_rel",
        string="Leave Mailing Lists",
        groups="sales_team.group_sale_manager",
        help="Customers leave these lists when their opportunity enters the stage. An opt-out is"
        " kept.",
    )

    @api.constrains("mailing_list_join_ids", "mailing_list_leave_ids")
    def _check_mailing_lists(self):
        for stage in self:
            both = stage.mailing_list_join_ids & stage.mailing_list_leave_ids
            if both:
                raise ValidationError(
                    self.env._(
                        "The stage “%(stage)s” joins and leaves “%(lists)s”. Take it out of one.",
                        stage=stage.name,
                        lists=", ".join(both.mapped("name")),
                    )
                )

from odoo import fields, models


class CrmStage(models.Model):
    """A stage that was loaded from a ready-made process, or is saved in one."""

    _name = "crm.stage"
    _inherit = ["crm.stage", "sales.process.stage.mixin"]

    process_stage_id = fields.Many2one(
        "sales.process.template.stage",
        string="From Process Stage",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        help="The stage of a ready-made process that this stage was loaded from.",
    )

from odoo import api, models


class CrmStageGoal(models.Model):
    """A goal goes along in the file of a process."""

    _name = "crm.stage.goal"
    _inherit = ["crm.stage.goal", "sales.process.file.mixin"]

    @api.model
    def _get_file_field_names(self):
        return ["name", "kind", "event_category_id", "count", "domain", "flow_step", "required"]

from odoo import api, models


class SalesProcessStageMixin(models.AbstractModel):
    """What a stage of a pipeline and one of a ready-made process take from each other."""

    _name = "sales.process.stage.mixin"
    _description = "Stage of a Sales Process"

    @api.model
    def _get_process_field_names(self):
        """Fields that both have in common. To be extended by what else makes a process."""
        return [
            "name",
            "weight",
            "is_won",
            "flow_step",
            "fold",
            "requirements",
            "guidance",
            "rotting_threshold_days",
        ]

    def _prepare_process_vals(self):
        """Values for a stage of the other kind that is to be as this one."""
        self.ensure_one()
        return {
            name: self._fields[name].convert_to_write(self[name], self)
            for name in self._get_process_field_names()
        }

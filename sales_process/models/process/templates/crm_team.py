from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Command


class CrmTeam(models.Model):
    """A team takes its stages from a ready-made process, or makes one of its own."""

    _inherit = "crm.team"

    def action_load_process(self):
        """Choose a ready-made process and see what it would change."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Load a Ready-made Process"),
            "res_model": "sales.process.template.load",
            "view_mode": "form",
            "target": "new",
            "context": {"default_team_id": self.id},
        }

    def action_save_process(self):
        """Keep the stages of this team as a process of one's own."""
        self.ensure_one()
        stages = self._get_process_stages()
        if not stages:
            raise UserError(
                self.env._("“%(team)s” has no stages that could be saved.", team=self.name)
            )
        template = self.env["sales.process.template"].create(
            {
                "name": self.env._("Process of %(team)s", team=self.name),
                "stage_ids": [
                    Command.create(
                        {
                            "sequence": index * 10,
                            **stage._prepare_process_vals(),
                        }
                    )
                    for index, stage in enumerate(stages, start=1)
                ],
            }
        )
        for stage, process_stage in zip(stages, template.stage_ids, strict=True):
            stage._copy_translations(process_stage)
        return {
            "type": "ir.actions.act_window",
            "res_model": "sales.process.template",
            "res_id": template.id,
            "view_mode": "form",
        }

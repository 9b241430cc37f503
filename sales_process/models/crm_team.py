from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command, Domain

from .sales_process_template_stage import PROCESS_STAGE_FIELDS


class CrmTeam(models.Model):
    _inherit = "crm.team"

    has_own_stages = fields.Boolean(
        string="Only Its Own Stages",
        help="The pipeline of this team shows the stages that name the team, and leaves out the"
        " stages that are shared by all teams. Loading a ready-made process turns it on.",
    )

    @api.constrains("has_own_stages")
    def _check_has_own_stages(self):
        for team in self.filtered("has_own_stages"):
            if not team._get_process_stages() and not self.env.context.get("loading_process"):
                raise ValidationError(
                    self.env._(
                        "“%(team)s” has no stages of its own yet. Load a ready-made process for"
                        " it, or name the team in the stages that it shall use, and try again.",
                        team=team.name,
                    )
                )
        stages = self.env["crm.stage"].search([("flow_step", "!=", False)])
        stages._check_flow_step_unique()

    def _get_process_stage_domain(self):
        """Domain of the stages in this team's pipeline; without a team, of the shared ones."""
        if not self:
            return Domain("team_ids", "=", False)
        own = Domain("team_ids", "in", self.ids)
        return own if all(self.mapped("has_own_stages")) else own | Domain("team_ids", "=", False)

    def _get_process_stages(self):
        """The stages of this team's pipeline, first to last."""
        return self.env["crm.stage"].search(
            self._get_process_stage_domain(), order="sequence, id"
        )

    def _filter_process_stages(self, stages):
        """Of the given stages, those in this team's pipeline."""
        return stages.filtered_domain(self._get_process_stage_domain())

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
                            **{name: stage[name] for name in PROCESS_STAGE_FIELDS},
                        }
                    )
                    for index, stage in enumerate(stages, start=1)
                ],
            }
        )
        return {
            "type": "ir.actions.act_window",
            "res_model": "sales.process.template",
            "res_id": template.id,
            "view_mode": "form",
        }

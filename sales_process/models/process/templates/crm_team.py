from odoo import fields, models
from odoo.exceptions import UserError
from odoo.fields import Command


class CrmTeam(models.Model):
    """A team takes its stages from a ready-made process, or makes one of its own."""

    _inherit = "crm.team"

    process_template_id = fields.Many2one(
        "sales.process.template",
        string="Ready-made Process",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        help="The ready-made process that this team has taken over last.",
    )
    process_guidance = fields.Html(
        string="Guidance of the Process",
        translate=True,
        help="How this team works with its process as a whole. It stands on the picture of the"
        " process.",
    )

    def action_load_process(self):
        """Choose a ready-made process and see what it would change."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Load a Ready-made Process"),
            "res_model": "sales.process.template.load",
            "view_mode": "form",
            "target": "new",
            "context": {"dialog_size": "extra-large", "default_team_id": self.id},
        }

    def action_save_process(self):
        """Keep the stages of this team as a process of one's own."""
        self.ensure_one()
        # each text as it is without a translation; the translations follow
        stages = self._get_process_stages().with_context(lang="en_US")
        if not stages:
            raise UserError(
                self.env._("“%(team)s” has no stages that could be saved.", team=self.name)
            )
        template = self.env["sales.process.template"].create(
            {
                "name": self.env._("Process of %(team)s", team=self.name),
                "guidance": self.with_context(lang="en_US").process_guidance,
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
        self._copy_process_guidance(template)
        return {
            "type": "ir.actions.act_window",
            "res_model": "sales.process.template",
            "res_id": template.id,
            "view_mode": "form",
        }

    def _copy_process_guidance(self, template):
        mixin = self.env["sales.process.stage.mixin"]
        for lang, _name in self.env["res.lang"].get_installed():
            mixin._copy_text(
                self.with_context(lang=lang),
                template.with_context(lang=lang),
                "process_guidance",
                "guidance",
            )

    def _take_over_guidance(self, template):
        """Take over the guidance of a process; what the team has written itself stays."""
        self.ensure_one()
        plain = self.with_context(lang="en_US")
        previous = plain.process_template_id.guidance
        plain.process_template_id = template
        if not plain.process_guidance or plain.process_guidance == previous:
            plain.process_guidance = plain.process_template_id.guidance
            template._copy_guidance(self)

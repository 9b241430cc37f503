from odoo import api, fields, models


class CrmTeam(models.Model):
    """A team's process as a picture, on its form and for the wall."""

    _inherit = "crm.team"

    process_picture = fields.Json(
        string="Picture of the Process",
        compute="_compute_process_picture",
        help="The stages of this team's pipeline, first to last.",
    )

    @api.depends("has_own_stages")
    @api.depends_context("lang", "uid")
    def _compute_process_picture(self):
        for team in self:
            stages = team._origin._get_process_stages() if team._origin else []
            team.process_picture = [stage._prepare_picture() for stage in stages]

    def _get_wall_picture(self):
        """What the picture for the wall shows: name, guidance, and the stages."""
        self.ensure_one()
        return {
            "name": self.name,
            "guidance": self.process_guidance,
            "stages": self.process_picture,
        }

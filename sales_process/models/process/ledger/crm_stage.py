from odoo import models
from odoo.tools import SQL


class CrmStage(models.Model):
    """The stays in a stage outlive it, under the name that it had."""

    _inherit = "crm.stage"

    def unlink(self):
        stays = self.env["crm.lead.stage.history"]
        stays.flush_model()
        if self:
            self.env.cr.execute(
                SQL(
                    """UPDATE crm_lead_stage_history AS stay
                          SET stage_name = COALESCE(stage.name->>%s, stage.name->>'en_US')
                         FROM crm_stage AS stage
                        WHERE stage.id = stay.stage_id AND stage.id IN %s""",
                    self.env.lang or "en_US",
                    self._ids,
                )
            )
            stays._forget_cached()
        return super().unlink()

from odoo import models

from ....tools.flow import RANK
from ....tools.refusals import note_passed
from ....tools.transaction import get_queue
from ..following.crm_lead import PERSONS_CAUSES


class CrmLead(models.Model):
    """A stage that was refused to the documents of an opportunity: asked for again, or given up."""

    _inherit = "crm.lead"  # pylint: disable=consider-merging-classes-inherited

    def write(self, vals):
        if "stage_id" in vals:
            self._give_up_refused_stages(vals["stage_id"])
        return super().write(vals)

    def _give_up_refused_stages(self, stage_id):
        """Whoever moves an opportunity by hand has seen what its documents asked for: that is
        answered, and only what is new asks again."""
        cause = get_queue(self.env).scope.cause
        if cause and cause.name not in PERSONS_CAUSES:
            return
        moved = self.filtered(lambda lead: lead.stage_id.id != stage_id)
        refused = self.browse(moved._get_refused_news())
        for step, leads in refused.grouped("flow_step").items():
            leads._remember_answer({"flow_step_followed": step})
            note_passed(leads, "stage")

    def _follow_documents(self, news=None, dates=None):
        """What was new when it was refused is new still."""
        news = dict(news or {})
        for lead_id, found in self._get_refused_news().items():
            news[lead_id] = max(news.get(lead_id, "none"), found, key=RANK.get)
        return super()._follow_documents(news, dates)

    def _follow_documents_again(self, news):
        """Try the stage once more that was refused when this was new: *order*, *quotation* or
        *none*."""
        self._follow_documents(dict.fromkeys(self._ids, news))

    def _get_refused_news(self):
        """``{lead id: what was new}`` of those of these that were refused a stage."""
        # sudo: what was refused, whoever may see it
        Refusal = self.env["sales.process.refusal"].sudo()
        if not Refusal._is_any():
            return {}
        return {
            refusal.res_id: (refusal.arguments or ["none"])[0]
            for refusal in Refusal._get_refused("stage", self)
        }

from odoo import api, models

from ....tools.transaction import StageEntry, get_queue, worked_off

# Causes that tidy up: nothing is planned, mailed or moved on for them
QUIET_CAUSES = ("install", "merge")
# What makes an opportunity one that has goals
LIFE_FIELDS = ("active", "type", "probability")


class CrmLead(models.Model):
    """What may meet a goal queues the opportunities that it concerns, and so does entering a stage.

    Goals that are met already carry an opportunity on in the same pass. A goal moves an opportunity
    when its stage's goals *become* met: what was met when a person moved it back stays met, and
    moves nothing.
    """

    _inherit = "crm.lead"

    # ------------------------------------------------------------
    # ORM
    # ------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        with worked_off(self.env):
            return super().create(vals_list)

    def write(self, vals):
        with worked_off(self.env):
            converted = self.browse()
            if vals.get("type") == "opportunity":
                converted = self.filtered(lambda lead: lead.type == "lead")
            result = super().write(vals)
            converted._queue_stage_entries({})
            watched = self.env["crm.stage"]._get_automation().fields
            if not watched.isdisjoint(vals) or any(name in vals for name in LIFE_FIELDS):
                self._queue_goal_check()
        return result

    def _compute_field_value(self, field):
        """Conditions may be about fields that are computed: they change here, not in `write`."""
        result = super()._compute_field_value(field)
        if field.store and field.name in self.env["crm.stage"]._get_automation().fields:
            self.filtered(lambda lead: isinstance(lead.id, int))._queue_goal_check()
        return result

    def _on_stage_entered(self, previous):
        result = super()._on_stage_entered(previous)
        self._queue_stage_entries(previous)
        return result

    def _follow_documents(self, news=None, dates=None):
        changed = super()._follow_documents(news, dates)
        changed._queue_goal_check()
        return changed

    def _merge_opportunity(self, user_id=False, team_id=False, auto_unlink=True, max_length=5):
        with worked_off(self.env):
            return super()._merge_opportunity(
                user_id=user_id, team_id=team_id, auto_unlink=auto_unlink, max_length=max_length
            )

    def _merge_dependences_history(self, opportunities):
        result = super()._merge_dependences_history(opportunities)
        self._queue_goal_check()  # held events have come along
        return result

    # ------------------------------------------------------------
    # QUEUE
    # ------------------------------------------------------------

    def _queue_goal_check(self):
        """Something has happened that may meet, or no longer meet, a goal of these opportunities.

        Costs nothing for opportunities whose stage has no goals.
        """
        stages = self.env["crm.stage"]._get_automation().goal_stages
        if not stages:
            return
        lead_ids = {lead.id for lead in self if lead.id and lead.stage_id.id in stages}
        if lead_ids:
            get_queue(self.env).checked |= lead_ids
            self.browse(lead_ids).invalidate_recordset(["goal_status"], flush=False)

    def _queue_stage_entries(self, previous):
        automation = self.env["crm.stage"]._get_automation()
        stages = automation.goal_stages | automation.plan_stages
        if not stages or not self:
            return
        queue = get_queue(self.env)
        cause = queue.scope.cause.name if queue.scope.cause else "person"
        for lead in self:
            from_id = previous[lead.id].id if lead.id in previous else False
            if lead.stage_id.id in stages or from_id in stages:
                queue.entered[lead.id] = StageEntry(from_id, cause)

    @api.model
    def _work_off_goals(self, queue):
        entered, checked = queue.take("entered", "checked")
        leads = self.browse(checked | entered.keys()).exists()
        stages = self.env["crm.stage"]
        forward, resting, planned = self.browse(), self.browse(), self.browse()
        for lead in leads:
            entry = entered.get(lead.id)
            if not entry or not lead.stage_id:
                continue
            previous = stages.browse(entry.previous_id or [])
            is_forward = not previous or previous._is_before(lead.stage_id)
            if is_forward and previous:
                forward += lead
            if entry.cause in QUIET_CAUSES or not is_forward:
                resting += lead
            if entry.cause not in QUIET_CAUSES:
                planned += lead
        forward._skip_left_tasks()
        moved = leads._check_goals(resting, arrived=leads.browse(entered))
        (planned - moved)._plan_stage_tasks()

from odoo import api, fields, models

from ....tools.transaction import worked_off

BOOKMARK_PARAMETER = "sales_process.goal_check_bookmark"
BATCH_SIZE = 500


class CrmLead(models.Model):
    """Goals that time or other records meet, and goals that were changed: a scheduled job."""

    _inherit = "crm.lead"

    @api.model
    def _cron_check_goals(self):
        """Look at goals that time or other records meet, and at goals that were changed.

        Works in batches by id and remembers how far it has come, so that a run that is cut short
        is continued by the next one.
        """
        started, cursor = self._get_goal_check_bookmark()
        Stage = self.env["crm.stage"]
        changed = Stage.search([("goals_changed_on", "!=", False)])
        stage_ids = set(changed.ids) | Stage._get_automation().timed_stages
        domain = [
            ("stage_id", "in", list(stage_ids)),
            ("type", "=", "opportunity"),
            ("won_status", "!=", "lost"),
        ]
        progress = self.env["ir.cron"]
        progress._commit_progress(
            remaining=self.search_count([*domain, ("id", ">", cursor)]) if stage_ids else 0
        )
        while stage_ids:
            leads = self.search([*domain, ("id", ">", cursor)], order="id", limit=BATCH_SIZE)
            if not leads:
                break
            with worked_off(self.env):
                leads._queue_goal_check()
            cursor = leads[-1].id
            self._set_goal_check_bookmark(started, cursor)
            if not progress._commit_progress(len(leads)):
                return
            self.env.invalidate_all()
        self._set_goal_check_bookmark(False, 0)
        # what was changed meanwhile is for the next run
        changed.filtered(lambda stage: stage.goals_changed_on <= started).goals_changed_on = False

    @api.model
    def _get_goal_check_bookmark(self):
        """When the pass over the opportunities began, and the last one that was looked at."""
        # sudo: the job's own bookmark
        value = self.env["ir.config_parameter"].sudo().get_param(BOOKMARK_PARAMETER)
        if not value:
            return self.env.cr.now(), 0
        started, _separator, cursor = value.rpartition(" ")
        return fields.Datetime.to_datetime(started), int(cursor)

    @api.model
    def _set_goal_check_bookmark(self, started, cursor):
        value = started and f"{fields.Datetime.to_string(started)} {cursor}"
        # sudo: the job's own bookmark
        self.env["ir.config_parameter"].sudo().set_param(BOOKMARK_PARAMETER, value)

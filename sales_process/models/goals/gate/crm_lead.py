from odoo import api, models
from odoo.exceptions import UserError

from ....tools.transaction import get_queue

# Causes for which nothing is missing: they tidy up, or the goals are met
FREE_CAUSES = ("install", "merge", "goal")
MAX_NAMED_LEADS = 10
# A change of one of these may bring an opportunity into another pipeline
TEAM_FIELDS = {"team_id", "user_id"}


class CrmLead(models.Model):
    """What happens when an opportunity is to leave a stage although goals are missing."""

    _inherit = "crm.lead"

    def write(self, vals):
        left, teams = {}, {}
        automation = self.env["crm.stage"]._get_automation()
        if vals.get("stage_id") and automation.goal_stages:
            left = self._check_leaving(self.env["crm.stage"].browse(vals["stage_id"]))
        if automation.blocking_stages and not TEAM_FIELDS.isdisjoint(vals):
            teams = {lead: lead.team_id for lead in self}
        result = super().write(vals)
        if left:
            self._on_goals_left_missing(left)
        if teams:
            self.filtered(lambda lead: lead.team_id != teams[lead])._check_returning()
        return result

    def _check_leaving(self, target):
        """Look at what is missing when opportunities are about to move on to another stage.

        :return: ``{lead: (stage left, names of the missing goals)}``
        :raise UserError: they move on from a stage that blocks, by whatever but a document
        """
        cause = get_queue(self.env).scope.cause
        if cause and cause.name in FREE_CAUSES:
            return {}
        stages = self.env["crm.stage"]._get_automation().goal_stages
        moving = self.filtered(
            lambda lead: (
                lead.stage_id != target and (not lead.stage_id or lead.stage_id._is_before(target))
            )
        )
        if not moving:
            return {}
        left = {}
        for stage, leads in moving.grouped("stage_id").items():
            if stage.id in stages:
                for lead, missing in leads._get_missing_goals(stage).items():
                    left[lead] = (stage, missing)
        if not cause or cause.name != "document":
            moving._check_blocked(left, target)
        return left

    def _check_returning(self):
        """A round by way of another team is no way past a stage that blocks: who comes back into a
        team's pipeline comes back to where it was there, or has met the goals since.

        :raise UserError: a person brings them back further on
        """
        cause = get_queue(self.env).scope.cause
        if cause and cause.name not in ("person", "import"):
            return
        # sudo: where an opportunity has been is the same for everyone
        stays = (
            self.env["crm.lead.stage.history"]
            .sudo()
            .search(
                [("lead_id", "in", self.ids), ("left_on", "!=", False), ("stage_id", "!=", False)]
            )
        )
        blocked = []
        for lead in self:
            last = stays.filtered(
                lambda stay, lead=lead: stay.lead_id == lead and stay.team_id == lead.team_id
            )[:1].stage_id
            if last and last._is_before(lead.stage_id):
                blocked += lead._get_blocking(last, lead.stage_id)
        if blocked:
            self._raise_blocked(blocked, blocked[0][0].stage_id)

    def _get_blocking(self, first, target):
        """``[(lead, stage, missing goals)]`` of the stages that block, from ``first`` up to the one
        before ``target``."""
        blocking = self.env["crm.stage"]._get_automation().blocking_stages
        found = []
        for stage in self.team_id._get_process_stages():
            if stage.id in blocking and stage._is_before(target) and not stage._is_before(first):
                missing = self._get_missing_goals(stage)
                found += [(lead, stage, names) for lead, names in missing.items()]
        return found

    def _get_missing_goals(self, stage):
        """``{lead: [what is missing]}`` of the required goals of a stage."""
        # sudo: what is missing is the same for everyone
        results = self.sudo()._get_goal_results(stage)
        missing = {
            lead: [
                self._describe_missing(goal, result)
                for goal, result in results[lead.id].items()
                if goal.required and not result["is_met"] and not result["is_set_aside"]
            ]
            for lead in self
        }
        return {lead: names for lead, names in missing.items() if names}

    def _check_blocked(self, left, target):
        """Refuse that they move on from a stage that blocks, or past one.

        Stages may be skipped, but not those that block: going back first, or jumping over them,
        would be the way round.
        """
        stage_ids = self.env["crm.stage"]._get_automation().blocking_stages
        if not stage_ids:
            return
        blocked = [
            (lead, stage, missing)
            for lead, (stage, missing) in left.items()
            if stage.id in stage_ids
        ]
        for team, leads in self.grouped("team_id").items():
            for stage in team._get_process_stages():
                if stage.id not in stage_ids:
                    continue
                jumping = leads.filtered(
                    lambda lead, stage=stage: (
                        lead.stage_id._is_before(stage) and stage._is_before(target)
                    )
                )
                if jumping:
                    for lead, missing in jumping._get_missing_goals(stage).items():
                        blocked.append((lead, stage, missing))
        if blocked:
            self._raise_blocked(blocked, target)

    @api.model
    def _describe_missing(self, goal, result):
        if result["count"] > 1:
            return self.env._(
                "%(goal)s (%(done)s of %(count)s)",
                goal=goal.display_name,
                done=result["done"],
                count=result["count"],
            )
        return goal.display_name

    @api.model
    def _raise_blocked(self, blocked, target):
        lines = [
            self.env._(
                "“%(lead)s” in “%(stage)s”: %(missing)s",
                lead=lead.name,
                stage=stage.name,
                missing=", ".join(missing),
            )
            for lead, stage, missing in blocked[:MAX_NAMED_LEADS]
        ]
        if len(blocked) > MAX_NAMED_LEADS:
            lines.append(self.env._("…and %(count)s more", count=len(blocked) - MAX_NAMED_LEADS))
        raise UserError(
            self.env._(
                "Not to “%(target)s” yet. These goals are missing:\n%(lines)s\n\n"
                "Meet them first. Sales managers decide in the settings of the stage which goals"
                " are required.",
                target=target.name,
                lines="\n".join(f"• {line}" for line in lines),
            )
        )

    def _on_goals_left_missing(self, left):
        """Log with which goals missing opportunities moved on, and warn who moved them."""
        warned = []
        is_person = not get_queue(self.env).scope.cause
        for lead, (stage, missing) in left.items():
            lead._add_log_line(
                self.env._(
                    "Missing when it left “%(stage)s”: %(missing)s",
                    stage=stage.name,
                    missing=", ".join(missing),
                )
            )
            if is_person and stage.goal_policy == "warn":
                warned.append(
                    self.env._(
                        "“%(lead)s” left “%(stage)s” without: %(missing)s",
                        lead=lead.name,
                        stage=stage.name,
                        missing=", ".join(missing),
                    )
                )
        if warned:
            if len(warned) > MAX_NAMED_LEADS:
                more = len(warned) - MAX_NAMED_LEADS
                warned = [*warned[:MAX_NAMED_LEADS], self.env._("…and %(count)s more", count=more)]
            self.env.user._bus_send(
                "simple_notification",
                {
                    "type": "warning",
                    "title": self.env._("Goals are missing"),
                    "message": "\n".join(warned),
                    "sticky": True,
                },
            )

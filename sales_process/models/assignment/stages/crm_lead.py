from odoo import models

from ....tools.refusals import refusable
from ....tools.transaction import get_queue


class CrmLead(models.Model):
    """An opportunity enters a stage: the rules may pass it on."""

    _inherit = "crm.lead"  # pylint: disable=consider-merging-classes-inherited

    def _on_stage_entered(self, previous):
        stages = {lead.id: lead.stage_id for lead in self}
        self.filtered(lambda lead: lead.id in previous)._assign_on_stage()
        # another team may have brought another stage, which has been entered by itself
        still = self.filtered(lambda lead: lead.stage_id == stages[lead.id])
        return super(CrmLead, still)._on_stage_entered(previous)

    def _assign_on_stage(self):
        """Let the rules pass on opportunities that have entered a stage.

        One that is already with a seller and the team of the rule stays where it is, and a rule
        decides on an opportunity once in a transaction: so rules cannot send it in circles.
        """
        Rule = self.env["crm.assignment.rule"]
        leads = self.filtered("active")
        if not leads or not Rule._has_rules("stage"):
            return
        queue = get_queue(self.env)
        sees_all = self.env.su or self.env.user.has_group(
            "sales_team.group_sale_salesman_all_leads"
        )
        # sudo: rules work for everybody, and pass on to whom the user could not
        leads = leads.sudo()
        outcomes, refused = {}, {}
        for lead_id, decision in Rule._plan(leads, "stage").items():
            lead = leads.browse(lead_id)
            if (decision.rule.id, lead_id) in queue.applied_rules:
                continue
            if not decision.is_final:
                queue.applied_rules.add((decision.rule.id, lead_id))
                refused[lead_id] = decision.reason
                continue
            user_id = decision.user_id
            if lead.user_id and lead.user_id in decision.rule._get_sellers():
                user_id = lead.user_id.id
            team_id = decision.team_id or lead.team_id.id
            if (lead.user_id.id, lead.team_id.id) == (user_id, team_id):
                queue.applied_rules.add((decision.rule.id, lead_id))
                continue
            outcomes[lead_id] = (decision.rule, user_id, decision.team_id, decision.reason)
        leads.browse(refused)._message_log_batch(bodies=refused)
        self.browse(outcomes)._pass_on(outcomes, sees_all)

    @refusable("assignment", retry="_assign_on_stage")
    def _pass_on(self, outcomes, sees_all):
        """Give these opportunities to whom the rules have chosen.

        :param dict outcomes: ``{lead id: (rule, user id, team id, reason)}``, also of others
        :param bool sees_all: whether the user sees them when they are somebody else's
        """
        self._give_to(outcomes, sees_all)

    def _give_to(self, outcomes, sees_all):
        """See :meth:`_pass_on`."""
        queue = get_queue(self.env)
        # sudo: rules work for everybody, and pass on to whom the user could not
        leads = self.sudo()
        queue.applied_rules.update((outcomes[lead.id][0].id, lead.id) for lead in leads)
        for reason, group in leads.grouped(lambda lead: outcomes[lead.id][3]).items():
            group._add_log_line(reason)
            group.with_context(tracking_disable=True).write({"assignment_reason": reason})
        for outcome, group in leads.grouped(lambda lead: outcomes[lead.id][:3]).items():
            rule, user_id, team_id = outcome
            vals = {"assignment_rule_id": rule.id, "user_id": user_id}
            if team_id:
                vals["team_id"] = team_id
            with queue.caused_by("rule", dict.fromkeys(group._ids, rule)):
                group._without_many_notes(len(leads)).write(vals)
            if not sees_all and user_id != self.env.uid:
                self.browse(group._ids)._tell_passed_on()

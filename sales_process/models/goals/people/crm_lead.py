from odoo import models
from odoo.tools import SQL


class CrmLead(models.Model):
    """Goals that people of the opportunity meet once they were contacted."""

    _inherit = "crm.lead"

    def _get_goal_finders(self):
        return {**super()._get_goal_finders(), "people": self._find_goal_people}

    def _find_goal_people(self, leads_by_goal):
        """Each person counts from the first contact on that lies in the opportunity's time."""
        leads = self.browse().union(*leads_by_goal.values())
        persons = leads.person_ids
        began = SQL("COALESCE(lead.date_conversion, lead.create_date)::date")
        contacts = persons._get_last_contacts(since=began)
        found = {}
        for goal, goal_leads in leads_by_goal.items():
            for lead in goal_leads:
                days = sorted(
                    contacts[person.id]
                    for person in lead.person_ids
                    if person.id in contacts and goal.person_part in (False, person.part)
                )
                found[goal.id, lead.id] = {"done": len(days), "count": goal.count}
                if len(days) >= goal.count:
                    day, event_id = days[goal.count - 1]
                    found[goal.id, lead.id].update(on=str(day), source=("mail.activity", event_id))
        return found

    def _queue_people_goals(self):
        """Look at the goals of those whose stage asks for people."""
        stages = self.env["crm.stage"]._get_automation().people_stages
        if stages:
            # sudo: colleagues' opportunities, too; only their goals are looked at
            self.sudo().filtered(lambda lead: lead.stage_id.id in stages)._queue_goal_check()

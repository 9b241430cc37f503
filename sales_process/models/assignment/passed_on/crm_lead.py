from odoo import api, models

from ....tools.transaction import get_queue
from ..crm_lead import NOTIFIED_AT_ONCE


class CrmLead(models.Model):
    """What a rule has passed on to another seller is shown once more to who saved it."""

    _inherit = "crm.lead"  # pylint: disable=consider-merging-classes-inherited

    def web_read(self, specification):
        """Show what a rule has just passed on to another seller to the user who saved it."""
        passed_on = self._get_passed_on()
        if not passed_on or self.env.su:
            return super().web_read(specification)
        if not self <= passed_on:
            rows = super(CrmLead, self - passed_on).web_read(specification)
            rows += (self & passed_on).web_read(specification)
            by_id = {row["id"]: row for row in rows}
            return [by_id[lead_id] for lead_id in self.ids]
        # sudo: the user has just saved these leads and may see them once more; of other records
        # the names only
        return super(CrmLead, self.sudo()).web_read(self._limit_specification(specification))

    def _get_passed_on(self):
        """Of these leads, those that rules have passed on in this transaction."""
        passed_on = get_queue(self.env).passed_on
        return self.filtered(lambda lead: lead.id in passed_on)

    def _tell_passed_on(self):
        """Tell the user that a rule has given these leads to somebody else."""
        get_queue(self.env).passed_on.update(self.ids)
        # sudo: the name of the lead that the user has just saved, and of its new owner
        for lead in self.sudo()[:NOTIFIED_AT_ONCE]:
            self.env.user._bus_send(
                "simple_notification",
                {
                    "type": "info",
                    "title": self.env._("Passed on to %(seller)s", seller=lead.user_id.name),
                    "message": f"{lead.name} · {lead.assignment_reason}",
                },
            )

    @api.model
    def _limit_specification(self, specification):
        """What the user may read, and of other records the name and colour only."""
        limited = {}
        for field_name in self.fields_get(list(specification), ["type"]):
            spec = specification[field_name]
            limited[field_name] = {}
            if "fields" in spec:
                limited[field_name] = {
                    "fields": {
                        name: {} for name in spec["fields"] if name in ("display_name", "color")
                    }
                }
        return limited

from odoo import api, models


class SalesCard(models.Model):
    """Who has a part in the decision stands beside the form that logs the next contact."""

    _inherit = "sales.card"

    @api.model
    def _prepare_round_sections(self, lead):
        sections = super()._prepare_round_sections(lead)
        persons = lead.person_ids._filtered_access("read")
        if persons:
            lines = [
                {
                    "text": person.display_name,
                    "detail": self._format_day(person.last_contact_on)
                    if person.last_contact_on
                    else self.env._("not contacted yet"),
                    "is_done": bool(person.last_contact_on),
                }
                for person in persons
            ]
            sections.append({"title": self.env._("People"), "lines": lines})
        return sections

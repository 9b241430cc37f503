from markupsafe import Markup

from odoo import api, fields, models


class SalesProcessStart(models.Model):
    """First of all, what is there already is looked at; nothing is changed."""

    _inherit = "sales.process.start"

    overview = fields.Html(compute="_compute_overview", sanitize=False)

    @api.depends("step", "team_id")
    @api.depends_context("lang", "uid")
    def _compute_overview(self):
        for start in self:
            start.overview = start.step == "look" and Markup(
                "<table class='table table-sm w-auto'>%s</table>"
            ) % Markup().join(
                Markup("<tr><th>%s</th><td>%s</td><td>%s</td></tr>") % row
                for row in start._get_overview()
            )

    def _get_overview(self):
        """What is there: rows of what it is, how many, and what follows from that."""
        checkup = self.env["sales.process.checkup"]
        teams = self.env["crm.team"].search([("use_opportunities", "=", True)])
        stages = self.team_id._get_process_stages()
        sellers = checkup._find_sellers()
        zoneless = checkup._find_sellers_without_zone()
        types = self.env["mail.activity.type"].search(
            [("res_model", "in", [False, "crm.lead", "res.partner", "sale.order"])]
        )
        calendar = self.company_id.sudo().resource_calendar_id  # sudo: a name
        return [
            (self.env._("Sales teams"), len(teams), ", ".join(teams[:5].mapped("name"))),
            (
                self.env._("Stages of %(team)s", team=self.team_id.name or ""),
                len(stages),
                ", ".join(stages.mapped("name")),
            ),
            (
                self.env._("Open opportunities"),
                self._count_leads(),
                self.env._("%(count)s of them have quotations or orders", count=self._count_sold()),
            ),
            (
                self.env._("Activity Types"),
                len(types),
                self.env._(
                    "%(count)s count as contacts or visits",
                    count=len(types.filtered("event_category_id")),
                ),
            ),
            (
                self.env._("Sellers"),
                len(sellers),
                self.env._("%(count)s without a time zone", count=len(zoneless)),
            ),
            (
                self.env._("Working hours"),
                calendar.name or "–",
                self.env._("Pace is counted in these working days"),
            ),
        ]

    def _get_lead_domain(self):
        return [
            ("type", "=", "opportunity"),
            ("won_status", "=", "pending"),
            ("company_id", "in", [False, self.company_id.id]),
        ]

    def _count_leads(self):
        return self.env["crm.lead"].search_count(self._get_lead_domain())

    def _count_sold(self):
        domain = [*self._get_lead_domain(), ("flow_step", "not in", [False, "none"])]
        return self.env["crm.lead"].search_count(domain)

    def _announce_look(self):
        return self.env._(
            "This is what the guided start has found. Nothing is changed here. Each step says what"
            " it will do before it does it, can be skipped, and can be undone afterwards."
        )

    def _apply_look(self):
        """Having looked is all."""

    def _undo_look(self, undo):
        """Nothing was changed."""

from odoo import api, fields, models
from odoo.fields import Domain

from ..sales_process_checkup import Check


class SalesProcessCheckup(models.AbstractModel):
    """Whether each seller has a team, a time zone and a target."""

    _inherit = "sales.process.checkup"

    @api.model
    def _get_checks(self):
        team = self._get_only_team()
        return {
            **super()._get_checks(),
            "sellers_without_team": Check(
                self.env._("Sellers without a team"),
                self.env._(
                    "They see no pipeline of a team, have no share of its target, and are missing"
                    " in its figures. Make them members of a sales team."
                ),
                self.env._("Makes them members of “%(team)s”", team=team.name) if team else "",
            ),
            "sellers_without_zone": Check(
                self.env._("Sellers without a time zone"),
                self.env._(
                    "Their days begin and end by the clock of Greenwich: a late call counts for"
                    " the wrong day. Set it on the user."
                ),
                self.env._("Gives them your time zone, %(zone)s", zone=self.env.user.tz)
                if self._may_set_zones()
                else "",
            ),
            "sellers_without_target": Check(
                self.env._("Sellers without a target"),
                self.env._("Nothing says whether they are on pace. Set a target for them."),
            ),
        }

    @api.model
    def _get_only_team(self):
        """The team that a seller can only belong to; none where there are several."""
        teams = self.env["crm.team"].search([("use_opportunities", "=", True)], limit=2)
        return teams if len(teams) == 1 and teams.has_access("write") else teams.browse()

    @api.model
    def _may_set_zones(self):
        return self.env.user.tz and self.env["res.users"].has_access("write")

    @api.model
    def _get_seller_domain(self):
        """People who sell: salespersons of these companies. Who administers sales is one where
        the user is in a team or has opportunities."""
        seller = self.env.ref("sales_team.group_sale_salesman")
        manager = self.env.ref("sales_team.group_sale_manager")
        managers = self.env["res.users"].search([("all_group_ids", "in", manager.ids)])
        owners = self.env["crm.lead"]._read_group(
            [("user_id", "!=", False), ("type", "=", "opportunity")], ["user_id"]
        )
        return (
            Domain("share", "=", False)
            & Domain("company_ids", "in", self.env.companies.ids)
            & Domain("all_group_ids", "in", seller.ids)
            & (
                Domain("id", "not in", managers.ids)
                | Domain("id", "in", self._get_members().ids)
                | Domain("id", "in", [user.id for (user,) in owners])
            )
        )

    @api.model
    def _get_members(self):
        return self.env["crm.team.member"].search([]).user_id

    @api.model
    def _find_sellers(self, domain=Domain.TRUE):
        return self.env["res.users"].search(self._get_seller_domain() & domain, order="name, id")

    @api.model
    def _name_users(self, users):
        # sudo: names of colleagues, as in every list of salespersons
        return {user: user.sudo().name for user in users}

    # ------------------------------------------------------------
    # TEAMS
    # ------------------------------------------------------------

    @api.model
    def _find_sellers_without_team(self):
        members = self._get_members()
        return self._name_users(self._find_sellers(Domain("id", "not in", members.ids)))

    @api.model
    def _open_sellers_without_team(self, users):
        """Teams are where members are added."""
        return self.env["ir.actions.act_window"]._for_xml_id("sales_team.crm_team_action_config")

    @api.model
    def _mend_sellers_without_team(self, users):
        self.env["crm.team.member"].create(
            [{"crm_team_id": self._get_only_team().id, "user_id": user.id} for user in users]
        )

    # ------------------------------------------------------------
    # TIME ZONES
    # ------------------------------------------------------------

    @api.model
    def _find_sellers_without_zone(self):
        return self._name_users(self._find_sellers(Domain("tz", "=", False)))

    @api.model
    def _mend_sellers_without_zone(self, users):
        users.tz = self.env.user.tz

    # ------------------------------------------------------------
    # TARGETS
    # ------------------------------------------------------------

    @api.model
    def _find_sellers_without_target(self):
        """An own target that is valid today, or a share of the team's."""
        today = fields.Date.context_today(self)
        targets = self.env["sales.target"].search(
            [
                ("date_from", "<=", today),
                "|",
                ("date_to", "=", False),
                ("date_to", ">=", today),
            ]
        )
        shared = targets.filtered(lambda target: not target.user_id and target.team_mode == "split")
        measured = targets.user_id | shared.team_id.member_ids
        return self._name_users(self._find_sellers(Domain("id", "not in", measured.ids)))

    @api.model
    def _open_sellers_without_target(self, users):
        return self.env["ir.actions.client"]._for_xml_id("sales_process.sales_target_table_action")

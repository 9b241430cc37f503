from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import date_utils

from ...tools.periods import period_bounds, week_start
from ...tools.plain import to_plain
from ...tools.screens import ALL, VIEW_OF


class SalesCentre(models.AbstractModel):
    """The Manager's Centre: which tabs it has, and what its filters offer to whom.

    A tab is a public method in a package of its own. It takes one dict of filters,
    ``{date_from, date_to, team_id, user_id}``, each of which may be left out, and returns plain
    JSON: string keys, and false for what is not there. All figures come from the
    reports on SQL, through their access rules, in a fixed number of queries. Each comes with the
    domain that counts it, so that what a click opens is what was counted.
    """

    _name = "sales.centre"
    _description = "Manager's Centre"

    # ------------------------------------------------------------
    # WHAT THE SCREEN NEEDS FIRST
    # ------------------------------------------------------------

    @api.model
    @api.readonly
    def get_options(self):
        """Return the tabs, what the filters offer, and what the user may do."""
        self._check_centre_access()
        today = fields.Date.context_today(self)
        options = {
            "tabs": self._get_visible_tabs(),
            "today": fields.Date.to_string(today),
            "periods": self._get_period_options(today),
            "teams": self._get_team_options(),
            "sellers": self._get_seller_options(),
            "currency_id": self.env.company.currency_id.id,
            "is_own_only": self._is_own_only(),
            "can_set_targets": self.env["sales.target"].has_access("create"),
            "can_freeze": self.env.user.has_group("sales_team.group_sale_manager"),
            "user_id": self.env.uid,
            "features": self._get_features(),
            "views": self._get_drill_views(),
            "channels": self._get_live_channels(),
        }
        return to_plain(options)

    @api.model
    def _get_features(self):
        """Return what the settings may switch on, each with whether it is in sight."""
        return {
            name: self.env.user.has_group(f"sales_process.group_{name}")
            for name in ("territories", "calibration")
        }

    @api.model
    def _get_live_channels(self):
        """Return what the open centre listens to: the changes behind the figures that one sees."""
        return [f"{VIEW_OF}{self.env.uid}"] if self._is_own_only() else [ALL]

    @api.model
    def _get_tabs(self):
        """Return the tabs in their order, whoever may see them.

        To be extended by addons; the screen shows those that have a component of the same name
        among the ``sales_process.centre_tabs``.

        :return: list of dicts: ``name``, ``label``, ``method``, the one of this model that takes
            the filters and returns the figures, and ``groups``, XML ids with a comma in between:
            who sees the tab; without it, everybody who sees the centre. With ``has_own_period``
            the method chooses a period where the filters have none, and says it
        """
        return []

    @api.model
    def _get_visible_tabs(self):
        shown = ("name", "label", "method", "has_own_period")
        return [
            {key: tab[key] for key in shown if key in tab}
            for tab in self._get_tabs()
            if not tab.get("groups") or self.env.user.has_groups(tab["groups"])
        ]

    @api.model
    def _get_drill_views(self):
        """Views that a click on a figure opens, where a model's own first ones do not fit."""
        views = {
            "list": "crm.crm_case_tree_view_oppor",
            "kanban": "crm.crm_case_kanban_view_leads",
            "pivot": "crm.crm_lead_view_pivot",
            "graph": "crm.crm_lead_view_graph",
            "form": "crm.crm_lead_view_form",
        }
        search = self.env.ref("crm.view_crm_case_opportunities_filter", raise_if_not_found=False)
        opportunities = []
        for kind, xmlid in views.items():
            view = self.env.ref(xmlid, raise_if_not_found=False)
            opportunities.append((view.id if view else False, kind))
        return {
            "crm.lead": {
                "views": opportunities,
                "search_view_id": [search.id, "search"] if search else False,
            }
        }

    @api.model
    def _get_period_options(self, today):
        """This and the last week, month, quarter and year, and the next month and quarter, which
        are forecast, by the user's calendar."""
        first_weekday = week_start(self.env)
        labels = {
            "week": (self.env._("This week"), self.env._("Last week"), None),
            "month": (self.env._("This month"), self.env._("Last month"), self.env._("Next month")),
            "quarter": (
                self.env._("This quarter"),
                self.env._("Last quarter"),
                self.env._("Next quarter"),
            ),
            "year": (self.env._("This year"), self.env._("Last year"), None),
        }
        options = []
        for period, (this, last, next_label) in labels.items():
            start, after = period_bounds(period, today, first_weekday)
            day_before = date_utils.subtract(start, days=1)
            choices = [(period, this, today), (f"last_{period}", last, day_before)]
            if next_label:
                choices.append((f"next_{period}", next_label, after))
            for key, label, day in choices:
                first, beyond = period_bounds(period, day, first_weekday)
                options.append(
                    {
                        "key": key,
                        "label": label,
                        "date_from": fields.Date.to_string(first),
                        "date_to": fields.Date.to_string(date_utils.subtract(beyond, days=1)),
                    }
                )
        return options

    @api.model
    def _get_team_options(self):
        if self._sees_all():
            domain = Domain("company_id", "in", [False, *self.env.companies.ids])
        else:
            domain = Domain("user_id", "=", self.env.uid) | Domain(
                "member_ids", "in", [self.env.uid]
            )
        return self.env["crm.team"].search_read(domain, ["name"])

    @api.model
    def _get_seller_options(self):
        """Sellers whose figures the user sees, archived ones last."""
        domain = Domain("share", "=", False) & Domain("company_ids", "in", self.env.companies.ids)
        if self._sees_all():
            group = self.env.ref("sales_team.group_sale_salesman")
            domain &= Domain("all_group_ids", "in", group.ids)
        else:
            led = self.env["crm.team"].search([("user_id", "=", self.env.uid)])
            domain &= Domain("id", "in", [self.env.uid, *led.member_ids.ids])
        # sudo: names of colleagues, as in every list of salespersons
        sellers = (
            self.env["res.users"]
            .sudo()
            .with_context(active_test=False)
            .search(domain, order="active desc, name")
        )
        teams = dict(
            self.env["crm.team.member"]
            .sudo()
            ._read_group(  # sudo: as above
                [("user_id", "in", sellers.ids)], ["user_id"], ["crm_team_id:array_agg"]
            )
        )
        return [
            {
                "id": seller.id,
                "name": seller.name,
                "active": seller.active,
                "team_ids": teams.get(seller, []),
            }
            for seller in sellers
        ]

    # ------------------------------------------------------------
    # RIGHTS
    # ------------------------------------------------------------

    @api.model
    def _check_centre_access(self):
        self.env["sales.event.report"].check_access("read")

    @api.model
    def _sees_all(self):
        return self.env.su or self.env.user.has_group("sales_team.group_sale_salesman_all_leads")

    @api.model
    def _is_own_only(self):
        """Whether the user sees nobody else's figures: no *All Documents*, leads no team."""
        return not self._sees_all() and not self.env["crm.team"].search_count(
            [("user_id", "=", self.env.uid)], limit=1
        )

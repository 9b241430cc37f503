import re

from odoo import api, fields, models, tools
from odoo.exceptions import UserError, ValidationError


def normalize_zip(code):
    """A postal code without what people write in between: 00-950, SW1A 1AA."""
    return re.sub(r"[^0-9A-Z]", "", (code or "").upper())


class CrmTerritory(models.Model):
    """A region of addresses, by country, state or postal code."""

    _name = "crm.territory"
    _description = "Sales Territory"
    _inherit = "sales.input.mixin"
    _order = "sequence, name, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    country_ids = fields.Many2many(
        "res.country", string="Countries", help="Addresses in these countries lie in the territory."
    )
    state_ids = fields.Many2many(
        "res.country.state",
        string="States",
        help="Only these states of the countries. Empty: all of them.",
    )
    zip_from = fields.Char(
        string="ZIP From",
        help="The first postal code, or its first characters: 00 to 09 takes 00950 and 09120.",
    )
    zip_to = fields.Char(
        string="ZIP To", help="The last postal code, or its first characters, included."
    )
    lead_count = fields.Integer(string="Opportunities", compute="_compute_lead_count")

    def _compute_lead_count(self):
        counts = dict(
            self.env["crm.lead"]._read_group(
                [("territory_id", "in", self.ids)], ["territory_id"], ["__count"]
            )
        )
        for territory in self:
            territory.lead_count = counts.get(territory._origin, 0)

    @api.constrains("zip_from", "zip_to")
    def _check_zip(self):
        for territory in self:
            first, last = normalize_zip(territory.zip_from), normalize_zip(territory.zip_to)
            if bool(first) != bool(last):
                raise ValidationError(
                    self.env._(
                        "Give the territory “%(territory)s” a first and a last ZIP, or none.",
                        territory=territory.name,
                    )
                )
            if first and first[: len(last)] > last:
                raise ValidationError(
                    self.env._(
                        "In the territory “%(territory)s” the first ZIP, %(first)s, comes after"
                        " the last one, %(last)s.",
                        territory=territory.name,
                        first=territory.zip_from,
                        last=territory.zip_to,
                    )
                )

    @api.constrains("name", "country_ids", "state_ids", "zip_from", "zip_to")
    def _check_has_criterion(self):
        for territory in self:
            if not (territory.country_ids or territory.state_ids or territory.zip_from):
                raise ValidationError(
                    self.env._(
                        "The territory “%(territory)s” would take every address. Give it"
                        " countries, states or a range of ZIP codes.",
                        territory=territory.name,
                    )
                )

    # ------------------------------------------------------------
    # ORM
    # ------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        self.env.registry.clear_cache()
        return super().create(vals_list)

    def write(self, vals):
        self.env.registry.clear_cache()
        return super().write(vals)

    def unlink(self):
        self.env.registry.clear_cache()
        return super().unlink()

    # ------------------------------------------------------------
    # BUSINESS
    # ------------------------------------------------------------

    @api.model
    @tools.ormcache()
    def _get_rules(self):
        """The territories, most specific first: by ZIP, then state, then country."""
        # sudo: the address decides, whatever the rights of whoever saves the lead
        rules = []
        for territory in self.sudo().search([]):
            first, last = normalize_zip(territory.zip_from), normalize_zip(territory.zip_to)
            rules.append(
                (
                    territory.id,
                    frozenset(territory.country_ids.ids),
                    frozenset(territory.state_ids.ids),
                    first,
                    last,
                )
            )
        return tuple(
            sorted(
                rules,
                key=lambda rule: (-len(rule[3]), not rule[2], not rule[1]),
            )
        )

    @api.model
    def _find(self, country_id, state_id, zip_code):
        """Id of the most specific territory of an address, or False."""
        if not (country_id or state_id or zip_code):
            return False
        code = normalize_zip(zip_code)
        for territory_id, countries, states, first, last in self._get_rules():
            if countries and country_id not in countries:
                continue
            if states and state_id not in states:
                continue
            if first and not (code and first <= code[: len(first)] and code[: len(last)] <= last):
                continue
            return territory_id
        return False

    def action_assign_leads(self):
        """Give the open opportunities that have no territory theirs."""
        leads = self.env["crm.lead"].search(
            [("territory_id", "=", False), ("won_status", "=", "pending")]
        )
        leads._compute_territory_id()
        found = len(leads.filtered("territory_id"))
        if not found:
            raise UserError(
                self.env._("No open opportunity without a territory lies in one of them.")
            )
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._(
                    "%(count)s opportunities found their territory.", count=found
                ),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }

    @api.readonly
    def action_open_leads(self):
        self.ensure_one()
        action = self.env["ir.actions.actions"]._for_xml_id("crm.crm_lead_opportunities")
        action["domain"] = [("territory_id", "=", self.id)]
        action["context"] = {"default_territory_id": self.id}
        return action

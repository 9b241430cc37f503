from collections import defaultdict
from math import isfinite

from odoo import api, models
from odoo.exceptions import UserError

from .....tools.target_table import end_of, set_value, value_on
from .....tools.values import LARGEST_NUMBER

MOST_CHANGES = 20000
ALIKE = 0.005  # values have two decimals


class SalesTargetTable(models.AbstractModel):
    """What was typed and pasted is saved at once, or not at all."""

    _inherit = "sales.target.table"

    @api.model
    def save(self, filters, changes):
        """Save changed cells.

        With metrics across, a value is valid from the chosen day on, as long as the one that it
        replaces; with months across in that month alone.

        :param dict filters: those of the table that was changed
        :param list changes: ``{"user_id", "column", "value", "before"}``; 0 is no target;
            ``before`` is what the cell showed when it was read
        :return: number of cells
        :raise odoo.exceptions.UserError: names the cell that cannot be saved; nothing is saved
        """
        self._check_may_use()
        filters = self._check_filters(filters)
        columns = {column["key"]: column for column in self._get_columns(filters)}
        sellers = {user.id: user for user in self._get_sellers(filters)}
        changes = self._check_changes(changes, columns, sellers)
        users = self.env["res.users"].browse({change["user_id"] for change in changes})
        spells = self._get_spells(users, list(columns.values()))
        wanted = {}
        for change in changes:
            column = columns[change["column"]]
            key = (change["user_id"], column["metric"], column["category_id"])
            current = wanted.get(key, spells[key])
            self._check_unchanged(change, column, spells[key], sellers)
            last = (
                column["last"] if filters["mode"] == "months" else end_of(current, column["first"])
            )
            wanted[key] = set_value(current, column["first"], last, change["value"])
        period = next(iter(columns.values()))["period"]
        self._write_spells(spells, wanted, period)
        return len(changes)

    @api.model
    def _check_changes(self, changes, columns, sellers):
        if not isinstance(changes, (list, tuple)) or len(changes) > MOST_CHANGES:
            raise UserError(
                self.env._(
                    "At most %(count)s cells are saved at once. Save part of them first.",
                    count=MOST_CHANGES,
                )
            )
        return [self._check_change(change, columns, sellers) for change in changes]

    @api.model
    def _check_change(self, change, columns, sellers):
        change = change if isinstance(change, dict) else {}
        user_id, key = change.get("user_id"), change.get("column")
        if not isinstance(user_id, int) or user_id not in sellers:
            raise UserError(
                self.env._(
                    "Seller %(seller)s is not in this table any more. Open it again.",
                    seller=str(user_id)[:80],
                )
            )
        if not isinstance(key, str) or key not in columns:
            raise UserError(
                self.env._(
                    "Column %(column)s is not in this table any more. Open it again.",
                    column=str(key)[:80],
                )
            )
        value = change.get("value") or 0.0
        is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
        if not is_number or not isfinite(value) or not 0 <= value <= LARGEST_NUMBER:
            raise UserError(
                self.env._(
                    "%(cell)s: “%(value)s” is no target. Give a number above zero, or nothing.",
                    cell=self._name_cell(sellers[user_id], columns[key]),
                    value=str(value)[:80],
                )
            )
        before = change.get("before")
        return {
            "user_id": user_id,
            "column": key,
            "value": round(float(value), 2),
            "before": before if isinstance(before, (int, float)) else 0.0,
        }

    @api.model
    def _check_unchanged(self, change, column, spells, sellers):
        """:raise UserError: somebody else has changed the cell since it was read"""
        current = value_on(spells, column["first"], column["last"])
        if abs(current - change["before"]) > ALIKE:
            raise UserError(
                self.env._(
                    "%(cell)s was changed meanwhile: it is %(value)g now. Nothing was saved. Open"
                    " the table again to see it.",
                    cell=self._name_cell(sellers[change["user_id"]], column),
                    value=current,
                )
            )

    @api.model
    def _name_cell(self, seller, column):
        # sudo: the name of a colleague
        return self.env._(
            "%(seller)s, %(column)s", seller=seller.sudo().name, column=column["label"]
        )

    # ------------------------------------------------------------
    # RECORDS
    # ------------------------------------------------------------

    @api.model
    def _write_spells(self, spells, wanted, period):
        """Bring the targets in line: first they give way, then they take their new days."""
        Target = self.env["sales.target"]
        gone, shorter, final, new = [], defaultdict(list), [], []
        for (user_id, metric, category_id), after in wanted.items():
            before = {spell.id: spell for spell in spells[user_id, metric, category_id]}
            kept = {spell.id: spell for spell in after if spell.id}
            gone += before.keys() - kept.keys()
            for spell_id, spell in kept.items():
                if spell != before[spell_id]:
                    shorter[before[spell_id].first].append(spell_id)
                    final.append(spell)
            new += [
                {
                    "user_id": user_id,
                    "company_id": self.env.company.id,
                    "metric": metric,
                    "event_category_id": category_id,
                    "period": period,
                    **self._prepare_spell(spell),
                }
                for spell in after
                if not spell.id
            ]
        Target.browse(gone).unlink()
        for first, ids in shorter.items():
            Target.browse(ids).date_to = first
        # the latest ones first: each finds its days free, for those before it are short still
        for spell in sorted(final, key=lambda spell: spell.first, reverse=True):
            Target.browse(spell.id).write(self._prepare_spell(spell))
        Target.create(new)

    @api.model
    def _prepare_spell(self, spell):
        return {"value": spell.value, "date_from": spell.first, "date_to": spell.last or False}

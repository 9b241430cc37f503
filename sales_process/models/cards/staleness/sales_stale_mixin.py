from odoo import api, models

from ....tools.screens import add_concerned
from ....tools.transaction import get_queue


class SalesStaleMixin(models.AbstractModel):
    """Records whose changes are told to the open screens of those whom they concern."""

    _name = "sales.stale.mixin"
    _description = "Changes that Open Screens Hear Of"

    _owner_fields = ("user_id",)  # a change of one of them concerns who was it before, too
    # where only these change, it is the records behind them that tell it: a merge, a deletion
    _quiet_fields = ()

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        records._tell_screens()
        return records

    def write(self, vals):
        if vals.keys() <= set(self._quiet_fields):
            return super().write(vals)
        if not vals.keys().isdisjoint(self._owner_fields):
            self._tell_screens()
        result = super().write(vals)
        self._tell_screens()
        return result

    def unlink(self):
        self._tell_screens()
        return super().unlink()

    def _tell_screens(self):
        """These records have changed, or are about to."""
        if self:
            # sudo: whom a change concerns, whoever makes it
            self.sudo()._note_concerned(get_queue(self.env).stale)

    def _note_concerned(self, concerned):
        """Note whose screens are to look again: those of the records' users, and of whoever may see
        all documents of their company. To be extended, or replaced, by models whose records
        concern others.

        :param dict concerned: as :func:`tools.screens.add_concerned` takes it
        """
        models = {self._name}
        add_concerned(concerned, (("res.users", user_id) for user_id in self.user_id.ids), models)
        self._note_companies(concerned, self.company_id, models)
        if not all(record.company_id for record in self):
            self._note_without_company(concerned, models)

    @api.model
    def _note_companies(self, concerned, companies, models):
        keys = (("res.company", company_id) for company_id in companies.ids)
        add_concerned(concerned, keys, models)

    @api.model
    def _note_without_company(self, concerned, models):
        """What belongs to no company may be seen by all who may see all documents."""
        group_id = self.env["ir.model.data"]._xmlid_to_res_id(
            "sales_team.group_sale_salesman_all_leads"
        )
        add_concerned(concerned, [("res.groups", group_id)], models)

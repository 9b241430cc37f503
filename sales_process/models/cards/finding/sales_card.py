from odoo import api, models
from odoo.fields import Domain

# what people call a record by, beside its name and what its columns show
SEARCHED_FIELDS = {
    "mail.activity": ("customer_id", "summary", "res_name"),
    "crm.lead": ("partner_id", "partner_name", "contact_name", "email_from"),
    "calendar.event": ("partner_ids",),
    "res.partner": ("email", "parent_id"),
}
SEARCHED_TYPES = ("char", "many2many", "many2one", "text")


class SalesCard(models.Model):
    """One search over the rows of all cards: by customer, summary or document."""

    _inherit = "sales.card"

    def _get_search_domain(self, model):
        """Return which records have one of the texts that are searched for."""
        texts = self._get_searched_texts()
        if not texts:
            return Domain.TRUE
        names = [name for name in self._get_search_names(model) if self._is_text(model, name)]
        return Domain.OR(Domain(name, "ilike", text) for text in texts for name in names)

    @api.model
    def _get_searched_texts(self):
        """The texts that the search box of the view asks for; of several, one is enough."""
        texts = self.env.context.get("card_search") or []
        texts = [texts] if isinstance(texts, str) else texts
        texts = texts if isinstance(texts, (list, tuple)) else []
        texts = [text.replace("\0", "").strip() for text in texts if isinstance(text, str)]
        return [text for text in texts if text]

    def _get_search_names(self, model):
        """Return the fields in which rows of a model are searched. To be extended by what else
        people call these records by.

        Those that hold no text are left out.
        """
        usual = [model._rec_name] if model._rec_name else []
        own = SEARCHED_FIELDS.get(model._name, ())
        return list(dict.fromkeys([*usual, *self._get_column_names(), *own]))

    @api.model
    def _is_text(self, model, name):
        field = model._fields.get(name)
        return bool(
            field
            and field.type in SEARCHED_TYPES
            and self._is_searchable(field)
            and model._has_field_access(field, "read")
        )

    @api.readonly
    def action_open_records(self):
        """The list shows what was searched for, and says so."""
        action = super().action_open_records()
        if texts := self._get_searched_texts():
            action["name"] = self.env._(
                "%(card)s: “%(text)s”", card=action["name"], text="”, “".join(texts)
            )
        return action

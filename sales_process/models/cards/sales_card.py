from odoo import Command, api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import SQL
from odoo.tools.query import Query

from ...tools.fields import JsonList

MAX_ROWS = 80
# a column's value is plain JSON that the client formats by the column's type
COLUMN_TYPES = (
    "boolean",
    "char",
    "date",
    "datetime",
    "float",
    "integer",
    "many2many",
    "many2one",
    "monetary",
    "one2many",
    "reference",
    "selection",
    "text",
)
MEASURE_TYPES = ("float", "integer", "monetary")
OWNER_COMODELS = ("res.users", "res.partner")
# many2one to ir.model.fields -> where the name is kept
FIELD_SETTINGS = {
    "owner_field_id": "owner_field_name",
    "date_field_id": "date_field_name",
    "measure_field_id": "measure_field_name",
}


class SalesCard(models.Model):
    """A live list on the seller's view, over any model.

    The settings hold names of models and fields, not references: only administrators may read
    ``ir.model``, and a card must survive that an app is uninstalled and installed again. The
    references (``model_id``, ``owner_field_id``...) are another way to read and write the names.
    """

    _name = "sales.card"
    _description = "Seller's Card"
    _order = "sequence, id"

    def _default_user_id(self):
        """Cards of one's own for who may not make cards for all."""
        if self.env.su or self.env.user.has_group("sales_team.group_sale_manager"):
            return False
        return self.env.user

    # what the seller sees
    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=100, help="Place on the view, until a seller moves the card.")
    active = fields.Boolean(default=True)
    icon = fields.Char(
        default="fa-list-ul", help="Font Awesome name of the icon beside the title, as fa-phone."
    )
    reason = fields.Char(
        translate=True,
        help="Why a record is on this card, in your own words. Every row shows it, with what the "
        "settings say: 'No next action is planned'.",
    )
    empty_help = fields.Char(
        "When Empty",
        translate=True,
        help="What the card says when it has no rows. Tell the seller what to do next.",
    )
    # which records
    model = fields.Char(
        "Records", index=True, help="Which kind of records the card lists: opportunities, orders…"
    )
    model_id = fields.Many2one(
        "ir.model",
        compute="_compute_setting_references",
        search="_search_model_id",
        compute_sudo=True,
        readonly=False,
    )
    domain = fields.Char(
        "Filter",
        default="[]",
        required=True,
        help="Only records that match are listed. Dates may be relative: 'today -7d', "
        "'=week_start', '=1d'. Whose records is said by the owner, not here.",
    )
    owner_field_name = fields.Char(
        "Owner",
        help="The field that says whose the record is: the seller sees the own records only. "
        "Empty: everything that the seller may read.",
    )
    owner_field_id = fields.Many2one(
        "ir.model.fields",
        compute="_compute_setting_references",
        compute_sudo=True,
        readonly=False,
    )
    date_field_name = fields.Char(
        "Date", help="The date that has to lie in the period, by the seller's time zone."
    )
    date_field_id = fields.Many2one(
        "ir.model.fields",
        compute="_compute_setting_references",
        compute_sudo=True,
        readonly=False,
    )
    period = fields.Selection(
        [
            ("today", "Today"),
            ("week", "This week"),
            ("month", "This month"),
            ("quarter", "This quarter"),
            ("year", "This year"),
            ("all", "Any time"),
        ],
        default="all",
        required=True,
    )
    event_category_id = fields.Many2one(
        "sales.event.category",
        ondelete="restrict",
        help="On events: only those of this category. A new record made from the card gets it.",
    )
    # how they are shown
    column_names = fields.Char(
        "Columns", help="Fields shown in each row, the first one as its title; in this order."
    )
    column_field_ids = fields.Many2many(
        "ir.model.fields",
        string="Column Fields",
        compute="_compute_setting_references",
        compute_sudo=True,
        readonly=False,
    )
    row_order = fields.Char(
        help="Which rows come first. By several fields: the next one decides where rows are equal."
        " None: the usual order of these records."
    )
    row_limit = fields.Integer(
        "Rows", default=5, required=True, help="How many rows the card shows; the count says all."
    )
    measure_field_name = fields.Char(
        "Sum", help="A number or an amount, summed over all records of the card."
    )
    measure_field_id = fields.Many2one(
        "ir.model.fields",
        compute="_compute_setting_references",
        compute_sudo=True,
        readonly=False,
    )
    # who sees it
    group_ids = fields.Many2many(
        "res.groups",
        "sales_card_res_groups_rel",
        "card_id",
        "group_id",
        string="Groups",
        help="Only members see the card. Empty: every seller.",
    )
    user_id = fields.Many2one(
        "res.users",
        "Personal Card Of",
        ondelete="cascade",
        index="btree_not_null",
        default=lambda self: self._default_user_id(),
        help="Only this seller has the card. Empty: a card for all.",
    )
    company_id = fields.Many2one(
        "res.company", help="Only in this company. Empty: in all companies."
    )
    preference_ids = fields.One2many("sales.card.preference", "card_id", "Preferences")
    # the view of one seller
    is_on_view = fields.Boolean(
        "On the View", compute="_compute_is_on_view", search="_search_is_on_view"
    )
    is_hidden = fields.Boolean("Hidden", compute="_compute_preference", search="_search_is_hidden")
    view_sequence = fields.Integer("Place", compute="_compute_preference", aggregator=None)
    is_own_view = fields.Boolean(compute="_compute_own_rights")
    can_edit = fields.Boolean("May Be Changed", compute="_compute_own_rights")
    # live
    record_count = fields.Integer("Count", compute="_compute_content", aggregator=None)
    measure_total = fields.Float("Total", compute="_compute_content", aggregator=None)
    measure_info = fields.Json(compute="_compute_content")
    preview = JsonList("Rows Shown", compute="_compute_content")
    preview_columns = JsonList("Columns Shown", compute="_compute_content")
    error = fields.Char("Problem", compute="_compute_content")

    _row_limit_positive = models.Constraint(
        f"CHECK(row_limit BETWEEN 1 AND {MAX_ROWS})",
        f"A card shows between 1 and {MAX_ROWS} rows.",
    )

    # ------------------------------------------------------------
    # Computes
    # ------------------------------------------------------------

    @api.depends(
        "model", "owner_field_name", "date_field_name", "measure_field_name", "column_names"
    )
    def _compute_setting_references(self):
        IrModelFields = self.env["ir.model.fields"]
        for card in self:
            model = card.model or ""
            card.model_id = self.env["ir.model"]._get(model) if model in self.env else False
            for reference, setting in FIELD_SETTINGS.items():
                card[reference] = IrModelFields._get(model, card[setting] or "")
            card.column_field_ids = IrModelFields.concat(
                *(IrModelFields._get(model, name) for name in card._get_column_names())
            )

    def _search_model_id(self, operator, value):
        if operator != "in":
            return NotImplemented
        # ir.model is closed to sellers; which ids have which name is no secret
        names = self.env["ir.model"].sudo().browse(filter(None, value)).exists().mapped("model")
        return Domain("model", "in", names)

    @api.depends_context("uid", "card_user_id", "show_hidden_cards")
    def _compute_is_on_view(self):
        on_view = self.filtered_domain(self._search_is_on_view("in", [True]))
        for card in self:
            card.is_on_view = card in on_view

    def _search_is_on_view(self, operator, value):
        """Cards on the view of the seller in question, as this seller would see it."""
        if operator != "in":
            return NotImplemented
        # which groups and companies a colleague has decides on the cards, and is not shown
        user = self._get_card_user().sudo()
        domain = (
            Domain("user_id", "in", [False, user.id])
            & (Domain("group_ids", "=", False) | Domain("group_ids", "in", user._get_group_ids()))
            & Domain("company_id", "in", [False, *user._get_company_ids()])
        )
        if not self.env.context.get("show_hidden_cards"):
            domain &= ~self._search_is_hidden("in", [True])
        return domain if True in value else ~domain

    @api.depends("preference_ids.sequence", "preference_ids.is_hidden", "sequence")
    @api.depends_context("uid", "card_user_id")
    def _compute_preference(self):
        preferences = {
            preference.card_id: preference
            for preference in self.env["sales.card.preference"].search(
                [("user_id", "=", self._get_card_user().id), ("card_id", "in", self.ids)],
                order="id",
            )
        }
        none = self.env["sales.card.preference"]
        for card in self:
            preference = preferences.get(card._origin, none)
            card.is_hidden = preference.is_hidden
            card.view_sequence = preference.sequence or card.sequence

    @api.depends("user_id", "company_id")
    @api.depends_context("uid", "card_user_id")
    def _compute_own_rights(self):
        changeable = self._filtered_access("write")
        is_own_view = self._get_card_user() == self.env.user
        for card in self:
            card.is_own_view = is_own_view
            card.can_edit = card in changeable

    def _search_is_hidden(self, operator, value):
        if operator != "in":
            return NotImplemented
        # whose preferences may be asked for was decided when the view's seller was
        hidden = Domain("user_id", "=", self._get_card_user().id) & Domain("is_hidden", "=", True)
        return Domain("preference_ids", "any!" if True in value else "not any!", hidden)

    def _order_field_to_sql(self, alias, field_name, direction, nulls, query):
        if field_name != "view_sequence":
            return super()._order_field_to_sql(alias, field_name, direction, nulls, query)
        self.env["sales.card.preference"].flush_model(["user_id", "card_id", "sequence"])
        preference = query.make_alias(alias, "preference")
        query.add_join(
            "LEFT JOIN",
            preference,
            "sales_card_preference",
            SQL(
                "%s = %s AND %s = %s",
                SQL.identifier(preference, "card_id"),
                SQL.identifier(alias, "id"),
                SQL.identifier(preference, "user_id"),
                self._get_card_user().id,
            ),
        )
        sequence = SQL(
            "COALESCE(NULLIF(%s, 0), %s)",
            SQL.identifier(preference, "sequence"),
            self._field_to_sql(alias, "sequence", query),
        )
        return SQL("%s %s %s", sequence, direction, nulls)

    @api.depends(
        "model",
        "domain",
        "owner_field_name",
        "date_field_name",
        "period",
        "event_category_id",
        "column_names",
        "row_order",
        "row_limit",
        "measure_field_name",
        "reason",
    )
    @api.depends_context("uid", "card_user_id", "tz", "lang", "allowed_company_ids")
    def _compute_content(self):
        self._get_card_user()  # a view that may not be opened is no problem of a card
        for card, content in self._get_contents().items():
            card.update(content)

    # ------------------------------------------------------------
    # Checks
    # ------------------------------------------------------------

    @api.constrains(
        "model",
        "domain",
        "owner_field_name",
        "date_field_name",
        "period",
        "event_category_id",
        "column_names",
        "row_order",
        "measure_field_name",
    )
    def _check_settings(self):
        for card in self:
            if problem := card._get_settings_problem():
                raise ValidationError(
                    self.env._(
                        "The card “%(card)s” cannot be saved. %(problem)s",
                        card=card.name,
                        problem=problem,
                    )
                )

    def _get_settings_problem(self):
        """Return what is wrong with the settings and what to do about it, or None."""
        return (
            self._get_names_problem()
            or self._get_domain_problem(self.env[self.model])
            or self._get_order_problem(self.env[self.model])
        )

    def _get_names_problem(self):
        """Return what is wrong with the model and the fields that are named, or None."""
        self.ensure_one()
        if not self.model:
            return self.env._("Choose which records it lists.")
        if self.model not in self.env:
            return self.env._(
                "The records “%(model)s” are not there: the app that brings them is not "
                "installed. Install it, or choose other records in the card's settings.",
                model=self.model,
            )
        model = self.env[self.model]
        if model._abstract or model._transient:
            return self.env._(
                "“%(model)s” are no records that are kept. Choose others.", model=self.model
            )
        return self._get_fields_problem(model)

    def _get_fields_problem(self, model):
        usable = {
            "owner_field_name": lambda field: (
                field.type in ("many2one", "many2many") and field.comodel_name in OWNER_COMODELS
            ),
            "date_field_name": lambda field: (
                field.type in ("date", "datetime") and field._description_searchable
            ),
            "measure_field_name": lambda field: (
                field.type in MEASURE_TYPES and field.store and field.column_type
            ),
        }
        for setting, is_usable in usable.items():
            name = self[setting]
            if not name:
                continue
            if name not in model._fields:
                return self._get_missing_field_problem(setting, name, model)
            if not is_usable(model._fields[name]):
                return self.env._(
                    "%(setting)s: the field “%(field)s” of %(model)s is not %(demand)s. "
                    "Choose another field.",
                    setting=self._fields[setting]._description_string(self.env),
                    field=name,
                    model=model._description,
                    demand=self._get_field_demand(setting),
                )
        for name in self._get_column_names():
            if name not in model._fields:
                return self._get_missing_field_problem("column_names", name, model)
            field = model._fields[name]
            if field.type not in COLUMN_TYPES or not self._is_quickly_read(field):
                return self.env._(
                    "Columns: the field “%(field)s” of %(model)s cannot be shown in a row. "
                    "Choose another field.",
                    field=name,
                    model=model._description,
                )
        if self.period != "all" and not self.date_field_name:
            return self.env._(
                "A period needs a date: choose which date has to lie in it, or set the period to "
                "“Any time”."
            )
        return None

    @api.model
    def _get_field_demand(self, setting):
        return {
            "owner_field_name": self.env._("a person (a user or a contact)"),
            "date_field_name": self.env._("a date"),
            "measure_field_name": self.env._("a stored number or amount"),
        }[setting]

    @api.model
    def _is_quickly_read(self, field):
        """Whether a field is stored, or made of fields of the same record: else each row may cost
        queries of its own."""
        depends = self.env.registry.field_depends[field]
        is_own = bool(depends) and not any("." in name for name in depends)
        return field._description_searchable or is_own

    def _get_missing_field_problem(self, setting, name, model):
        return self.env._(
            "%(setting)s: %(model)s (%(technical)s) have no field “%(field)s”. Choose another "
            "one in the card's settings.",
            setting=self._fields[setting]._description_string(self.env),
            model=model._description,
            technical=model._name,
            field=name,
        )

    def _get_domain_problem(self, model):
        try:
            self._get_record_domain().validate(model)
        except UserError as error:
            return str(error)
        except (ValueError, TypeError, KeyError, NotImplementedError) as error:
            return self.env._(
                "The filter cannot be used on %(model)s: %(problem)s. Correct the filter.",
                model=model._description,
                problem=error,
            )
        return None

    def _get_order_problem(self, model):
        if not self.row_order:
            return None
        try:
            model._order_to_sql(self.row_order, Query(self.env, model._table, model._table_sql))
        except (UserError, ValueError, AssertionError) as error:
            return self.env._(
                "The order “%(order)s” cannot be used on %(model)s: %(problem)s. Write names of "
                "stored fields, as “create_date desc, id”.",
                order=self.row_order,
                model=model._description,
                problem=error,
            )
        return None

    @api.onchange("model")
    def _onchange_model(self):
        """Fields of other records mean nothing here; what has a user has an owner."""
        if self.model not in self.env:
            return
        names = self.env[self.model]._fields
        for setting in FIELD_SETTINGS.values():
            if self[setting] not in names:
                self[setting] = False
        if not self.owner_field_name and "user_id" in names:
            if names["user_id"].comodel_name == "res.users":
                self.owner_field_name = "user_id"
        self.column_names = ",".join(name for name in self._get_column_names() if name in names)
        self.row_order = False
        self.domain = "[]"
        if not self.date_field_name:
            self.period = "all"

    # ------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        # without a model the settings are to be checked as well
        return super().create([{"model": False, **self._prepare_names(v)} for v in vals_list])

    def write(self, vals):
        if "column_field_ids" in vals and len(self) > 1:
            # links and unlinks build on what each card shows now
            for card in self:
                card.write(vals)
            return True
        return super().write(self._prepare_names(vals))

    def copy_data(self, default=None):
        default = default or {}
        return [
            {**vals, "name": default.get("name") or self.env._("%s (copy)", card.name)}
            for card, vals in zip(self, super().copy_data(default), strict=True)
        ]

    def _prepare_names(self, vals):
        """Replace references to models and fields by their names."""
        vals = dict(vals)
        if "model_id" in vals:
            # whoever may write the card may name a model by its id
            vals["model"] = self.env["ir.model"].sudo().browse(vals.pop("model_id")).model
        IrModelFields = self.env["ir.model.fields"].sudo()
        for reference, setting in FIELD_SETTINGS.items():
            if reference in vals:
                vals[setting] = IrModelFields.browse(vals.pop(reference)).name
        if "column_field_ids" in vals:
            columns = list(self.column_field_ids.ids)
            for command in vals.pop("column_field_ids") or []:
                match command:
                    case [Command.SET, _, ids]:
                        columns = list(ids)
                    case [Command.CLEAR, *_]:
                        columns = []
                    case [Command.LINK, field_id, *_] | int(field_id):
                        columns = [*(c for c in columns if c != field_id), field_id]
                    case [Command.UNLINK | Command.DELETE, field_id, *_]:
                        columns = [c for c in columns if c != field_id]
            vals["column_names"] = ",".join(IrModelFields.browse(columns).mapped("name"))
        return vals

    def web_resequence(self, specification, field_name="sequence", offset=0):
        if field_name == "view_sequence":
            self._set_view_order()
            return self.web_read(specification)
        return super().web_resequence(specification, field_name, offset)

    # ------------------------------------------------------------
    # Whose view
    # ------------------------------------------------------------

    @api.model
    def _get_card_user(self):
        """Return the seller whose view it is: the context's ``card_user_id``, else oneself."""
        user_id = self.env.context.get("card_user_id")
        if not user_id or user_id == self.env.uid:
            return self.env.user
        if not self.env.user.has_group("sales_team.group_sale_salesman_all_leads"):
            raise AccessError(
                self.env._(
                    "Only those who may see all documents open another seller's view. "
                    "Ask a sales administrator for “User: All Documents”."
                )
            )
        user = self.env["res.users"].browse(user_id if isinstance(user_id, int) else 0)
        # the seller's companies decide, they are not shown; who was deleted has none
        if not user.sudo().company_ids & self.env.companies:
            raise UserError(
                self.env._(
                    "This seller's view cannot be opened: the user was deleted or belongs to "
                    "another company. Choose another seller, or switch the company."
                )
            )
        return user

    # ------------------------------------------------------------
    # Actions
    # ------------------------------------------------------------

    @api.readonly
    def action_open_records(self):
        """Open all records of the card: the same domain as the count, the sum and the rows."""
        self.ensure_one()
        self._check_readable()
        base = self._get_base_action()
        domain = self._get_record_domain()
        context = self._prepare_create_context()
        if any(condition.field_expr == "active" for condition in domain.iter_conditions()):
            context["active_test"] = False
        return {
            "type": "ir.actions.act_window",
            "name": self.name,
            "res_model": self.model,
            "views": base.get("views") or [(False, "list"), (False, "form")],
            "search_view_id": base.get("search_view_id") or False,
            "domain": list(domain),
            "context": context,
            "help": self.empty_help,
        }

    @api.readonly
    def action_open_row(self, record_id):
        """Open one row: events in a dialog, where they are completed, edited or deleted."""
        self.ensure_one()
        record = self.env[self.model].browse(record_id).exists()
        if not record:
            raise UserError(self.env._("This record was deleted meanwhile. Reload the view."))
        record.check_access("read")
        return self._prepare_row_action(record)

    @api.readonly
    def action_create_record(self):
        """Open an empty form, filled with what the card knows."""
        self.ensure_one()
        self._check_readable()
        context = self._prepare_create_context()
        if self.model == "mail.activity":
            return self._prepare_event_action(context)
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("New"),
            "res_model": self.model,
            "views": [(False, "form")],
            "context": context,
        }

    def _get_base_action(self):
        """Return views for the list that a click on the card opens.

        Extension point: add the action of a model of your own to ``_get_base_action_xmlids``.
        """
        xmlid = self._get_base_action_xmlids().get(self.model)
        if self.model == "mail.activity" and self.event_category_id:
            xmlid = "sales_process.mail_activity_action_events"
        action = xmlid and self.env.ref(xmlid, raise_if_not_found=False)
        if not action:
            return {}
        # anybody may open the app's own list; its definition is not readable for all
        values = action.sudo().read(["views", "search_view_id"])[0]
        views = sorted(values["views"], key=lambda view: view[1] != "list")
        search_view = values["search_view_id"]
        return {"views": views, "search_view_id": search_view and list(search_view)}

    @api.model
    def _get_base_action_xmlids(self):
        return {
            "mail.activity": "mail.mail_activity_action",
            "crm.lead": "crm.crm_lead_action_pipeline",
            "sale.order": "sale.action_quotations_with_onboarding",
            "calendar.event": "calendar.action_calendar_event",
            "res.partner": "contacts.action_contacts",
        }

    def _prepare_row_action(self, record):
        """Extension point: how a row of some model is opened."""
        action = {
            "type": "ir.actions.act_window",
            "name": record.display_name,
            "res_model": record._name,
            "res_id": record.id,
            "views": [(False, "form")],
        }
        if record._name == "mail.activity":
            action = record.action_open_event()
        return action

    def _prepare_create_context(self):
        """Return defaults for a new record of the card."""
        model = self.env[self.model]
        context = {}
        if self.owner_field_name:
            field = model._fields[self.owner_field_name]
            owner = self._get_card_user()
            if field.comodel_name == "res.partner":
                # the partner of a seller is public among colleagues
                owner = owner.sudo().partner_id
            value = owner.id if field.type == "many2one" else owner.ids
            context[f"default_{self.owner_field_name}"] = value
        if self.event_category_id:
            context["default_event_category_id"] = self.event_category_id.id
        if self.model == "crm.lead":
            context["default_type"] = "opportunity"
        return context

    @api.model
    def _prepare_event_action(self, context):
        """Open the form that logs or plans an event."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Log an Event"),
            "res_model": "sales.event.log",
            "views": [(False, "form")],
            "target": "new",
            "context": context,
        }

    # preferences

    def _check_own_view(self):
        if self._get_card_user() != self.env.user:
            raise UserError(
                self.env._(
                    "This is another seller's view: only the seller moves and hides its cards."
                )
            )

    def _get_own_preferences(self):
        """Return the own preferences of these cards, made where there were none."""
        self._check_own_view()
        Preference = self.env["sales.card.preference"]
        own = Preference.search([("user_id", "=", self.env.uid), ("card_id", "in", self.ids)])
        missing = self - own.card_id
        return own | Preference.create(
            [{"user_id": self.env.uid, "card_id": card.id} for card in missing]
        )

    def action_hide(self):
        self._get_own_preferences().is_hidden = True

    def action_show(self):
        self._get_own_preferences().is_hidden = False

    def action_move_up(self):
        self._move(-1)

    def action_move_down(self):
        self._move(1)

    def _move(self, step):
        self.ensure_one()
        cards = self._get_view_cards()
        places = list(cards.filtered(lambda card: not card.is_hidden).ids)
        place = places.index(self.id) if self.id in places else -1
        other = place + step
        if place < 0 or not 0 <= other < len(places):
            return
        places[place], places[other] = places[other], places[place]
        self.browse(places)._set_view_order()

    @api.model
    def action_reset_order(self):
        self._check_own_view()
        self.env["sales.card.preference"].search([("user_id", "=", self.env.uid)]).sequence = 0

    @api.model
    def _get_view_cards(self):
        """Return all cards of the view in its order, the hidden ones too."""
        return self.with_context(show_hidden_cards=True).search(
            [("is_on_view", "=", True)], order="view_sequence, sequence, id"
        )

    def _set_view_order(self):
        """Keep the order in which these cards are given, among those that are not given."""
        given = iter(self)
        cards = self._get_view_cards()
        ordered = [next(given) if card in self else card for card in cards]
        preferences = {
            preference.card_id.id: preference for preference in cards._get_own_preferences()
        }
        for place, card in enumerate(ordered, start=1):
            preferences[card.id].sequence = place

    def action_make_personal(self):
        """Make an own card from this one, open its settings."""
        self.ensure_one()
        personal = self.copy(
            {
                "name": self.env._("%s (mine)", self.name),
                "user_id": self.env.uid,
                "group_ids": False,
                "sequence": self.sequence,
            }
        )
        return personal.action_open_settings()

    @api.readonly
    def action_open_settings(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Card Settings"),
            "res_model": self._name,
            "res_id": self.id,
            "views": [(self.env.ref("sales_process.sales_card_view_form").id, "form")],
        }

    # ------------------------------------------------------------
    # The screen
    # ------------------------------------------------------------

    @api.model
    @api.readonly
    def get_view_info(self):
        """Return what the screen around the cards needs: whose view, and what may be done."""
        user = self._get_card_user()
        salesman_group_id = self.env["ir.model.data"]._xmlid_to_res_id(
            "sales_team.group_sale_salesman"
        )
        return {
            # whose view it is stands in the banner
            "card_user": {"id": user.id, "name": user.sudo().name},
            "is_own": user == self.env.user,
            "can_switch": self.env.user.has_group("sales_team.group_sale_salesman_all_leads"),
            "can_configure": self.env.user.has_group("sales_team.group_sale_manager"),
            "seller_domain": [
                ("all_group_ids", "in", [salesman_group_id]),
                ("share", "=", False),
                ("company_ids", "in", self.env.companies.ids),
            ],
            "hidden_count": self.with_context(show_hidden_cards=True).search_count(
                [("is_on_view", "=", True), ("is_hidden", "=", True)]
            ),
            "is_start_page": self.env.user.action_id.id == self._get_view_action().id,
            "create_options": [
                {"key": key, "label": option["label"], "icon": option["icon"]}
                for key, option in self._get_create_options().items()
                if option["model"] in self.env and self.env[option["model"]].has_access("create")
            ],
        }

    @api.model
    def _get_view_action(self):
        return self.env.ref("sales_process.sales_card_action_view")

    @api.model
    def action_toggle_start_page(self):
        """Open Odoo on the seller's view from the next login on, or no longer."""
        action = self._get_view_action()
        is_start_page = self.env.user.action_id.id == action.id
        self.env.user.write({"action_id": False if is_start_page else action.id})

    @api.model
    def _get_create_options(self):
        """Return what *Create new…* offers: key -> label, icon, model and action.

        Extension point: add entries of your own.
        """
        owner = {"default_user_id": self._get_card_user().id}
        form = {"type": "ir.actions.act_window", "views": [(False, "form")]}
        return {
            "event": {
                "label": self.env._("Event"),
                "icon": "fa-check-square-o",
                "model": "sales.event.log",
                "action": self._prepare_event_action(owner),
            },
            "prospect": {
                "label": self.env._("Prospect"),
                "icon": "fa-bell-o",
                "model": "sales.event.log",
                "action": self._prepare_event_action({**owner, "event_role": "prospect"}),
            },
            "opportunity": {
                "label": self.env._("Opportunity"),
                "icon": "fa-star-o",
                "model": "crm.lead",
                "action": {
                    **form,
                    "name": self.env._("New Opportunity"),
                    "res_model": "crm.lead",
                    "context": {**owner, "default_type": "opportunity"},
                },
            },
            "quotation": {
                "label": self.env._("Quotation"),
                "icon": "fa-file-text-o",
                "model": "sale.order",
                "action": {
                    **form,
                    "name": self.env._("New Quotation"),
                    "res_model": "sale.order",
                    "context": owner,
                },
            },
            "customer": {
                "label": self.env._("Customer"),
                "icon": "fa-building-o",
                "model": "res.partner",
                "action": {
                    **form,
                    "name": self.env._("New Customer"),
                    "res_model": "res.partner",
                    "context": {**owner, "default_is_company": True},
                },
            },
            "meeting": {
                "label": self.env._("Meeting"),
                "icon": "fa-calendar-o",
                "model": "calendar.event",
                "action": {
                    **form,
                    "name": self.env._("New Meeting"),
                    "res_model": "calendar.event",
                    "target": "new",
                    "context": owner,
                },
            },
        }

    @api.model
    @api.readonly
    def action_create_new(self, key):
        """Return the action behind an entry of *Create new…*."""
        option = self._get_create_options().get(key)
        if not option:
            raise UserError(
                self.env._("There is nothing to create under “%s”. Reload the view.", key)
            )
        return option["action"]

    @api.model
    @api.readonly
    def action_open_view_of(self, user_id):
        """Open a seller's view, as that seller sees it and under one's own rights."""
        user = self.with_context(card_user_id=user_id)._get_card_user()
        if user == self.env.user:
            return self.env["ir.actions.actions"]._for_xml_id(
                "sales_process.sales_card_action_view"
            )
        action = self.env["ir.actions.actions"]._for_xml_id(
            "sales_process.sales_card_action_view_of"
        )
        # whose view it is stands in the title
        action["display_name"] = self.env._("%s's View", user.sudo().name)
        action["context"] = {"card_user_id": user.id, "active_id": user.id}
        return action

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL

# Fields whose change may change the stage
STAGE_SOURCE_FIELDS = frozenset(["stage_id", "team_id", "user_id", "type"])
# Fields that a stay keeps as they were when the stage was entered
STAY_FIELDS = ("stage_id", "user_id", "team_id", "company_id", "expected_revenue", "won_status")
LEDGER_KEY = "sales_process.stage_entries"


class CrmLead(models.Model):
    _inherit = "crm.lead"

    # Weight
    weight = fields.Float(
        string="Weight (%)",
        compute="_compute_weight",
        inverse="_inverse_weight",
        store=True,
        readonly=False,
        copy=False,
        aggregator="avg",
        help="Percentage of the expected revenue that counts in the sales forecast. The stage"
        " proposes it; you may overrule it for this opportunity.",
    )
    is_weight_manual = fields.Boolean(
        string="Weight Overruled",
        copy=False,
        tracking=True,
        help="The weight was set for this opportunity and stays when the stage changes, until it"
        " is reset, or the opportunity is won or lost.",
    )
    weighted_revenue = fields.Monetary(
        compute="_compute_weighted_revenue",
        store=True,
        currency_field="company_currency",
        help="Expected revenue × weight. Lost opportunities count nothing.",
    )
    # Ledger
    stage_history_ids = fields.One2many(
        "crm.lead.stage.history", "lead_id", string="Stays", readonly=True, copy=False
    )

    @api.depends("stage_id", "is_weight_manual")
    def _compute_weight(self):
        # Not on stage_id.weight: a stage's new weight is applied in one statement
        # (_apply_stage_weights), whatever the number of opportunities.
        for lead in self:
            if not lead.is_weight_manual:
                lead.weight = lead.stage_id.weight

    def _inverse_weight(self):
        for lead in self:
            if not lead.is_weight_manual and lead.weight != lead.stage_id.weight:
                lead.is_weight_manual = True

    @api.depends("expected_revenue", "weight", "won_status")
    def _compute_weighted_revenue(self):
        for lead in self:
            lead.weighted_revenue = (
                0.0
                if lead.won_status == "lost"
                else (lead.expected_revenue or 0.0) * (lead.weight or 0.0) / 100.0
            )

    @api.constrains("weight")
    def _check_weight(self):
        for lead in self:
            if not 0 <= lead.weight <= 100:
                raise ValidationError(
                    self.env._(
                        "The weight of “%(lead)s” is %(weight)g. Give a percentage from 0 to 100.",
                        lead=lead.name,
                        weight=lead.weight,
                    )
                )

    # ------------------------------------------------------------
    # ORM
    # ------------------------------------------------------------

    @api.model
    def load(self, fields, data):
        return super(CrmLead, self._with_stage_cause("import")).load(fields, data)

    def _create(self, data_list):
        leads = super()._create(data_list)
        leads._note_stage_cause()
        self._get_pending_stage_entries()["new"].update(leads._ids)
        return leads

    @api.model_create_multi
    def create(self, vals_list):
        leads = super().create(vals_list)
        leads._invalidate_stage_history()
        leads.filtered("stage_id")._on_stage_entered({})
        return leads

    def write(self, vals):
        if STAGE_SOURCE_FIELDS.isdisjoint(vals):
            return super().write(vals)
        self._flush_stage_entries("stage_id" in vals)
        previous = {lead.id: lead.stage_id for lead in self}
        self._note_stage_cause()
        result = super().write(vals)
        entered = self.filtered(lambda lead: lead.stage_id != previous[lead.id])
        if entered:
            entered._invalidate_stage_history()
            entered.filtered("stage_id")._on_stage_entered(previous)
        return result

    def _write_multi(self, vals_list):
        """The one place that every change of stage passes on its way to the database."""
        super()._write_multi(vals_list)
        pending = self._get_pending_stage_entries()
        for lead_id, vals in zip(self._ids, vals_list, strict=True):
            if "stage_id" in vals or "won_status" in vals:
                pending["moved"].add(lead_id)

    def _flush(self):
        pending = self.env.cr.precommit.data.get(LEDGER_KEY)
        if self._fields["stage_id"] in self.env._field_dirty or (pending and pending["new"]):
            # what a stay keeps has to be in the database with the stage
            self._recompute_model(STAY_FIELDS)
        super()._flush()
        self._record_stage_entries()

    # ------------------------------------------------------------
    # LEDGER OF STAYS
    # ------------------------------------------------------------

    def _move_to_stage(self, stage, cause, origin=None):
        """Move the opportunities to a stage, for a cause: the only way for code to do so.

        :param stage: the ``crm.stage`` to enter
        :param str cause: one of the causes of ``crm.lead.stage.history``
        :param origin: the record behind the move, such as the order, kept as
            ``cause_model`` and ``cause_id``; or ``{lead id: record}``, where each has its own
        :return: the opportunities that did move; replaying a cause moves none
        """
        leads = self.filtered(lambda lead: lead.stage_id != stage)
        if leads:
            leads._with_stage_cause(cause, origin).write({"stage_id": stage.id})
        return leads

    def _with_stage_cause(self, cause, origin=None):
        """These records, with the cause of the moves to come in their context."""
        if not isinstance(origin, dict):
            origin = dict.fromkeys(self._ids, origin)
        references = {lead_id: (rec._name, rec.id) for lead_id, rec in origin.items() if rec}
        return self.with_context(sales_process_cause=(cause, references))

    def _note_stage_cause(self):
        """Remember who moves these opportunities and why: the stage may be written later, by
        a flush that knows neither."""
        cause, references = self.env.context.get("sales_process_cause") or (
            # scheduled jobs act for no person
            "rule" if self.env.context.get("cron_id") else "person",
            {},
        )
        causes = self._get_pending_stage_entries()["causes"]
        now = self.env.cr.now()
        for lead_id in self._ids:
            causes[lead_id] = (
                self.env.uid, cause, *references.get(lead_id, (None, None)), now
            )

    @api.model
    def _get_pending_stage_entries(self):
        """What this transaction still has to enter in the ledger. Gone with a rollback."""
        precommit = self.env.cr.precommit
        if LEDGER_KEY not in precommit.data:
            precommit.data[LEDGER_KEY] = {"causes": {}, "new": set(), "moved": set()}
            precommit.add(self._record_stage_entries)
        return precommit.data[LEDGER_KEY]

    @api.model
    def _record_stage_entries(self):
        """Enter in the ledger what has reached the database."""
        pending = self.env.cr.precommit.data.get(LEDGER_KEY)
        if not pending or not pending["moved"] | pending["new"]:
            return
        self.env["crm.stage"].flush_model(["weight"])
        causes, new, moved = pending["causes"], pending["new"], pending["moved"] - pending["new"]
        pending.update(causes={}, new=set(), moved=set())
        default = (self.env.uid, "person", None, None, self.env.cr.now())
        History = self.env["crm.lead.stage.history"]
        History._record_entries({id_: causes.get(id_, default) for id_ in new}, is_new=True)
        History._record_entries({id_: causes.get(id_, default) for id_ in moved})

    def _flush_stage_entries(self, is_move):
        """Enter in the ledger what would be overwritten before it is written: each entry into a
        stage is an entry of its own, also two in one transaction."""
        new = self._get_pending_stage_entries()["new"]
        dirty = self.env._field_dirty.get(self._fields["stage_id"], ())
        if any(
            is_move if lead_id in new else lead_id in dirty  # assigning a new one is no move
            for lead_id in self._ids
        ):
            self.flush_model(STAY_FIELDS)
            self._record_stage_entries()

    def _on_stage_entered(self, previous):
        """These opportunities have entered the stage that they are in.

        Called once per entry, by whatever way, in the environment of who moved them. To be
        extended by what happens on entering a stage.

        :param dict previous: ``{lead id: crm.stage}`` that they come from; empty when new
        """

    def _invalidate_stage_history(self):
        self.invalidate_recordset(["stage_history_ids"], flush=False)
        self.env["crm.lead.stage.history"].invalidate_model(flush=False)

    # ------------------------------------------------------------
    # WEIGHTS
    # ------------------------------------------------------------

    @api.model
    def _apply_stage_weights(self, stages):
        """Give the opportunities of the stages their weight, but those overruled, in one
        statement: no write date, no message, no loop over a hundred thousand records."""
        self.flush_model(["stage_id", "weight", "is_weight_manual", "weighted_revenue", "company_id"])
        stages.flush_recordset(["weight"])
        self.env.cr.execute(
            SQL(
                """
                UPDATE crm_lead AS lead
                   SET weight = stage.weight,
                       weighted_revenue = CASE WHEN lead.won_status = 'lost' THEN 0
                            ELSE ROUND(COALESCE(lead.expected_revenue, 0)
                                       * stage.weight::numeric / 100, currency.decimal_places)
                            END
                  FROM crm_stage AS stage, res_company AS company
                  JOIN res_currency AS currency ON currency.id = company.currency_id
                 WHERE stage.id = lead.stage_id
                   AND stage.id IN %(stage_ids)s
                   AND company.id = COALESCE(lead.company_id, %(company_id)s)
                   AND lead.is_weight_manual IS NOT TRUE
                   AND lead.weight IS DISTINCT FROM stage.weight
                """,
                stage_ids=stages._ids,
                company_id=self.env.company.id,
            )
        )
        self.invalidate_model(["weight", "weighted_revenue"], flush=False)

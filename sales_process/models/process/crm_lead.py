from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL
from odoo.tools.sql import column_exists, create_column

from ...tools.bulk import suspended_checks
from ...tools.fields import RARELY_READ

# Fields whose change may change the stage
STAGE_SOURCE_FIELDS = frozenset(["stage_id", "team_id", "user_id", "type"])
# Fields that a stay keeps as they were when the stage was entered
STAY_FIELDS = ("stage_id", "user_id", "team_id", "company_id", "expected_revenue", "won_status")
LEDGER_KEY = "sales_process.stage_entries"
# Causes that must not send an opportunity round in circles within one transaction
LOOP_GUARDED_CAUSES = ("goal", "rule")
# Causes that tidy up what is there already, rather than carry an opportunity on
TIDYING_CAUSES = ("install", "import", "merge")


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
    guidance = fields.Html(related="stage_id.guidance", string="Stage Guidance")
    team_stage_ids = fields.Many2many(
        "crm.stage", compute="_compute_team_stage_ids", string="Stages of the Pipeline"
    )
    # What it is about, for sums and assignment
    product_line_id = fields.Many2one("product.category", index="btree_not_null", tracking=True)
    territory_id = fields.Many2one(
        "crm.territory",
        compute="_compute_territory_id",
        store=True,
        readonly=False,
        index="btree_not_null",
        ondelete="set null",
        tracking=True,
        help="Proposed by the address. The most specific territory wins.",
    )
    # Course of the process
    stage_history_ids = fields.One2many(
        "crm.lead.stage.history", "lead_id", string="Stays", readonly=True, copy=False
    )
    started_by_id = fields.Many2one(
        "res.users",
        readonly=True,
        copy=False,
        help="Who registered the lead or opportunity.",
        prefetch=RARELY_READ,
    )
    closed_by_id = fields.Many2one(
        "res.users",
        readonly=True,
        copy=False,
        help="Who won or lost it.",
        prefetch=RARELY_READ,
    )
    asked_on = fields.Datetime(
        readonly=True, copy=False, help="When the customer was asked to decide."
    )
    decided_on = fields.Datetime(
        readonly=True,
        copy=False,
        help="When the customer decided, or the opportunity was won or lost.",
    )
    ask_to_decision_days = fields.Float(
        string="Days from Ask to Decision",
        compute="_compute_ask_to_decision_days",
        store=True,
        aggregator="avg",
        prefetch=RARELY_READ,
    )
    # Aftercare
    aftercare_planned_on = fields.Datetime(readonly=True, copy=False)
    origin_lead_id = fields.Many2one(
        "crm.lead",
        string="Follow-up Of",
        index="btree_not_null",
        ondelete="set null",
        copy=False,
        domain="[('id', '!=', id)]",
        help="The earlier opportunity with this customer that led to this one.",
        prefetch=RARELY_READ,
    )
    follow_up_ids = fields.One2many("crm.lead", "origin_lead_id", string="Follow-ups", copy=False)
    has_follow_ups = fields.Boolean(
        "Has Follow-ups",
        compute="_compute_has_follow_ups",
        store=True,
        default=False,
    )
    follow_up_count = fields.Integer(compute="_compute_follow_up_count")

    def _auto_init(self):
        """Add the computed columns empty: Odoo would compute them lead by lead. The installation
        fills them with one statement each."""
        for name, column_type in (
            ("weight", "float8"),
            ("weighted_revenue", "numeric"),
            ("territory_id", "int4"),
            ("ask_to_decision_days", "float8"),
        ):
            if not column_exists(self.env.cr, self._table, name):
                create_column(self.env.cr, self._table, name, column_type)
        if not column_exists(self.env.cr, self._table, "has_follow_ups"):
            create_column(self.env.cr, self._table, "has_follow_ups", "bool")
            if column_exists(self.env.cr, self._table, "origin_lead_id"):
                self.env.cr.execute(
                    """UPDATE crm_lead SET has_follow_ups = TRUE
                        WHERE id IN (SELECT origin_lead_id FROM crm_lead)"""
                )
        return super()._auto_init()

    @api.depends("team_id", "type")
    def _compute_stage_id(self):
        """A team may show its own stages only, and what is won stays won in another pipeline.

        One search for each team, where Odoo makes one for each lead.
        """
        misplaced = {True: [], False: []}
        for lead in self:
            team, stage = lead.team_id, lead.stage_id
            if not stage:
                misplaced[False].append(lead)
            elif team:
                teams = stage.team_ids
                if team not in teams if teams else team.has_own_stages:
                    misplaced[stage.is_won].append(lead)
        for is_won, leads in misplaced.items():
            for in_team in self.browse().concat(*leads).grouped("team_id").values():
                stage = is_won and in_team._stage_find(domain=[("is_won", "=", True)])
                in_team.stage_id = stage or in_team._stage_find(domain=[("fold", "=", False)])
        super()._compute_stage_id()

    @api.depends("team_id")
    def _compute_team_stage_ids(self):
        for team, leads in self.grouped("team_id").items():
            leads.team_stage_ids = [stage.id for stage in team._get_pipeline(team._origin.id)]

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

    @api.depends("country_id", "state_id", "zip")
    def _compute_territory_id(self):
        Territory = self.env["crm.territory"]
        for lead in self:
            lead.territory_id = Territory._find(lead.country_id.id, lead.state_id.id, lead.zip)

    @api.depends("asked_on", "decided_on")
    def _compute_ask_to_decision_days(self):
        for lead in self:
            lead.ask_to_decision_days = (
                max(0.0, (lead.decided_on - lead.asked_on) / timedelta(days=1))
                if lead.asked_on and lead.decided_on
                else None  # no average over what has not been decided
            )

    @api.depends("follow_up_ids")
    def _compute_has_follow_ups(self):
        origins = self.with_context(active_test=False)._read_group(
            [("origin_lead_id", "in", self.ids)], ["origin_lead_id"]
        )
        ids = {origin.id for (origin,) in origins}
        for lead in self:
            lead.has_follow_ups = lead._origin.id in ids

    @api.depends("has_follow_ups", "follow_up_ids")
    @api.depends_context("uid", "allowed_company_ids")
    def _compute_follow_up_count(self):
        """Those that the user sees; most opportunities have none, and are not asked."""
        counts = {}
        if leads := self.filtered("has_follow_ups"):
            groups = leads.with_context(active_test=False)._read_group(
                [("origin_lead_id", "in", leads.ids)], ["origin_lead_id"], ["__count"]
            )
            counts = dict(groups)
        for lead in self:
            lead.follow_up_count = counts.get(lead._origin, 0)

    def _compute_duration_tracking(self):
        """The same as Odoo's, without asking the database for the id of the field."""
        if not all(self._ids):
            return super()._compute_duration_tracking()  # a form that is not saved yet
        self.env["mail.tracking.value"].flush_model()
        self.env["mail.message"].flush_model()
        changes = {lead.id: [] for lead in self}
        for row in self.env.execute_query_dict(
            SQL(
                """SELECT message.res_id, value.create_date, value.old_value_integer
                     FROM mail_message AS message
                     JOIN mail_tracking_value AS value ON value.mail_message_id = message.id
                    WHERE message.model = %s AND message.res_id IN %s AND value.field_id = %s
                 ORDER BY value.id""",
                self._name,
                self._ids,
                self.env["ir.model.fields"]._get(self._name, self._track_duration_field).id,
            )
        ):
            changes[row.pop("res_id")].append(row)
        for lead in self:
            lead.duration_tracking = lead._get_duration_from_tracking(changes[lead.id])

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
    def message_new(self, msg_dict, custom_values=None):
        # the mail gateway acts for no person of the company
        return super(CrmLead, self._with_stage_cause("rule")).message_new(
            msg_dict, custom_values=custom_values
        )

    @api.model
    def load(self, fields, data):
        return super(CrmLead, self._with_stage_cause("import")).load(fields, data)

    def _create(self, data_list):
        leads = super()._create(data_list)
        # what is new has none: nothing to look up
        self.env.remove_to_compute(self._fields["has_follow_ups"], leads)
        leads._note_stage_cause()
        self._get_pending_stage_entries()["new"].update(leads._ids)
        return leads

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            vals.setdefault("started_by_id", self.env.uid)
        leads = super().create(vals_list)
        self.env["crm.lead.stage.history"]._forget_cached(leads)
        leads.filtered("stage_id")._on_stage_entered({})
        return leads

    def write(self, vals):
        if STAGE_SOURCE_FIELDS.isdisjoint(vals):
            return super().write(vals)
        if self.env.context.get("sales_process_merge"):
            vals = self._fit_merged_stage(vals)
        self._flush_stage_entries("stage_id" in vals)
        previous = {lead.id: lead.stage_id for lead in self}
        self._note_stage_cause()
        result = super().write(vals)
        entered = self.filtered(lambda lead: lead.stage_id != previous[lead.id])
        if entered:
            self.env["crm.lead.stage.history"]._forget_cached(entered)
            entered.filtered("stage_id")._on_stage_entered(previous)
        return result

    def unlink(self):
        if self._get_merged():
            self.env["crm.lead.stage.history"].flush_model()  # before its stays go with it
        return super().unlink()

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
        if cause in LOOP_GUARDED_CAUSES:
            visited = self._get_pending_stage_entries()["visited"]
            leads = leads.filtered(lambda lead: (lead.id, stage.id) not in visited)
            # neither is the stage that is left entered again
            visited.update(
                (lead.id, passed.id) for lead in leads for passed in (lead.stage_id, stage)
            )
        if not leads:
            return leads
        if cause != "person":
            leads._log_stage_cause(cause, origin)
        moving = leads._with_stage_cause(cause, origin)
        lost = moving.filtered(lambda lead: lead.won_status == "lost" and not stage.is_won)
        if lost:
            # with its probability, a lost opportunity keeps the date on which it was lost
            lost.write({"stage_id": stage.id, "probability": 0})
        if moving - lost:
            (moving - lost).write({"stage_id": stage.id})
        return leads

    def _log_stage_cause(self, cause, origin=None):
        """Let the log say what moved the stage, unless somebody has said it better already."""
        said = self.env.cr.precommit.data.get("mail.tracking.message.crm.lead", {})
        label = dict(
            self.env["crm.lead.stage.history"]._fields["cause"]._description_selection(self.env)
        )[cause]
        for lead in self:
            if lead.id in said:
                continue
            record = origin.get(lead.id) if isinstance(origin, dict) else origin
            # sudo: only the name of the record behind the move
            record = record and record.sudo()
            link = record._get_html_link() if hasattr(record, "_get_html_link") else ""
            message = self.env._("Stage changed by: %(cause)s", cause=label)
            if record:
                message = self.env._(
                    "Stage changed by: %(cause)s, %(record)s",
                    cause=label,
                    record=link or record.display_name,
                )
            lead._track_set_log_message(message)

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
            causes[lead_id] = (self.env.uid, cause, *references.get(lead_id, (None, None)), now)

    @api.model
    def _get_pending_stage_entries(self):
        """What this transaction still has to enter in the ledger. Gone with a rollback."""
        precommit = self.env.cr.precommit
        if LEDGER_KEY not in precommit.data:
            precommit.data[LEDGER_KEY] = {
                "causes": {},  # who moves which lead, and why
                "new": set(),  # leads without a stay so far
                "moved": set(),  # leads whose stage or outcome was written
                "visited": set(),  # (lead, stage) entered by a goal or rule in this transaction
                "merged": {},  # {id of a lead merged away: id of the survivor}
            }
            precommit.add(self._record_all_stage_entries)
        return precommit.data[LEDGER_KEY]

    @api.model
    def _record_stage_entries(self):
        """Enter in the ledger what has reached the database."""
        pending = self.env.cr.precommit.data.get(LEDGER_KEY)
        if not pending or not pending["moved"] | pending["new"]:
            return
        self.env["crm.stage"].flush_model(["weight"])
        causes, lead_ids = pending["causes"], pending["moved"] | pending["new"]
        pending.update(causes={}, new=set(), moved=set())
        default = (self.env.uid, "person", None, None, self.env.cr.now())
        self.env["crm.lead.stage.history"]._record_entries(
            {lead_id: causes.get(lead_id, default) for lead_id in lead_ids}
        )

    @api.model
    def _record_all_stage_entries(self):
        """Bring the ledger up to date: also what can wait for its reader, or for the end."""
        self._record_stage_entries()
        pending = self.env.cr.precommit.data.get(LEDGER_KEY)
        if pending and pending["merged"]:
            heads, pending["merged"] = pending["merged"], {}
            self.env["crm.lead.stage.history"]._merge_stays(heads)

    def _get_merged(self):
        """Which of these this transaction has merged into others, their stays not moved yet."""
        pending = self.env.cr.precommit.data.get(LEDGER_KEY)
        return self.filtered(lambda lead: lead.id in pending["merged"]) if pending else self[:0]

    def _note_merge(self, merged):
        """These opportunities go on in this one: the stays of many merges are moved at once."""
        heads = self._get_pending_stage_entries()["merged"]
        if self.id in heads or set(merged._ids) & {*heads, *heads.values()}:
            self.env["crm.lead.stage.history"].flush_model()  # one merge after the other
            heads = self._get_pending_stage_entries()["merged"]
        heads.update(dict.fromkeys(merged._ids, self.id))
        self.env["crm.lead.stage.history"]._forget_cached(self | merged)

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
        cause = (self.env.context.get("sales_process_cause") or ("person",))[0]
        if cause == "person":
            # a person's decision opens the way again for goals and rules
            visited = self._get_pending_stage_entries()["visited"]
            visited -= {key for key in visited if key[0] in self._ids}
        if cause not in TIDYING_CAUSES:
            self.filtered(lambda lead: lead._is_in_aftercare())._plan_aftercare()

    @api.model
    def _on_progress(self, metric):
        """Something was done that counts for sellers. To be extended by what counts it.

        :param str metric: new_opportunities, quotations_sent, won_revenue or won_count
        """

    # ------------------------------------------------------------
    # STAGES OF A TEAM
    # ------------------------------------------------------------

    def _stage_find(self, team_id=False, domain=None, order="sequence, id", limit=1):
        teams = self.team_id | self.env["crm.team"].browse(team_id or [])
        if teams and all(teams.mapped("has_own_stages")):
            own = [*(domain or []), ("team_ids", "in", teams.ids)]
            stages = super()._stage_find(team_id=team_id, domain=own, order=order, limit=limit)
            if stages:
                return stages  # else: a team whose stages are still to come
        return super()._stage_find(team_id=team_id, domain=domain, order=order, limit=limit)

    @api.model
    def _read_group_stage_ids(self, stages, domain):
        """The columns of a board: without the shared stages for teams that have their own."""
        result = super()._read_group_stage_ids(stages, domain)
        context = self.env.context
        teams = self.env["crm.team"].browse(context.get("default_team_id") or [])
        if context.get("show_user_team_stages"):
            teams |= self.env.user.crm_team_ids
        if teams and all(teams.mapped("has_own_stages")):
            result = result.filtered(lambda stage: stage in stages or stage.team_ids & teams)
        return result

    def action_set_won(self):
        """Won is won at the order, the first won stage: what is won already does not jump ahead,
        and every team wins in its own pipeline."""
        won = self.filtered(lambda lead: lead.stage_id.is_won)
        if won:
            won.action_unarchive()
        for leads in (self - won).grouped("team_id").values():
            super(CrmLead, leads).action_set_won()
        return True

    # ------------------------------------------------------------
    # COURSE OF THE PROCESS
    # ------------------------------------------------------------

    def _handle_won_lost(self, old_status_by_lead, new_status_by_lead):
        """Winning and losing ends the overruled weight; who did it, and when, is kept.

        Before Odoo's lead scoring, which has everything written: so it is one statement.
        """
        open_status = {"is_lost": False, "is_won": False}
        changed = self.filtered(
            lambda lead: (
                new_status_by_lead.get(lead.id, open_status)
                != old_status_by_lead.get(lead.id, open_status)
            )
        )
        closed = changed.filtered(lambda lead: any(new_status_by_lead[lead.id].values()))
        undecided = closed.filtered(
            # a decision that the customer gave earlier stands
            lambda lead: (
                not lead.decided_on or any(old_status_by_lead.get(lead.id, open_status).values())
            )
        )
        closing = {"closed_by_id": self.env.uid, "is_weight_manual": False}
        if undecided:
            undecided.write({**closing, "decided_on": self.env.cr.now()})
        if closed - undecided:
            (closed - undecided).write(closing)
        if changed - closed:
            (changed - closed).write({"closed_by_id": False, "decided_on": False})
        return super()._handle_won_lost(old_status_by_lead, new_status_by_lead)

    def _merge_get_fields(self):
        return [*super()._merge_get_fields(), "product_line_id", "territory_id", "asked_on"]

    def _merge_opportunity(self, user_id=False, team_id=False, auto_unlink=True, max_length=5):
        merging = self.with_context(sales_process_merge=True)._with_stage_cause("merge")
        head = super(CrmLead, merging)._merge_opportunity(
            user_id=user_id, team_id=team_id, auto_unlink=auto_unlink, max_length=max_length
        )
        return head.with_env(self.env)

    def _merge_data(self, fnames=None):
        data = super()._merge_data(fnames)
        if not data.get("order_ids"):  # no orders to link: nothing has to follow them
            data.pop("order_ids", None)
        return data

    def _fit_merged_stage(self, vals):
        """Odoo's merge may choose a shared stage; a team may show its own ones only."""
        team = self.team_id
        if vals.get("team_id"):
            team = team.browse(vals["team_id"])
        stage = self.env["crm.stage"].browse(vals.get("stage_id") or [])
        if not stage or not team.has_own_stages:
            return vals
        if stage.id in {own.id for own in team._get_pipeline(team.id)}:
            return vals
        found = self.browse()._stage_find(team_id=team.id, domain=[("fold", "=", False)])
        return {**vals, "stage_id": found.id or stage.id}

    def _merge_dependences(self, opportunities):
        result = super()._merge_dependences(opportunities)
        self._note_merge(opportunities)
        # sudo: the merged ones are deleted as superuser as well; their follow-ups, whosever they
        # are, keep the link to where they come from
        follow_ups = opportunities.sudo().with_context(active_test=False).follow_up_ids
        (follow_ups - self - opportunities).origin_lead_id = self
        return result

    # ------------------------------------------------------------
    # AFTERCARE
    # ------------------------------------------------------------

    def _is_in_aftercare(self):
        """Whether the stage is the one of payment, or a won one after it."""
        self.ensure_one()
        stage = self.stage_id
        if not stage.is_won or stage.flow_step:
            return stage.is_won and stage.flow_step == "payment"
        pipeline = self.env["crm.team"]._get_pipeline(self.team_id.id)
        paid = stage.browse(other.id for other in pipeline if other.flow_step == "payment")
        return any(other._is_before(stage) for other in paid)

    def _plan_aftercare(self):
        """Plan the next action with a customer who has paid, once for each opportunity.

        To be called when an opportunity is paid; entering the stage of payment, or a won stage
        after it, calls it already.
        """
        leads = self.filtered(lambda lead: not lead.aftercare_planned_on)
        if not leads:
            return leads
        values = []
        planned = self.browse()
        today = fields.Date.context_today(self)
        model_id = self.env["ir.model"]._get_id(self._name)
        for lead in leads:
            company = lead.company_id or self.env.company
            activity_type = company.aftercare_activity_type_id
            if not activity_type:
                continue
            user = lead.user_id.filtered("active") or lead.team_id.user_id.filtered("active")
            planned += lead
            values.append(
                {
                    "res_model_id": model_id,
                    "res_id": lead.id,
                    "activity_type_id": activity_type.id,
                    "summary": self.env._("Aftercare: how is it going?"),
                    "date_deadline": today + timedelta(days=company.aftercare_delay_days),
                    "user_id": user.id,
                    "automated": True,
                }
            )
        if values:
            # planned for later: no mail to the seller for each of them
            self.env["mail.activity"].with_context(mail_activity_quick_update=True).create(values)
            planned.write({"aftercare_planned_on": self.env.cr.now()})
        return planned

    def action_create_follow_up(self):
        """One click to the next potential contract with the same customer."""
        self.ensure_one()
        lead = self.create(self._prepare_follow_up_vals())
        action = lead.redirect_lead_opportunity_view()
        action["views"] = [(False, "form")]
        return action

    def _prepare_follow_up_vals(self):
        """Values of the next opportunity with the same customer; to be extended."""
        self.ensure_one()
        return {
            "name": self.env._("Follow-up of %(name)s", name=self.name),
            "type": "opportunity",
            "origin_lead_id": self.id,
            "partner_id": self.partner_id.id,
            "partner_name": self.partner_name,
            "contact_name": self.contact_name,
            "email_from": self.email_from,
            "phone": self.phone,
            "team_id": self.team_id.id,
            "user_id": self.user_id.filtered("active").id,
            "company_id": self.company_id.id,
            "product_line_id": self.product_line_id.id,
            "tag_ids": [fields.Command.set(self.tag_ids.ids)],
        }

    @api.readonly
    def action_open_follow_ups(self):
        self.ensure_one()
        action = self.env["ir.actions.actions"]._for_xml_id("crm.crm_lead_opportunities")
        action["domain"] = [("origin_lead_id", "=", self.id)]
        action["context"] = {
            "active_test": False,
            "default_type": "opportunity",
            "default_origin_lead_id": self.id,
            "default_partner_id": self.partner_id.id,
        }
        return action

    def action_reset_weight(self):
        """Back to the weight of the stage."""
        self.write({"is_weight_manual": False})
        return True

    # ------------------------------------------------------------
    # WEIGHTS
    # ------------------------------------------------------------

    @api.model
    def _apply_stage_weights(self, stages):
        """Give the opportunities of the stages their weight, but those overruled, in one
        statement: no write date, no message, no loop over a hundred thousand records."""
        self.flush_model(["stage_id", "is_weight_manual", "weighted_revenue", "company_id"])
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

    # ------------------------------------------------------------
    # INSTALLATION
    # ------------------------------------------------------------

    @api.model
    def _init_process(self):
        """Fill the new columns of the leads that are there, in one pass over the table.

        Their stages and amounts stay as they are: their documents count as followed, and an
        expected revenue other than theirs counts as set by hand.
        """
        cr = self.env.cr
        self.env.flush_all()
        self._collect_init_flow()
        columns = ["started_by_id", "closed_by_id", "flow_stage_before_id"]
        with suspended_checks(cr, self._table, columns, with_indexes=True):
            cr.execute(self._get_init_process_sql())
        cr.execute("DROP TABLE init_flow")
        cr.execute("ANALYZE crm_lead")
        self.invalidate_model(flush=False)

    @api.model
    def _get_init_process_sql(self):
        return SQL(
            """
                WITH closing AS (
                       SELECT DISTINCT ON (stay.lead_id)
                              stay.lead_id, stay.entered_by_id, stay.entered_on
                         FROM crm_lead_stage_history AS stay
                         JOIN crm_stage AS won ON won.id = stay.stage_id AND won.is_won
                     ORDER BY stay.lead_id, stay.entered_on, stay.id
                       )
                UPDATE crm_lead AS lead
                   SET weight = COALESCE(stage.weight, 0),
                       weighted_revenue = CASE WHEN lead.won_status = 'lost' THEN 0
                            ELSE ROUND(COALESCE(lead.expected_revenue, 0)
                                       * COALESCE(stage.weight, 0)::numeric / 100,
                                       COALESCE(currency.decimal_places, 2))
                            END,
                       started_by_id = lead.create_uid,
                       closed_by_id = closing.entered_by_id,
                       decided_on = CASE WHEN lead.won_status IN ('won', 'lost')
                                         THEN COALESCE(lead.date_closed, closing.entered_on) END,
                       revenue_estimate = COALESCE(
                           NULLIF(lead.expected_revenue, 0), lead.revenue_estimate),
                       flow_step = COALESCE(flow.step, lead.flow_step),
                       flow_step_followed = COALESCE(flow.step, lead.flow_step_followed),
                       flow_state = COALESCE(flow.state, lead.flow_state),
                       flow_revenue = CASE WHEN flow.lead_id IS NULL THEN lead.flow_revenue
                                           ELSE COALESCE(flow.revenue, 0) END,
                       is_revenue_manual = CASE WHEN flow.lead_id IS NULL
                           THEN lead.is_revenue_manual
                           ELSE flow.revenue IS NOT NULL
                                AND ROUND(COALESCE(lead.expected_revenue, 0), 2)
                                    <> ROUND(flow.revenue, 2) END,
                       flow_stage_before_id = CASE WHEN flow.lead_id IS NULL
                           THEN lead.flow_stage_before_id
                           WHEN stage.is_won IS NOT TRUE THEN stage.id END,
                       flow_weight_before = CASE WHEN flow.lead_id IS NULL
                           THEN lead.flow_weight_before ELSE COALESCE(stage.weight, 0) END,
                       asked_on = COALESCE(lead.asked_on, flow.asked_on)
                  FROM crm_lead AS self
             LEFT JOIN init_flow AS flow ON flow.lead_id = self.id
             LEFT JOIN crm_stage AS stage ON stage.id = self.stage_id
             LEFT JOIN res_company AS company ON company.id = COALESCE(self.company_id, %(company)s)
             LEFT JOIN res_currency AS currency ON currency.id = company.currency_id
             LEFT JOIN closing ON closing.lead_id = self.id AND self.won_status = 'won'
                 WHERE self.id = lead.id
                """,
            company=self.env.company.id,
        )

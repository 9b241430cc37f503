from markupsafe import Markup

from odoo import api, fields, models

from ....tools.transaction import Cause, Move, get_queue

# Fields whose change may change the stage or the outcome
STAGE_SOURCE_FIELDS = frozenset(["stage_id", "team_id", "user_id", "type"])
# Fields that a stay keeps as they were when the stage was entered
STAY_FIELDS = ("stage_id", "user_id", "team_id", "company_id", "expected_revenue", "won_status")
# Causes that must not send an opportunity round in circles within one transaction
LOOP_GUARDED_CAUSES = ("goal", "rule")
# Nothing else is known to be the cause
PERSON = Cause("person", {})


class CrmLead(models.Model):
    """The ledger of stays: every entry of an opportunity into a stage, by whatever way, is in it.

    A stage is entered by creation, by a write, or by the computation that gives a lead of another
    team a stage of its own. All three note it in the queue of the transaction; the rows are made
    before the commit, before a second entry, or when somebody reads the ledger.
    """

    _inherit = "crm.lead"

    stage_history_ids = fields.One2many(
        "crm.lead.stage.history", "lead_id", string="Stays", readonly=True, copy=False
    )

    # ------------------------------------------------------------
    # ORM
    # ------------------------------------------------------------

    @api.model
    def message_new(self, msg_dict, custom_values=None):
        # the mail gateway acts for no person of the company
        with get_queue(self.env).caused_by("rule"):
            return super().message_new(msg_dict, custom_values=custom_values)

    @api.model
    def load(self, fields, data):
        with get_queue(self.env).caused_by("import"):
            return super().load(fields, data)

    @api.model_create_multi
    def create(self, vals_list):
        leads = super().create(vals_list)
        queue = get_queue(self.env)
        leads._note_stage_cause(queue)
        queue.new.update(leads._ids)
        queue.created.update(leads._ids)
        self.env["crm.lead.stage.history"]._forget_cached()
        leads.filtered("stage_id")._on_stage_entered({})
        return leads

    def write(self, vals):
        if STAGE_SOURCE_FIELDS.isdisjoint(vals):
            return super().write(vals)
        queue = get_queue(self.env)
        self._record_before_move(queue, "stage_id" in vals)
        previous = {lead.id: lead.stage_id for lead in self}
        self._note_stage_cause(queue)
        result = super().write(vals)
        entered = self.filtered(lambda lead: lead.stage_id != previous[lead.id])
        if entered:
            entered._note_stage_moved()
            entered._log_automation()
            entered.filtered("stage_id")._on_stage_entered(previous)
        return result

    def _compute_stage_id(self):
        """Another team may bring another stage, outside of any write on the stage."""
        stages = {lead: lead.stage_id for lead in self}
        super()._compute_stage_id()
        self.filtered(lambda lead: lead.stage_id != stages[lead])._note_stage_moved()

    def _handle_won_lost(self, old_status_by_lead, new_status_by_lead):
        """Losing stops the clock of a stay, and restoring starts it again."""
        self.filtered(
            lambda lead: old_status_by_lead.get(lead.id) != new_status_by_lead.get(lead.id)
        )._note_stage_moved()
        return super()._handle_won_lost(old_status_by_lead, new_status_by_lead)

    def unlink(self):
        if self._get_merged():
            self.env["crm.lead.stage.history"].flush_model()  # before its stays go with it
        return super().unlink()

    # ------------------------------------------------------------
    # MOVING
    # ------------------------------------------------------------

    def _move_to_stage(self, stage, cause, origin=None, vals=None):
        """Move the opportunities to a stage, for a cause: the only way for code to do so.

        :param stage: the ``crm.stage`` to enter
        :param str cause: one of the causes of ``crm.lead.stage.history``
        :param origin: the record behind the move, such as the order, kept as
            ``cause_model`` and ``cause_id``; or ``{lead id: record}``, where each has its own
        :param dict vals: what else is to be written with the stage
        :return: the opportunities that did move; replaying a cause moves none
        """
        queue = get_queue(self.env)
        leads = self.filtered(lambda lead: lead.stage_id != stage)
        if cause in LOOP_GUARDED_CAUSES:
            leads = leads.filtered(lambda lead: (lead.id, stage.id) not in queue.visited)
            # neither is the stage that is left entered again
            queue.visited.update(
                (lead.id, passed.id) for lead in leads for passed in (lead.stage_id, stage)
            )
        if not leads:
            return leads
        origins = origin if isinstance(origin, dict) else dict.fromkeys(leads._ids, origin)
        if cause != "person":
            leads._log_stage_cause(cause, origins)
        with queue.caused_by(cause, origins):
            lost = leads.filtered(lambda lead: lead.won_status == "lost" and not stage.is_won)
            if lost:
                # with its probability, a lost opportunity keeps the date on which it was lost
                lost.write({**(vals or {}), "stage_id": stage.id, "probability": 0})
            if leads - lost:
                (leads - lost).write({**(vals or {}), "stage_id": stage.id})
        return leads

    def _note_stage_cause(self, queue):
        """Remember who moves these opportunities and why: the stage may be computed later, when
        neither is known any more."""
        queue.moves.update(self._prepare_moves(queue.scope.cause))

    def _prepare_moves(self, cause):
        now = self.env.cr.now()
        cause = cause or PERSON
        return {
            lead_id: Move(self.env.uid, cause.name, *cause.get_origin(lead_id), now)
            for lead_id in self._ids
        }

    def _note_stage_moved(self):
        """The stage or the outcome of these has changed; who moved them may be known already."""
        leads = self.filtered(lambda lead: isinstance(lead.id, int))
        if leads:
            queue = get_queue(self.env)
            queue.moved.update(leads._ids)
            if unknown := leads.filtered(lambda lead: lead.id not in queue.moves):
                unknown._note_stage_cause(queue)
            self.env["crm.lead.stage.history"]._forget_cached()

    def _on_stage_entered(self, previous):
        """These opportunities have entered the stage that they are in.

        Called once per entry, by whatever way, in the environment of whoever moved them. To be
        extended by what happens on entering a stage.

        :param dict previous: ``{lead id: crm.stage}`` that they come from; empty when new
        """
        queue = get_queue(self.env)
        if not queue.scope.cause or queue.scope.cause.name == "person":
            # a person's decision opens the way again for goals and rules
            queue.visited -= {key for key in queue.visited if key[0] in self._ids}

    # ------------------------------------------------------------
    # ROWS OF THE LEDGER
    # ------------------------------------------------------------

    @api.model
    def _record_stage_entries(self):
        """Enter in the ledger what has happened so far. Running it again changes nothing."""
        queue = get_queue(self.env)
        self.flush_model(STAY_FIELDS)
        if not queue.moved | queue.new:
            return
        self.env["crm.stage"].flush_model(["weight"])
        moves, new, moved = queue.take("moves", "new", "moved")
        self.env["crm.lead.stage.history"]._record_entries(
            {lead_id: moves[lead_id] for lead_id in new | moved}
        )

    @api.model
    def _record_all_stage_entries(self):
        """Bring the ledger up to date: also what can wait for its reader, or for the end."""
        self._record_stage_entries()
        queue = get_queue(self.env)
        if queue.merged:
            self.env["crm.lead.stage.history"]._merge_stays(queue.take("merged"))

    @api.model
    def _close_transaction(self, queue):
        super()._close_transaction(queue)
        self._record_all_stage_entries()

    def _record_before_move(self, queue, is_move):
        """Enter in the ledger what would be overwritten before it is written: each entry into a
        stage is an entry of its own, also two in one transaction."""
        if any(
            is_move if lead_id in queue.new else lead_id in queue.moved  # assigning is no move
            for lead_id in self._ids
        ):
            self._record_stage_entries()

    # ------------------------------------------------------------
    # MERGES
    # ------------------------------------------------------------

    def _merge_opportunity(self, user_id=False, team_id=False, auto_unlink=True, max_length=5):
        with get_queue(self.env).caused_by("merge"):
            return super()._merge_opportunity(
                user_id=user_id, team_id=team_id, auto_unlink=auto_unlink, max_length=max_length
            )

    def _merge_dependences(self, opportunities):
        result = super()._merge_dependences(opportunities)
        self._note_merge(opportunities)
        return result

    def _get_merged(self):
        """Which of these this transaction has merged into others, their stays not moved yet."""
        merged = get_queue(self.env).merged
        return self.filtered(lambda lead: lead.id in merged)

    def _note_merge(self, merged):
        """These opportunities go on in this one: the stays of many merges are moved at once."""
        heads = get_queue(self.env).merged
        if self.id in heads or set(merged._ids) & {*heads, *heads.values()}:
            self.env["crm.lead.stage.history"].flush_model()  # one merge after the other
        get_queue(self.env).merged.update(dict.fromkeys(merged._ids, self.id))
        self.env["crm.lead.stage.history"]._forget_cached()

    # ------------------------------------------------------------
    # THE LOG
    # ------------------------------------------------------------

    def _add_log_line(self, line):
        """Say something about the changes of these opportunities in the log.

        Odoo logs what has changed before the commit, with what was said about it. It logs no
        change of what was created in the same transaction: then the line is logged by itself.
        """
        if self.env.context.get("tracking_disable"):
            return
        queue = get_queue(self.env)
        new = self.filtered(lambda lead: lead.id in queue.created)
        new._message_log_batch(bodies=dict.fromkeys(new._ids, line))
        for lead_id in (self - new)._ids:
            queue.log_lines.setdefault(lead_id, []).append(line)
        (self - new)._track_set_log_message("")

    def _track_set_log_message(self, message):
        """What others say about the changes stands before what the process says."""
        log_lines = get_queue(self.env).log_lines
        for lead in self:
            lines = log_lines.setdefault(lead.id, [])
            lines[:0] = [message] if message else []
            super(CrmLead, lead)._track_set_log_message(Markup("<br/>").join(lines))

    def _message_track_post_template(self, changes):
        for lead_id in self._ids:  # it is said
            get_queue(self.env).log_lines.pop(lead_id, None)
        return super()._message_track_post_template(changes)

    def _log_automation(self):
        """Let the log say which automation of Odoo's has moved the stage."""
        cause = get_queue(self.env).scope.cause
        if cause and cause.origin[0]:
            model, record_id = cause.origin
            record = self.env[model].browse(record_id)
            self._log_stage_cause(cause.name, dict.fromkeys(self._ids, record))

    def _log_stage_cause(self, cause, origins):
        """Let the log say what moved the stage, unless somebody has said it better already."""
        queue = get_queue(self.env)
        field = self.env["crm.lead.stage.history"]._fields["cause"]
        label = dict(field._description_selection(self.env))[cause]
        for lead in self.filtered(lambda lead: lead.id not in {*queue.log_lines, *queue.created}):
            # sudo: only the name of the record behind the move
            record = origins.get(lead.id)
            record = record and record.sudo()
            message = self.env._("Stage changed by: %(cause)s", cause=label)
            if record:
                link = record._get_html_link() if hasattr(record, "_get_html_link") else ""
                message = self.env._(
                    "Stage changed by: %(cause)s, %(record)s",
                    cause=label,
                    record=link or record.display_name,
                )
            lead._add_log_line(message)

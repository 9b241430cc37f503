from odoo import api, fields, models
from odoo.exceptions import MissingError
from odoo.tools import SQL

from ....tools import flow as flow_tools
from ....tools.refusals import note_passed, refusable
from ....tools.sql import add_columns
from ....tools.transaction import get_queue

# A person's own move; the others carry out what documents, goals or rules ask for
PERSONS_CAUSES = ("person", "import")
# what following needs of an opportunity: of its hundred fields no more
FOLLOWING_FIELDS = (
    "aftercare_planned_on",
    "company_id",
    "flow_stage_before_id",
    "flow_state",
    "flow_step",
    "flow_step_decided",
    "flow_step_followed",
    "flow_weight_before",
    "probability",
    "stage_id",
    "team_id",
    "type",
    "weight",
    "won_status",
)


class CrmLead(models.Model):
    """The stage follows the documents: forward, and back when evidence disappears."""

    _inherit = "crm.lead"

    flow_step_followed = fields.Char(
        default="none",
        readonly=True,
        copy=False,
        help="The step that the stage has answered: nothing moves until the step is another one.",
    )
    flow_step_decided = fields.Char(
        readonly=True,
        copy=False,
        help="Where a person's own move is the last one: the highest step that the person, or the "
        "stage since then, has seen. Only documents that go beyond it move the opportunity.",
    )
    flow_stage_before_id = fields.Many2one(
        "crm.stage",
        "Stage Before Documents",
        readonly=True,
        copy=False,
        ondelete="set null",
        help="Where the opportunity goes back to when no document is left.",
    )
    flow_weight_before = fields.Float(readonly=True, copy=False)

    def _auto_init(self):
        """The opportunities that are there follow from the first step on; see
        `_get_init_values`."""
        add_columns(
            self.env.cr,
            self._table,
            {
                "flow_step_followed": ("varchar", "none"),
                "flow_step_decided": ("varchar", None),
                "flow_stage_before_id": ("int4", None),
                "flow_weight_before": ("float8", 0),
            },
        )
        return super()._auto_init()

    def _compute_stage_id(self):
        """A team change that needs another stage takes the one that the documents ask for."""
        stages = {lead: lead.stage_id for lead in self}
        super()._compute_stage_id()
        moved = self.filtered(
            lambda lead: (
                stages[lead]
                and lead.stage_id != stages[lead]
                and lead.flow_step not in (False, "none")
                and lead._is_following_documents()
            )
        )
        if moved:
            pipelines = moved._get_pipelines()
            for lead in moved:
                target = flow_tools.find_stage(pipelines[lead.team_id.id], lead.flow_step)
                if target:
                    lead.stage_id = target.id

    def write(self, vals):
        """Catch up with documents when restored, or made an opportunity; remember what a person
        has seen who moves it."""
        decided = self._get_decided(vals) if "stage_id" in vals else {}
        result = super().write(vals)
        for step, leads in decided.items():
            # sudo: a fact, which users do not write, and which the log does not show
            leads.sudo().with_context(tracking_disable=True).flow_step_decided = step
        if vals.get("active") or vals.get("type") == "opportunity":
            self._queue_documents()
        return result

    def _get_decided(self, vals):
        """Which of these have documents and are moved by a person: ``{step: opportunities}``, by
        the step that the person has seen; False where the documents ask for that stage, too."""
        cause = get_queue(self.env).scope.cause
        if cause and cause.name not in PERSONS_CAUSES:
            return {}
        moved = self.filtered(
            lambda lead: (
                lead.flow_step_followed not in (False, "none")
                and lead.stage_id.id != vals["stage_id"]
            )
        )
        pipelines = moved._get_pipelines() if moved else {}
        decided = {}
        for lead in moved:
            step = lead.flow_step_followed
            asked = flow_tools.find_stage(pipelines[lead.team_id.id], step)
            key = step if not asked or asked.id != vals["stage_id"] else False
            decided[key] = decided.get(key, self.browse()) + lead
        return decided

    # ------------------------------------------------------------
    # QUEUE
    # ------------------------------------------------------------

    def _queue_documents(self, news=None):
        """Let the stage follow where the documents have come to another step.

        :param dict news: what is new, {lead id: *order*, *quotation* or *none*}
        """
        news = news or {}
        documents = None
        for lead in self:
            if lead.flow_step != lead.flow_step_followed and isinstance(lead.id, int):
                if documents is None:
                    documents = get_queue(self.env).documents
                found = documents.get(lead.id, "none"), news.get(lead.id, "none")
                documents[lead.id] = max(found, key=flow_tools.RANK.get)

    @api.model
    def _compute_pending(self):
        """Whether invoices are paid decides how far the documents are."""
        super()._compute_pending()
        for model, name in (("account.move", "payment_state"), ("crm.lead", "flow_step")):
            field = self.env[model]._fields[name]
            records = self.env.records_to_compute(field)
            try:
                records.mapped(name)
            except MissingError:  # some are gone with their documents
                records.exists().mapped(name)

    @api.model
    def _work_off_documents(self, queue):
        documents, dates = queue.take("documents", "dates")
        self.browse(documents)._follow_documents(documents, dates)

    # ------------------------------------------------------------
    # FOLLOWING
    # ------------------------------------------------------------

    def _is_following_documents(self):
        """Whether the stage follows the documents. To be extended by who decides that."""
        self.ensure_one()
        return (self.company_id or self.env.company).stages_follow_documents

    def _may_follow_documents(self):
        """Documents move opportunities. A lost one stays lost whatever happens to its
        quotations; only a confirmed order brings it back, for then it is not lost. To be
        extended by other exceptions."""
        self.ensure_one()
        if self.type != "opportunity":
            return False
        order = flow_tools.RANK["order"]
        return self.won_status != "lost" or (
            flow_tools.RANK[self.flow_step] >= order > flow_tools.RANK[self.flow_step_followed]
        )

    def _get_pipelines(self):
        """{team id: (flow.Stage, …)} of these opportunities' teams, in the pipeline's order. To
        be extended by another choice of stages."""
        Team = self.env["crm.team"]
        return {team_id: Team._get_pipeline(team_id) for team_id in {False, *self.team_id._ids}}

    def _follow_documents(self, news=None, dates=None):
        """Take the opportunities whose step has changed to the stage that it asks for.

        As long as the step is the one that the stage has answered nothing happens, so what a
        person decides in between stays.

        :param dict news: what is new, {lead id: *order*, *quotation* or *none*}
        :param dict dates: ``{lead id: {field: value}}``, see :meth:`_set_dates`
        :return: the opportunities whose step had changed
        """
        news, dates = news or {}, dates or {}
        self.fetch(FOLLOWING_FIELDS)
        changed = self.filtered(
            lambda lead: lead.flow_step != lead.flow_step_followed and lead._may_follow_documents()
        )
        if not changed:
            self.browse(dates)._answer_documents({}, dates, news)
            return changed
        changed._tell_progress(news)
        pipelines = changed._get_pipelines()
        answers = {}
        for lead in changed:
            pipeline, is_new = pipelines[lead.team_id.id], news.get(lead.id, "none")
            stage = lead._choose_document_stage(pipeline, is_new)
            vals = lead._prepare_answer_vals()
            if lead.flow_step_decided:
                vals["flow_step_decided"] = not stage and flow_tools.keep_decision(
                    pipeline, lead.stage_id.id, lead.flow_step, lead.flow_step_decided, is_new
                )
            answer = (stage and stage.id, *vals.items())
            answers.setdefault(answer, []).append((lead.id, lead.flow_step_followed))
        moving = self.browse()
        for (stage_id, *vals), entries in answers.items():
            leads = self.browse(lead_id for lead_id, _step in entries)
            if stage_id:
                moving += leads
            else:
                leads._remember_answer(dict(vals))
                note_passed(leads, "stage")  # nothing is asked for
        (moving | self.browse(dates))._answer_documents(answers, dates, news)
        # those that entered a stage of payment have theirs; not every team has one
        changed.filtered(lambda lead: lead.flow_step == "payment")._plan_aftercare()
        return changed

    def _tell_progress(self, news):
        """Quotations and orders count for sellers; what comes after the order adds nothing."""
        order = flow_tools.RANK["order"]
        if "order" in news.values() or any(
            flow_tools.RANK[lead.flow_step_followed] < order
            or flow_tools.RANK[lead.flow_step] <= order
            for lead in self
        ):
            self._on_progress("quotations_sent")
            self._on_progress("won_revenue")

    def _choose_document_stage(self, pipeline, news):
        """The ``flow.Stage`` that the documents ask for; None to leave the opportunity there."""
        if not self._is_following_documents():
            return None
        before_id, before_weight = self.flow_stage_before_id.id, self.flow_weight_before
        if self.flow_step_followed == "none":
            before_id, before_weight = self.stage_id.id, self.stage_id.weight
        return flow_tools.choose_stage(
            pipeline,
            self.stage_id.id,
            self.flow_step_followed,
            self.flow_step,
            before_id=before_id,
            before_weight=before_weight,
            news=news,
            decided_step=self.flow_step_decided or None,
        )

    def _prepare_answer_vals(self):
        """Remember the step that the stage answers, and where the opportunity came from."""
        vals = {"flow_step_followed": self.flow_step}
        if self.flow_step == "none":
            vals.update(flow_stage_before_id=False, flow_weight_before=0.0)
        elif self.flow_step_followed == "none":
            vals.update(
                flow_stage_before_id=self.stage_id.id, flow_weight_before=self.stage_id.weight
            )
        return vals

    def _remember_answer(self, vals):
        """Remember that the stage of these answers the documents where it is: facts, beside what
        a write would do, and which no rule refuses."""
        self.flush_recordset(vals)
        self.env.cr.execute(
            SQL(
                "UPDATE %s SET %s WHERE id IN %s",
                SQL.identifier(self._table),
                SQL(", ").join(
                    SQL("%s = %s", SQL.identifier(name), None if value is False else value)
                    for name, value in vals.items()
                ),
                self._ids,
            )
        )
        self.invalidate_recordset(vals, flush=False)

    @refusable("stage", retry="_follow_documents", is_shared=True)
    def _answer_documents(self, answers, dates, news):
        """Move these opportunities to the stages that their documents ask for, and say when the
        customer was asked and has decided.

        :param dict answers: ``{(stage id, *items of what is remembered): [(lead id, step that the
            opportunity comes from)]}``, also of other opportunities
        """
        stages = {
            lead_id: answer[0] for answer, entries in answers.items() for lead_id, _step in entries
        }
        self.filtered(lambda lead: stages.get(lead.id))._enter_document_stages(answers, news)
        self.filtered(lambda lead: lead.id in dates)._set_dates(dates)

    @refusable(
        "stage",
        retry="_follow_documents_again",
        arguments=lambda lead, _answers, news: [news.get(lead.id, "none")],
    )
    def _enter_document_stages(self, answers, news):
        """Move these opportunities to the stages that their documents ask for."""
        own = set(self._ids)
        for (stage_id, *vals), entries in answers.items():
            entries = [entry for entry in entries if entry[0] in own]
            if stage_id and entries:
                self._enter_document_stage(stage_id, dict(vals), entries)

    def _enter_document_stage(self, stage_id, vals, entries):
        """Move opportunities to a stage, with the document behind it in the ledger and the log.

        :param vals: what is remembered of the answer
        :param entries: [(lead id, step that the opportunity comes from)]
        """
        leads = self.browse(lead_id for lead_id, _step in entries)
        origins = leads._get_documents_behind()
        for lead, (_lead_id, old_step) in zip(leads, entries, strict=True):
            lead._add_log_line(lead._get_flow_log_message(old_step, origins.get(lead.id)))
        get_queue(self.env).moved_by_documents.update(leads._ids)
        lost = leads.filtered(lambda lead: lead.won_status == "lost")
        stage = self.env["crm.stage"].browse(stage_id)
        archived = leads.filtered(
            lambda lead: lead.won_status == "won" and not lead.active and stage.is_won
        )
        closed_on = {lead: lead.date_closed for lead in archived}
        leads._move_to_stage(stage, "document", origins, vals)
        if lost:
            lost.write({"lost_reason_id": False, "active": True})
        for lead, moment in closed_on.items():
            # Odoo restores whatever enters a won stage; what was put away stays there
            lead.write({"active": False})
            lead.write({"date_closed": moment})

    def _track_subtype(self, init_values):
        """A move by documents is a log note, unless somebody follows who asked to hear of it: a
        bank statement may pay a thousand orders, and a message looks for its recipients."""
        subtype = super()._track_subtype(init_values)
        if subtype and self.id in get_queue(self.env).moved_by_documents:
            # sudo: followers are looked at, whoever moves the opportunity
            if subtype not in self.sudo().message_follower_ids.subtype_ids:
                return self.env["mail.message.subtype"]
        return subtype

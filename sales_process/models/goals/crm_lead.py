"""Goals of a stage: what is met, and opportunities that move on by themselves.

Whatever may meet a goal *queues* the opportunities that it concerns (`_queue_goal_check`); the
queue is worked off in one batch (`_run_stage_automation`) at the end of the outermost call, after
the documents have been followed, or before the commit. Entering a stage goes through the same
queue, so that goals which are met already carry an opportunity on in the same pass. A goal moves
an opportunity when its stage's goals *become* met: what was met when a person moved it back stays
met, and moves nothing.
"""

import logging
from collections import defaultdict
from typing import NamedTuple

from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL
from odoo.tools.misc import clean_context

from ...tools.flow import RANK

_logger = logging.getLogger(__name__)

AUTOMATION_KEY = "sales_process.stage_automation"
BOOKMARK_PARAMETER = "sales_process.goal_check_bookmark"
# Causes that tidy up: nothing is planned, mailed or moved on for them
QUIET_CAUSES = ("install", "merge")
# What makes an opportunity one that has goals
LIFE_FIELDS = ("active", "type", "probability")
BATCH_SIZE = 500
MAX_NAMED_LEADS = 10


class Entry(NamedTuple):
    """An opportunity has entered a stage."""

    previous_id: int | bool
    cause: str


class CrmLead(models.Model):
    _inherit = "crm.lead"  # pylint: disable=consider-merging-classes-inherited

    process_facts = fields.Json(
        readonly=True,
        copy=False,
        help="What the process has to remember of this opportunity: since when its goals are met,"
        " how often its tasks were planned, which mails it has had.",
    )
    goal_status = fields.Json(string="Goals", compute="_compute_goal_status")

    # ------------------------------------------------------------
    # COMPUTES
    # ------------------------------------------------------------

    @api.depends(
        "stage_id",
        "team_id",
        "process_facts",
        "flow_state",
        "won_status",
        "stage_id.goal_policy",
        "stage_id.auto_advance",
        "stage_id.next_stage_id",
        "stage_id.goal_ids.name",
        "stage_id.goal_ids.kind",
        "stage_id.goal_ids.event_category_id.active",
        "stage_id.goal_ids.count",
        "stage_id.goal_ids.domain",
        "stage_id.goal_ids.flow_step",
        "stage_id.goal_ids.required",
    )
    @api.depends_context("lang")
    def _compute_goal_status(self):
        """The checklist as it is now: also what the time has met, before it is acted on."""
        self.goal_status = False
        leads = self._filter_having_goals()
        if not leads:
            return
        # sudo: what the goals of an opportunity show is the same for all who may read it
        leads = leads.sudo()
        results = leads._get_goal_results()
        sources = leads._get_goal_sources(results)
        targets = leads._get_goal_targets()
        for lead in leads:
            lead.goal_status = lead._prepare_goal_status(
                results[lead.id], sources, targets[lead.id]
            )

    def _prepare_goal_status(self, results, sources, target):
        self.ensure_one()
        stage = self.stage_id
        since = self._get_met_since()
        lines = []
        for goal, result in results.items():
            met_on = result.get("on") or since.get(str(goal.id))
            source = sources.get(result.get("source"))
            lines.append(
                {
                    "id": goal.id,
                    "name": goal.display_name,
                    "kind": goal.kind,
                    "required": goal.required,
                    "is_met": result["is_met"],
                    "is_set_aside": result["is_set_aside"],
                    "done": result["done"],
                    "count": result["count"],
                    "met_on": result["is_met"] and met_on and met_on[:10],
                    "met_by": source and source["name"],
                    "source": source and {"model": source["model"], "id": source["id"]},
                    "event_category_id": goal.event_category_id.id,
                    "problem": not result["is_met"] and goal.problem,
                    # none was planned when the opportunity came here, or all were cancelled
                    "can_plan": goal.kind == "tasks" and not result["has_tasks"],
                }
            )
        required = [line for line in lines if line["required"] and not line["is_set_aside"]]
        return {
            "stage_id": stage.id,
            "stage": stage.name,
            "policy": stage.goal_policy,
            "is_met": bool(required) and all(line["is_met"] for line in required),
            "met": sum(line["is_met"] for line in lines),
            "total": sum(line["is_met"] or not line["is_set_aside"] for line in lines),
            "next_stage": stage.auto_advance and bool(required) and target.name,
            "goals": lines,
            "missing": [line["name"] for line in required if not line["is_met"]],
        }

    # ------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        leads = super().create(vals_list)
        self._run_stage_automation()
        self.env["sales.target"]._on_progress("new_opportunities")
        return leads

    def write(self, vals):
        automation = self.env["crm.stage"]._get_automation()
        if not automation.goal_stages and not automation.plan_stages:
            return super().write(vals)
        left = {}
        if vals.get("stage_id") and automation.goal_stages:
            left = self._check_leaving(self.env["crm.stage"].browse(vals["stage_id"]))
        converted = self.browse()
        if vals.get("type") == "opportunity":
            converted = self.filtered(lambda lead: lead.type == "lead")
        result = super().write(vals)
        self._on_goals_left_missing(left)
        converted._queue_stage_entries({})
        if not automation.fields.isdisjoint(vals) or any(name in vals for name in LIFE_FIELDS):
            self._queue_goal_check()
        self._run_stage_automation()
        return result

    def _write_multi(self, vals_list):
        """Conditions may be about fields that are computed: they change here, not in `write`."""
        result = super()._write_multi(vals_list)
        watched = self.env["crm.stage"]._get_automation().fields
        changed = {
            lead_id
            for lead_id, vals in zip(self._ids, vals_list, strict=True)
            if not watched.isdisjoint(vals)
        }
        if changed:
            self._get_automation_queue()["checked"] |= changed
        return result

    def _on_stage_entered(self, previous):
        result = super()._on_stage_entered(previous)
        self._queue_stage_entries(previous)
        return result

    @api.model
    def _sync_flow(self, with_payments=False):
        result = super()._sync_flow(with_payments=with_payments)
        self._run_stage_automation()
        return result

    def _follow_documents(self, with_new_order=frozenset()):
        changed = self.filtered(lambda lead: lead.flow_step != lead.flow_step_followed)
        # from the order on, deliveries, invoices and payments add nothing that targets count
        order = RANK["order"]
        is_progress = with_new_order or any(
            RANK[lead.flow_step_followed] < order or RANK[lead.flow_step] <= order
            for lead in changed
        )
        result = super()._follow_documents(with_new_order)
        changed._queue_goal_check()
        if changed and is_progress:
            self.env["sales.target"]._on_progress("quotations_sent")
            self.env["sales.target"]._on_progress("won_revenue")
        return result

    def _handle_won_lost(self, old_status_by_lead, new_status_by_lead):
        result = super()._handle_won_lost(old_status_by_lead, new_status_by_lead)
        if any(status["is_won"] for status in new_status_by_lead.values()):
            self.env["sales.target"]._on_progress("won_count")
        return result

    def _merge_dependences_history(self, opportunities):
        """Events that are moved along may meet goals here."""
        result = super()._merge_dependences_history(opportunities)
        self._queue_goal_check()
        return result

    # ------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------

    def action_log_goal_event(self, category_id):
        """Open the form that logs the event which a goal asks for."""
        self.ensure_one()
        action = self.env["ir.actions.actions"]._for_xml_id("sales_process.sales_event_log_action")
        action["context"] = {
            "default_lead_id": self.id,
            "default_customer_id": self.partner_id.id,
            "default_event_category_id": category_id,
        }
        return action

    @api.readonly
    def action_open_goal_source(self, model, record_id):
        """Open the event or document that met a goal of this opportunity."""
        self.ensure_one()
        record = self.env["sale.order" if model == "sale.order" else "mail.activity"].browse(
            record_id
        )
        if not record.exists():
            raise UserError(
                self.env._(
                    "What met this goal of “%(lead)s” was deleted meanwhile.", lead=self.name
                )
            )
        if model == "sale.order":
            return record.get_formview_action()
        return record.action_open_event()

    # ------------------------------------------------------------
    # QUEUE
    # ------------------------------------------------------------

    @api.model
    def _get_automation_queue(self):
        """What this transaction still has to look at. Gone with a rollback."""
        precommit = self.env.cr.precommit
        if AUTOMATION_KEY not in precommit.data:
            precommit.data[AUTOMATION_KEY] = {
                "entered": {},  # {lead id: Entry}
                "checked": set(),  # leads for whose goals something has happened
                "moved_on": set(),  # leads whose owners are told, once all moves are made
                "milestones": [],  # values of achievements
                "is_running": False,
            }
            precommit.add(self._run_stage_automation_before_commit)
        return precommit.data[AUTOMATION_KEY]

    def _queue_goal_check(self):
        """Something has happened that may meet, or no longer meet, a goal of these opportunities.

        Costs nothing for opportunities whose stage has no goals.
        """
        stages = self.env["crm.stage"]._get_automation().goal_stages
        if not stages:
            return
        lead_ids = {lead.id for lead in self if lead.id and lead.stage_id.id in stages}
        if lead_ids:
            self._get_automation_queue()["checked"] |= lead_ids
            self.browse(lead_ids).invalidate_recordset(["goal_status"], flush=False)

    def _queue_stage_entries(self, previous):
        automation = self.env["crm.stage"]._get_automation()
        stages = automation.goal_stages | automation.plan_stages
        if not stages or not self:
            return
        cause = (self.env.context.get("sales_process_cause") or ("person",))[0]
        entered = None
        for lead in self:
            from_id = previous[lead.id].id if lead.id in previous else False
            if lead.stage_id.id in stages or from_id in stages:
                if entered is None:
                    entered = self._get_automation_queue()["entered"]
                entered[lead.id] = Entry(from_id, cause)

    @api.model
    def _run_stage_automation(self):
        """Work off the queue, for all its opportunities at once.

        While documents are being followed it waits: `_sync_flow` comes back to it, or the commit.
        """
        queue = self.env.cr.precommit.data.get(AUTOMATION_KEY)
        if (
            not queue
            or queue["is_running"]
            or not (queue["entered"] or queue["checked"])
            or self.env.protected(self._fields["flow_step"])
        ):
            return
        queue["is_running"] = True
        try:
            # sudo: the process plans tasks and moves on, whoever's event or document it was; the
            # ledger and the log name that person
            # without the defaults of the client's action, which are for the record it creates
            context = clean_context(self.env.context)
            Lead = self.sudo().with_context(context)  # pylint: disable=context-overridden
            Lead = Lead.with_context(sales_process_cause=False)
            while queue["entered"] or queue["checked"]:
                entered, checked = queue["entered"], queue["checked"]
                queue.update(entered={}, checked=set())
                Lead._process_queue(entered, checked)
        finally:
            queue["is_running"] = False
        if queue["moved_on"] or queue["milestones"]:
            moved_on, milestones = queue["moved_on"], queue["milestones"]
            queue.update(moved_on=set(), milestones=[])
            self.flush_model(["stage_id"])  # told is what is in the ledger
            self.env["sales.achievement"]._reach(milestones)
            # a milestone is told louder
            moved_on -= {vals["lead_id"] for vals in milestones}
            Lead.browse(moved_on).exists()._notify_moved_on()

    @api.model
    def _run_stage_automation_before_commit(self):
        self._run_stage_automation()
        self.env.flush_all()

    @api.model
    def _process_queue(self, entered, checked):
        leads = self.browse(checked | entered.keys()).exists()
        stages = self.env["crm.stage"]
        forward, resting, planned = self.browse(), self.browse(), self.browse()
        for lead in leads:
            entry = entered.get(lead.id)
            if not entry or not lead.stage_id:
                continue
            previous = stages.browse(entry.previous_id or [])
            is_forward = not previous or previous._is_before(lead.stage_id)
            if is_forward and previous:
                forward += lead
            if entry.cause in QUIET_CAUSES or not is_forward:
                resting += lead
            if entry.cause not in QUIET_CAUSES:
                planned += lead
        forward._skip_left_tasks()
        moved = leads._check_goals(resting, arrived=leads.browse(entered))
        (planned - moved)._plan_stage_tasks()

    # ------------------------------------------------------------
    # GOALS
    # ------------------------------------------------------------

    def _filter_having_goals(self):
        """Open or won opportunities in a stage with goals; leads and lost ones pursue none."""
        stages = self.env["crm.stage"]._get_automation().goal_stages
        if not stages:
            return self.browse()
        return self.filtered(
            lambda lead: (
                lead.stage_id.id in stages
                and lead.type == "opportunity"
                and lead.won_status != "lost"
                and isinstance(lead.id, int)
            )
        )

    def _check_goals(self, resting=(), arrived=()):
        """Remember which goals are met, and move on the opportunities whose goals became met.

        :param resting: opportunities that stay where they are, whatever is met already: a person,
            or documents, took them back
        :param arrived: opportunities that have just entered their stage
        :return: the opportunities that were moved on
        """
        leads = self._filter_having_goals()
        if not leads:
            return self.browse()
        results = leads._get_goal_results()
        reached = self.browse()
        newest = {}
        facts = {}
        now = fields.Datetime.to_string(self.env.cr.now())
        for lead in leads:
            old = lead.process_facts or {}
            since = lead._get_met_since()
            met = {
                str(goal.id): since.get(str(goal.id)) or result.get("on") or now
                for goal, result in results[lead.id].items()
                if result["is_met"]
            }
            is_met = self._are_required_met(results[lead.id])
            # an earlier stay in this stage says nothing about this one
            was_met = lead not in arrived and lead._had_goals_met()
            new = {**old, "goals": {"stage": lead.stage_id.id, "is_met": is_met, "met": met}}
            if new != old:
                facts[lead] = new
            if is_met and not was_met and lead not in resting:
                reached += lead
                newest[lead.id] = self._find_newest_goal(results[lead.id], met)
        leads._set_process_facts(facts)
        leads.invalidate_recordset(["goal_status"], flush=False)
        reached._skip_left_tasks(is_reached=True)
        reached._celebrate_milestones()
        return reached._move_on(newest, results)

    @api.model
    def _find_newest_goal(self, results, met):
        """The required goal that was met last: the one that moves the opportunity on."""
        return max(
            (goal for goal, result in results.items() if goal.required and result["is_met"]),
            key=lambda goal: (met[str(goal.id)], goal.id),
        )

    def _move_on(self, newest, results):
        """Move opportunities whose goals have just been met to the stage that comes next.

        :param newest: ``{lead id: goal}``, the goal that was met last: the cause in the ledger
        :return: those that were moved
        """
        targets = self._get_goal_targets()
        moves = defaultdict(list)
        for lead in self:
            if lead.stage_id.auto_advance and targets[lead.id]:
                moves[targets[lead.id]].append(lead.id)
        moved = self.browse()
        for target, lead_ids in moves.items():
            leads = self.browse(lead_ids)
            for lead in leads:
                lead._add_log_line(
                    self.env._(
                        "Goals of “%(stage)s” met: %(goals)s",
                        stage=lead.stage_id.name,
                        goals=", ".join(
                            goal.display_name
                            for goal, result in results[lead.id].items()
                            if result["is_met"]
                        ),
                    )
                )
            done = leads._move_to_stage(
                target, "goal", {lead.id: newest[lead.id] for lead in leads}
            )
            moved |= self.browse(done.ids)
            self._get_automation_queue()["moved_on"].update(done.ids)
        return moved

    def _had_goals_met(self):
        """Whether the goals of this stage were met when they were last looked at."""
        goals = (self.process_facts or {}).get("goals") or {}
        return goals.get("stage") == self.stage_id.id and goals.get("is_met", False)

    def _get_met_since(self):
        goals = (self.process_facts or {}).get("goals") or {}
        return goals.get("met", {}) if goals.get("stage") == self.stage_id.id else {}

    def _set_process_facts(self, facts_by_lead):
        """Remember facts without a write on the opportunity: no write date, no automation."""
        field = self._fields["process_facts"]
        leads = self.browse().concat(*facts_by_lead)
        with self.env.protecting([field], leads):
            for lead, facts in facts_by_lead.items():
                lead.process_facts = facts

    @api.model
    def _are_required_met(self, results):
        required = [
            result
            for goal, result in results.items()
            if goal.required and not result["is_set_aside"]
        ]
        return bool(required) and all(result["is_met"] for result in required)

    def _get_goal_targets(self):
        """``{lead id: crm.stage}`` that comes when the goals are met; an empty one where none
        does. Won is won at the order: only a won stage that is named is entered by goals."""
        pipelines = {
            team: list(team._get_process_stages())
            for team in [self.team_id.browse(), *self.team_id]
        }
        targets = {}
        for lead in self:
            stage, pipeline = lead.stage_id, pipelines[lead.team_id]
            target = stage.next_stage_id
            if not target or target not in pipeline:
                following = [other for other in pipeline if stage._is_before(other)]
                target = following[0] if following else stage.browse()
                if target.is_won and not stage.is_won:
                    target = stage.browse()
            targets[lead.id] = target
        return targets

    # ------------------------------------------------------------
    # EVIDENCE
    # ------------------------------------------------------------

    def _get_goal_results(self, stage=None):
        """Look at all goals of these opportunities' stages. A fixed number of queries.

        :param stage: look at the goals of this stage instead, which they are not in
        :return: ``{lead id: {goal: {"is_met", "is_set_aside", "done", "count", "on", "source"}}}``
        """
        leads_by_stage = {stage: self} if stage else self.grouped("stage_id")
        leads_by_goal = {
            goal: leads for stage, leads in leads_by_stage.items() for goal in stage.goal_ids
        }
        results = {lead.id: {} for lead in self}
        kinds = defaultdict(list)
        for goal in leads_by_goal:
            kinds[goal.kind].append(goal)
        finders = {
            "event": self._find_goal_events,
            "tasks": self._find_goal_tasks,
            "flow": self._find_goal_documents,
            "domain": self._find_goal_conditions,
        }
        found = {}
        for kind, goals in kinds.items():
            found.update(finders[kind]({goal: leads_by_goal[goal] for goal in goals}))
        for of_stage, leads in leads_by_stage.items():
            for goal in of_stage.goal_ids:
                problem = goal.problem
                for lead in leads:
                    result = found.get((goal.id, lead.id), {})
                    done, count = result.get("done", 0), result.get("count", 1)
                    is_met = count > 0 and done >= count
                    results[lead.id][goal] = {
                        "is_met": is_met,
                        "is_set_aside": bool(problem) and not is_met,
                        "done": min(done, count),
                        "count": count,
                        "has_tasks": result.get("has_tasks", False),
                        "on": result.get("on") if is_met else None,
                        "source": result.get("source") if is_met else None,
                    }
        return results

    def _find_goal_events(self, leads_by_goal):
        self.env["mail.activity"].flush_model(
            ["is_held", "lead_id", "event_category_id", "event_date"]
        )
        leads = self.browse().union(*leads_by_goal.values())
        categories = {goal.event_category_id.id for goal in leads_by_goal}
        most = max(goal.count for goal in leads_by_goal)
        rows = self.env.execute_query(
            SQL(
                """
                SELECT lead_id, event_category_id, COUNT(*),
                       (ARRAY_AGG(id ORDER BY event_date, id))[1:%(most)s],
                       (ARRAY_AGG(event_date::text ORDER BY event_date, id))[1:%(most)s]
                  FROM mail_activity
                 WHERE is_held IS TRUE AND lead_id IN %(leads)s
                   AND event_category_id IN %(categories)s
              GROUP BY lead_id, event_category_id
                """,
                most=most,
                leads=leads._ids,
                categories=tuple(categories),
            )
        )
        held = {(lead, category): facts for lead, category, *facts in rows}
        found = {}
        for goal, goal_leads in leads_by_goal.items():
            for lead in goal_leads:
                number, ids, dates = held.get((lead.id, goal.event_category_id.id), (0, [], []))
                found[goal.id, lead.id] = {"done": number, "count": goal.count}
                if number >= goal.count:
                    found[goal.id, lead.id].update(
                        on=dates[goal.count - 1], source=("mail.activity", ids[goal.count - 1])
                    )
        return found

    def _find_goal_tasks(self, leads_by_goal):
        self.env["mail.activity"].flush_model(
            ["active", "is_skipped", "lead_id", "task_stage_id", "date_done"]
        )
        leads = self.browse().union(*leads_by_goal.values())
        rows = self.env.execute_query(
            SQL(
                """
                SELECT lead_id, task_stage_id,
                       COUNT(*) FILTER (WHERE active),
                       COUNT(*) FILTER (WHERE NOT active),
                       MAX(date_done)::text,
                       (ARRAY_AGG(id ORDER BY date_done DESC NULLS LAST, id DESC))[1]
                  FROM mail_activity
                 WHERE lead_id IN %(leads)s AND task_stage_id IN %(stages)s
                   AND is_skipped IS NOT TRUE
              GROUP BY lead_id, task_stage_id
                """,
                leads=leads._ids,
                stages=tuple({goal.stage_id.id for goal in leads_by_goal}),
            )
        )
        tasks = {(lead, stage): facts for lead, stage, *facts in rows}
        found = {}
        for goal, goal_leads in leads_by_goal.items():
            for lead in goal_leads:
                left, done, on, last_id = tasks.get((lead.id, goal.stage_id.id), (0, 0, None, None))
                # tasks that were all cancelled, or never planned, are not done
                found[goal.id, lead.id] = {
                    "done": done,
                    "count": left + done or 1,
                    "has_tasks": bool(left + done),
                    "on": on,
                    "source": last_id and ("mail.activity", last_id),
                }
        return found

    def _find_goal_documents(self, leads_by_goal):
        found = {}
        for goal, leads in leads_by_goal.items():
            for lead in leads:
                state = lead.flow_state or {}
                steps = [
                    (RANK[step], on)
                    for step, on in (state.get("reached") or {}).items()
                    if RANK[step] >= RANK[goal.flow_step]
                ]
                is_met = RANK[lead.flow_step or "none"] >= RANK[goal.flow_step]
                order_id = state.get("order_id")
                found[goal.id, lead.id] = {
                    "done": int(is_met),
                    "on": min(steps)[1] if steps else None,
                    "source": order_id and ("sale.order", order_id),
                }
        return found

    def _find_goal_conditions(self, leads_by_goal):
        found = {}
        for goal, leads in leads_by_goal.items():
            for lead in leads._filter_meeting_condition(goal):
                found[goal.id, lead.id] = {"done": 1}
        return found

    def _filter_meeting_condition(self, goal):
        """A condition that cannot be judged is not met; the checklist says so, nothing breaks."""
        domain = goal._parse_domain()
        if domain is None:
            return self.browse()
        try:
            return self.filtered_domain(domain)
        except (ValueError, TypeError, KeyError, AttributeError, UserError) as error:
            _logger.info("Goal %s cannot be judged: %s", goal.id, error)
            return self.browse()

    def _get_goal_sources(self, results):
        """Name the events and documents that met goals, by model and id."""
        keys = {
            result["source"]
            for of_lead in results.values()
            for result in of_lead.values()
            if result["source"]
        }
        sources = {}
        for model in {model for model, _id in keys}:
            records = self.env[model].browse(id_ for name, id_ in keys if name == model).exists()
            for record in records:
                name = record.display_name
                if model == "mail.activity":
                    name = ", ".join(filter(None, [name, record.user_id.name]))
                sources[model, record.id] = {"model": model, "id": record.id, "name": name}
        return sources

    # ------------------------------------------------------------
    # MOVES BY PEOPLE AND DOCUMENTS
    # ------------------------------------------------------------

    def _check_leaving(self, target):
        """Look at what is missing when opportunities are about to move on to another stage.

        :return: ``{lead: (stage left, names of the missing goals)}``
        :raise UserError: a person moves on from a stage that blocks
        """
        cause = (self.env.context.get("sales_process_cause") or (None,))[0]
        if cause in QUIET_CAUSES or cause == "goal":
            return {}
        stages = self.env["crm.stage"]._get_automation().goal_stages
        moving = self.filtered(
            lambda lead: (
                lead.stage_id != target
                and lead.type == "opportunity"
                and lead.won_status != "lost"
                and (not lead.stage_id or lead.stage_id._is_before(target))
            )
        )
        if not moving:
            return {}
        left = {}
        for stage, leads in moving.grouped("stage_id").items():
            if stage.id in stages:
                for lead, missing in leads._get_missing_goals(stage).items():
                    left[lead] = (stage, missing)
        if cause == "person" or (cause is None and not self.env.context.get("cron_id")):
            moving._check_blocked(left, target)
        return left

    def _get_missing_goals(self, stage):
        """``{lead: [what is missing]}`` of the required goals of a stage."""
        # sudo: what is missing is the same for everyone
        results = self.sudo()._get_goal_results(stage)
        missing = {
            lead: [
                self._describe_missing(goal, result)
                for goal, result in results[lead.id].items()
                if goal.required and not result["is_met"] and not result["is_set_aside"]
            ]
            for lead in self
        }
        return {lead: names for lead, names in missing.items() if names}

    def _check_blocked(self, left, target):
        """Refuse that a person moves on from a stage that blocks, or past one.

        Stages may be skipped, but not those that block: going back first, or jumping over them,
        would be the way round.
        """
        stage_ids = self.env["crm.stage"]._get_automation().blocking_stages
        if not stage_ids:
            return
        blocked = [
            (lead, stage, missing)
            for lead, (stage, missing) in left.items()
            if stage.id in stage_ids
        ]
        for team, leads in self.grouped("team_id").items():
            for stage in team._get_process_stages():
                if stage.id not in stage_ids:
                    continue
                jumping = leads.filtered(
                    lambda lead, stage=stage: (
                        lead.stage_id._is_before(stage) and stage._is_before(target)
                    )
                )
                if jumping:
                    for lead, missing in jumping._get_missing_goals(stage).items():
                        blocked.append((lead, stage, missing))
        if blocked:
            self._raise_blocked(blocked, target)

    @api.model
    def _describe_missing(self, goal, result):
        if result["count"] > 1:
            return self.env._(
                "%(goal)s (%(done)s of %(count)s)",
                goal=goal.display_name,
                done=result["done"],
                count=result["count"],
            )
        return goal.display_name

    @api.model
    def _raise_blocked(self, blocked, target):
        lines = [
            self.env._(
                "“%(lead)s” in “%(stage)s”: %(missing)s",
                lead=lead.name,
                stage=stage.name,
                missing=", ".join(missing),
            )
            for lead, stage, missing in blocked[:MAX_NAMED_LEADS]
        ]
        if len(blocked) > MAX_NAMED_LEADS:
            lines.append(self.env._("…and %(count)s more", count=len(blocked) - MAX_NAMED_LEADS))
        raise UserError(
            self.env._(
                "Not to “%(target)s” yet. These goals are missing:\n%(lines)s\n\n"
                "Meet them first. Sales managers decide in the settings of the stage which goals"
                " are required.",
                target=target.name,
                lines="\n".join(f"• {line}" for line in lines),
            )
        )

    def _on_goals_left_missing(self, left):
        """Log with which goals missing opportunities moved on, and warn who moved them."""
        warned = []
        is_person = not self.env.context.get("sales_process_cause")
        for lead, (stage, missing) in left.items():
            lead._add_log_line(
                self.env._(
                    "Missing when it left “%(stage)s”: %(missing)s",
                    stage=stage.name,
                    missing=", ".join(missing),
                )
            )
            if is_person and stage.goal_policy == "warn":
                warned.append(
                    self.env._(
                        "“%(lead)s” left “%(stage)s” without: %(missing)s",
                        lead=lead.name,
                        stage=stage.name,
                        missing=", ".join(missing),
                    )
                )
        if warned:
            if len(warned) > MAX_NAMED_LEADS:
                more = len(warned) - MAX_NAMED_LEADS
                warned = [*warned[:MAX_NAMED_LEADS], self.env._("…and %(count)s more", count=more)]
            self.env.user._bus_send(
                "simple_notification",
                {
                    "type": "warning",
                    "title": self.env._("Goals are missing"),
                    "message": "\n".join(warned),
                    "sticky": True,
                },
            )

    def _add_log_line(self, line):
        """Add a line to what the log will say about the move, after what is said already."""
        data = self.env.cr.precommit.data
        said = data.get(f"mail.tracking.message.{self._name}", {})
        tracked = data.get(f"mail.tracking.{self._name}", {})
        for lead in self:
            if tracked.get(lead.id, {}) is None:
                # created just now: its changes are not tracked, yet nothing moves without a word
                if not self.env.context.get("tracking_disable"):
                    lead._message_log(body=line)
                continue
            before = said.get(lead.id)
            lead._track_set_log_message(Markup("%s<br/>%s") % (before, line) if before else line)

    # ------------------------------------------------------------
    # SELLERS ARE TOLD
    # ------------------------------------------------------------

    def _notify_moved_on(self):
        """Tell each owner at once what has moved on; many at a time in one line."""
        for user, leads in self.grouped("user_id").items():
            if not user:
                continue
            if len(leads) == 1:
                message = self.env._(
                    "“%(lead)s” moved on to “%(stage)s”.",
                    lead=leads.name,
                    stage=leads.stage_id.name,
                )
            else:
                message = self.env._(
                    "%(count)s opportunities moved on by themselves.", count=len(leads)
                )
            user._bus_send(
                "simple_notification",
                {"type": "success", "title": self.env._("Goals met"), "message": message},
            )

    def _celebrate_milestones(self):
        """Meeting the goals of a milestone is an achievement of the owner, once."""
        leads = self.filtered(lambda lead: lead.stage_id.is_milestone and lead.user_id)
        if leads:
            self._get_automation_queue()["milestones"] += [
                lead._prepare_milestone_vals() for lead in leads
            ]

    def _prepare_milestone_vals(self):
        self.ensure_one()
        return {
            "key": f"milestone,{self.id},{self.stage_id.id}",
            "kind": "milestone",
            "name": self.env._(
                "%(lead)s: goals of “%(stage)s” met", lead=self.name, stage=self.stage_id.name
            ),
            "user_id": self.user_id.id,
            "team_id": self.team_id.id,
            "company_id": self.company_id.id,
            "lead_id": self.id,
            "stage_id": self.stage_id.id,
        }

    # ------------------------------------------------------------
    # GOALS THAT TIME MEETS
    # ------------------------------------------------------------

    @api.model
    def _cron_check_goals(self):
        """Look at goals that time or other records meet, and at goals that were changed.

        Works in batches by id and remembers how far it has come, so that a run that is cut short
        is continued by the next one.
        """
        started, cursor = self._get_goal_check_bookmark()
        Stage = self.env["crm.stage"]
        changed = Stage.search([("goals_changed_on", "!=", False)])
        stage_ids = set(changed.ids) | Stage._get_automation().timed_stages
        domain = [
            ("stage_id", "in", list(stage_ids)),
            ("type", "=", "opportunity"),
            ("won_status", "!=", "lost"),
        ]
        progress = self.env["ir.cron"]
        progress._commit_progress(
            remaining=self.search_count([*domain, ("id", ">", cursor)]) if stage_ids else 0
        )
        while stage_ids:
            leads = self.search([*domain, ("id", ">", cursor)], order="id", limit=BATCH_SIZE)
            if not leads:
                break
            leads._queue_goal_check()
            leads._run_stage_automation()
            cursor = leads[-1].id
            self._set_goal_check_bookmark(started, cursor)
            if not progress._commit_progress(len(leads)):
                return
            self.env.invalidate_all()
        self._set_goal_check_bookmark(False, 0)
        # what was changed meanwhile is for the next run
        changed.filtered(lambda stage: stage.goals_changed_on <= started).goals_changed_on = False

    @api.model
    def _get_goal_check_bookmark(self):
        """When the pass over the opportunities began, and the last one that was looked at."""
        # sudo: the job's own bookmark
        value = self.env["ir.config_parameter"].sudo().get_param(BOOKMARK_PARAMETER)
        if not value:
            return self.env.cr.now(), 0
        started, _separator, cursor = value.rpartition(" ")
        return fields.Datetime.to_datetime(started), int(cursor)

    @api.model
    def _set_goal_check_bookmark(self, started, cursor):
        value = started and f"{fields.Datetime.to_string(started)} {cursor}"
        # sudo: the job's own bookmark
        self.env["ir.config_parameter"].sudo().set_param(BOOKMARK_PARAMETER, value)

import json
from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ...tools.transaction import get_queue
from ...tools.values import find_sent


class CrmLead(models.Model):
    """Which goals of its stage an opportunity meets, and where it goes when all are met."""

    _inherit = "crm.lead"

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
        record = find_sent(
            self.env["sale.order" if model == "sale.order" else "mail.activity"], record_id
        )
        if not record:
            raise UserError(
                self.env._(
                    "What met this goal of “%(lead)s” was deleted meanwhile.", lead=self.name
                )
            )
        record.check_access("read")
        if model == "sale.order":
            return record.get_formview_action()
        return record.action_open_event()

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
            get_queue(self.env).moved_on.update(done.ids)
        return moved

    def _had_goals_met(self):
        """Whether the goals of this stage were met when they were last looked at."""
        goals = (self.process_facts or {}).get("goals") or {}
        return goals.get("stage") == self.stage_id.id and goals.get("is_met", False)

    def _get_met_since(self):
        goals = (self.process_facts or {}).get("goals") or {}
        return goals.get("met", {}) if goals.get("stage") == self.stage_id.id else {}

    def _set_process_facts(self, facts_by_lead):
        """Remember facts beside what a write would do: no write date, no automation."""
        if not facts_by_lead:
            return
        values = [
            SQL("(%s, %s::jsonb)", lead.id, json.dumps(facts))
            for lead, facts in facts_by_lead.items()
        ]
        self.env.cr.execute(
            SQL(
                """UPDATE crm_lead SET process_facts = known.facts
                     FROM (VALUES %s) AS known(id, facts) WHERE known.id = crm_lead.id""",
                SQL(", ").join(values),
            )
        )
        self.browse().concat(*facts_by_lead).invalidate_recordset(["process_facts"], flush=False)

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
        does. Won is won at the order: only a won stage that is named is entered by goals. To
        be extended by another choice."""
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

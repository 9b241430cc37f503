import logging
from collections import defaultdict

from odoo import models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ....tools.flow import RANK

_logger = logging.getLogger(__name__)


class CrmLead(models.Model):
    """What meets the goals of an opportunity: held events, done tasks, documents, conditions."""

    _inherit = "crm.lead"

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
        finders = self._get_goal_finders()
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

    def _get_goal_finders(self):
        """Return what finds the evidence of each kind of goals. To be extended by further kinds.

        :return: ``{kind: method}``, which gets ``{goal: opportunities}`` and returns ``{(goal id,
            lead id): {"done", "count", "on", "source"}}``, in a fixed number of queries
        """
        return {
            "event": self._find_goal_events,
            "tasks": self._find_goal_tasks,
            "flow": self._find_goal_documents,
            "domain": self._find_goal_conditions,
        }

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

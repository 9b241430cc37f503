from collections import defaultdict

from markupsafe import Markup

from odoo import api, fields, models

from ....tools.refusals import refusable
from ....tools.workdays import workdays_of

# A stage's tasks are planned when it is entered, and once more when an opportunity comes back.
MAX_ROUNDS = 2


class CrmLead(models.Model):
    """Tasks of a stage: planned when an opportunity enters it, skipped when it moves on."""

    _inherit = "crm.lead"  # pylint: disable=consider-merging-classes-inherited

    # ------------------------------------------------------------
    # PLANNING
    # ------------------------------------------------------------

    def action_plan_stage_tasks(self):
        """Plan the tasks of the stage that are neither open nor done; a person asks for it."""
        self.check_access("write")
        # sudo: tasks may be for colleagues
        self.sudo()._plan_stage_tasks(is_asked=True)
        return True

    def _plan_stage_tasks(self, is_asked=False):
        """Plan the tasks of the stages that these opportunities are in.

        What is open stays, what is done is not planned again, and what was skipped is planned once
        more when the opportunity comes back.
        """
        stage_ids = self.env["crm.stage"]._get_automation().plan_stages
        leads = self.filtered(
            lambda lead: (
                lead.stage_id.id in stage_ids
                and lead.type == "opportunity"
                and lead.active
                and lead.won_status != "lost"
                and (is_asked or lead._get_task_rounds() < MAX_ROUNDS)
            )
        )
        if not is_asked:
            return leads._create_tasks_by_itself() or self.env["mail.activity"]
        return leads._create_tasks() if leads else self.env["mail.activity"]

    @refusable("tasks", retry="_plan_stage_tasks")
    def _create_tasks_by_itself(self):
        return self._create_tasks()

    def _create_tasks(self):
        """Create the tasks of the stages of these opportunities that are neither open nor done."""
        taken = self._get_planned_templates()
        values, facts = [], {}
        plan_tasks = self._get_task_planner()
        for lead in self:
            plan = lead.stage_id.activity_plan_id.filtered("active")
            if plan.company_id and lead.company_id and plan.company_id != lead.company_id:
                continue
            templates = plan.template_ids.filtered(
                lambda template, lead=lead: (lead.id, template.id) not in taken
            )
            if templates:
                values += plan_tasks(lead, templates)
                facts[lead] = lead._prepare_task_round()
        self._set_process_facts(facts)
        # many at once: nobody wants a mail for each
        is_quiet = self.env.context.get("mail_activity_quick_update") or len(facts) > 1
        quiet = {"mail_activity_quick_update": is_quiet}
        tasks = self.env["mail.activity"].with_context(**quiet).create(values)
        self.browse().concat(*facts)._queue_goal_check()
        return tasks

    def _get_task_rounds(self):
        rounds = (self.process_facts or {}).get("rounds") or {}
        return rounds.get(str(self.stage_id.id), 0)

    def _prepare_task_round(self):
        facts = self.process_facts or {}
        rounds = {**(facts.get("rounds") or {}), str(self.stage_id.id): self._get_task_rounds() + 1}
        return {**facts, "rounds": rounds}

    def _get_planned_templates(self):
        """``{(lead id, template id)}`` of tasks of the current stage that are open or done."""
        tasks = (
            self.env["mail.activity"]
            .with_context(active_test=False)
            ._read_group(
                [
                    ("lead_id", "in", self.ids),
                    ("task_stage_id", "in", self.stage_id.ids),
                    ("task_template_id", "!=", False),
                    ("is_skipped", "=", False),
                ],
                ["lead_id", "task_stage_id", "task_template_id"],
            )
        )
        return {(lead.id, template.id) for lead, stage, template in tasks if lead.stage_id == stage}

    def _get_task_planner(self):
        """Return a function of an opportunity and templates that prepares its tasks. What it has
        to know is asked for once for all opportunities."""
        model_id = self.env["ir.model"]._get_id(self._name)
        templates = self.stage_id.activity_plan_id.template_ids
        rotation = templates._get_rotation(self.team_id)
        is_workday = {}

        def plan_tasks(lead, templates):
            company = lead.company_id or self.env.company
            if company not in is_workday:
                is_workday[company] = workdays_of(company.resource_calendar_id)
            today = self._get_entry_date(company)
            users = {template: template._find_task_user(lead, rotation) for template in templates}
            return [
                {
                    "res_model_id": model_id,
                    "res_id": lead.id,
                    "activity_type_id": template.activity_type_id.id,
                    "summary": template._get_task_summary(user),
                    "note": template.note,
                    "user_id": user.id,
                    "date_deadline": template._get_task_deadline(today, is_workday[company]),
                    "automated": True,
                    "task_stage_id": lead.stage_id.id,
                    "task_template_id": template.id,
                }
                for template, user in users.items()
            ]

        return plan_tasks

    @api.model
    def _get_entry_date(self, company):
        """Today, where the company works."""
        tz = company.resource_calendar_id.tz or self.env.user.tz
        return fields.Date.context_today(self.with_context(tz=tz or "UTC"))

    # ------------------------------------------------------------
    # SKIPPING
    # ------------------------------------------------------------

    def _skip_left_tasks(self, is_reached=False):
        """Skip what is left of the tasks when opportunities move on, and log it.

        :param bool is_reached: the goals of the current stage are met, so that its own tasks are
            left over, too; otherwise those of the stages before it
        """
        if not self.env["crm.stage"]._get_automation().plan_stages or not self:
            return
        self._get_open_tasks().filtered(
            lambda task: (
                task.task_stage_id._is_before(task.lead_id.stage_id)
                or (is_reached and task.task_stage_id == task.lead_id.stage_id)
            )
        )._skip_tasks()

    def _get_open_tasks(self):
        return self.env["mail.activity"].search(
            [("lead_id", "in", self.ids), ("task_stage_id", "!=", False), ("active", "=", True)]
        )

    def _log_skipped_tasks(self, tasks):
        bodies = {}
        for lead, of_lead in tasks.grouped("lead_id").items():
            names = ", ".join(task.display_name for task in of_lead)
            stages = ", ".join(of_lead.task_stage_id.mapped("name"))
            bodies[lead.id] = Markup("%s") % self.env._(
                "Tasks of “%(stages)s” skipped, not done: %(tasks)s", stages=stages, tasks=names
            )
        self.browse(bodies)._message_log_batch(bodies=bodies)

    # ------------------------------------------------------------
    # CHANGES OF OWNER, MERGES
    # ------------------------------------------------------------

    def write(self, vals):
        """Tasks that are for the owner follow the owner."""
        if "user_id" not in vals or not self.env["crm.stage"]._get_automation().plan_stages:
            return super().write(vals)
        previous = {lead.id: lead.user_id for lead in self}
        result = super().write(vals)
        changed = self.filtered(lambda lead: lead.user_id and lead.user_id != previous[lead.id])
        if changed:
            changed._hand_over_tasks(previous)
        return result

    def _hand_over_tasks(self, previous):
        # sudo: the tasks may be of a seller who has just given the opportunity away
        tasks = (
            self.sudo()
            ._get_open_tasks()
            .filtered(
                lambda task: (
                    task.task_template_id._is_for_owner()
                    and task.user_id != task.lead_id.user_id
                    # somebody else was chosen for the task
                    and (not previous[task.lead_id.id] or task.user_id == previous[task.lead_id.id])
                )
            )
        )
        for user, of_user in tasks.grouped(lambda task: task.lead_id.user_id).items():
            of_user._give_to(user.id)

    def _merge_opportunity(self, user_id=False, team_id=False, auto_unlink=True, max_length=5):
        head = super()._merge_opportunity(
            user_id=user_id, team_id=team_id, auto_unlink=auto_unlink, max_length=max_length
        )
        if self.env["crm.stage"]._get_automation().plan_stages:
            # sudo: tasks of colleagues on the merged opportunities
            head.sudo()._tidy_tasks()
            head._queue_goal_check()
        return head

    def _tidy_tasks(self):
        """After a merge every task of the current stage is there once, and none of earlier ones."""
        self._skip_left_tasks()
        seen = defaultdict(set)
        for lead_id, template_id in self._get_done_templates():
            seen[lead_id].add(template_id)
        doubles = self.env["mail.activity"]
        for task in self._get_open_tasks().sorted("id"):
            template_id = task.task_template_id.id
            if task.task_stage_id != task.lead_id.stage_id or not template_id:
                continue
            if template_id in seen[task.lead_id.id]:
                doubles += task
            seen[task.lead_id.id].add(template_id)
        doubles._skip_tasks()

    def _get_done_templates(self):
        done = (
            self.env["mail.activity"]
            .with_context(active_test=False)
            .search(
                [
                    ("lead_id", "in", self.ids),
                    ("task_stage_id", "in", self.stage_id.ids),
                    ("active", "=", False),
                    ("is_skipped", "=", False),
                ]
            )
        )
        return [(task.lead_id.id, task.task_template_id.id) for task in done]

from ast import literal_eval

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command, Domain

from ...tools.flow import STEPS_OF_STAGES

# A change of one of these may change which opportunities meet their goals.
GOAL_SETTINGS = {
    "stage_id",
    "kind",
    "event_category_id",
    "count",
    "domain",
    "flow_step",
    "required",
}


class CrmStageGoal(models.Model):
    """What has to be reached in a stage before an opportunity goes on."""

    _name = "crm.stage.goal"
    _description = "Goal of a Stage"
    _inherit = "sales.input.mixin"
    _order = "stage_id, sequence, id"

    stage_id = fields.Many2one(
        "crm.stage", index=True, ondelete="cascade", help="The stage that asks for it."
    )
    process_stage_id = fields.Many2one(
        "sales.process.template.stage",
        index="btree_not_null",
        copy=False,
        ondelete="cascade",
        help="The stage of a ready-made process that brings this goal along.",
    )
    sequence = fields.Integer(default=10)
    name = fields.Char(
        translate=True, help="What the seller reads. Empty: said by the goal's own settings."
    )
    kind = fields.Selection(
        [
            ("event", "Event held"),
            ("domain", "Condition met"),
            ("flow", "Document reached"),
            ("tasks", "Tasks of the stage done"),
        ],
        required=True,
        default="event",
        help="What meets the goal: held events, a condition, documents, or the tasks of the stage.",
    )
    event_category_id = fields.Many2one(
        "sales.event.category",
        compute="_compute_settings",
        store=True,
        readonly=False,
        precompute=True,
        ondelete="restrict",
        index="btree_not_null",
        help="Held events of this category meet the goal.",
    )
    count = fields.Integer(
        "How Many", default=1, help="So many held events with the customer on this opportunity."
    )
    domain = fields.Char(
        "Condition",
        compute="_compute_settings",
        store=True,
        readonly=False,
        precompute=True,
        help="Met when the opportunity matches. Dates may be relative, as 'today +30d'.",
    )
    flow_step = fields.Selection(
        STEPS_OF_STAGES,
        "Document",
        compute="_compute_settings",
        store=True,
        readonly=False,
        precompute=True,
        help="Met when the opportunity's documents have come this far, or farther.",
    )
    required = fields.Boolean(
        default=True,
        help="Has to be met before the opportunity moves on by itself. Other goals are shown only.",
    )
    problem = fields.Char(compute="_compute_problem")

    _positive_count = models.Constraint(
        "CHECK(count > 0)", "A goal asks for one event at least. Set “How Many” to 1 or more."
    )

    _one_stage = models.Constraint(
        "CHECK(num_nonnulls(stage_id, process_stage_id) = 1)",
        "A goal belongs to one stage, of a pipeline or of a ready-made process.",
    )

    # ------------------------------------------------------------
    # COMPUTES
    # ------------------------------------------------------------

    @api.depends("kind")
    def _compute_settings(self):
        """A goal keeps the settings of its own kind only."""
        for goal in self:
            goal.event_category_id = goal.event_category_id if goal.kind == "event" else False
            goal.domain = goal.domain if goal.kind == "domain" else False
            goal.flow_step = goal.flow_step if goal.kind == "flow" else False

    @api.depends("name", "kind", "event_category_id", "count", "flow_step")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for goal in self:
            goal.display_name = goal.name or goal._get_default_name()

    def _get_default_name(self):
        self.ensure_one()
        if self.kind == "event" and self.count > 1:
            return self.env._(
                "%(category)s held %(count)s times",
                category=self.event_category_id.name or "",
                count=self.count,
            )
        if self.kind == "event":
            return self.env._("%(category)s held", category=self.event_category_id.name or "")
        if self.kind == "flow":
            labels = dict(self._fields["flow_step"]._description_selection(self.env))
            return self.env._("%(document)s reached", document=labels.get(self.flow_step, ""))
        if self.kind == "tasks":
            return self.env._("Tasks of the stage done")
        return self.env._("Condition met")

    @api.depends(
        "kind",
        "event_category_id.active",
        "domain",
        "stage_id.activity_plan_id.active",
        "process_stage_id.activity_plan_id.active",
        "process_stage_id.task_ids",
    )
    @api.depends_context("lang")
    def _compute_problem(self):
        for goal in self:
            goal.problem = goal._get_problem()

    def _get_stage_name(self):
        return (self.stage_id or self.process_stage_id).name

    def _get_problem(self):
        """Say why nobody can meet this goal; False where all is well."""
        self.ensure_one()
        if self.kind == "event" and self.event_category_id and not self.event_category_id.active:
            return self.env._(
                "Set aside: the category “%(category)s” is archived.",
                category=self.event_category_id.name,
            )
        # sudo: whether the plan is in use, also one of another company; ready-made processes are
        # for administrators
        process_stage = self.process_stage_id.sudo()
        plan = (self.stage_id.sudo() or process_stage).activity_plan_id
        if self.kind == "tasks" and not plan.active and not process_stage.task_ids:
            return self.env._("Set aside: the stage has no tasks. Choose an activity plan for it.")
        if self.kind == "domain" and self._parse_domain() is None:
            return self.env._("Set aside: the condition cannot be read any more. Choose it again.")
        return False

    # ------------------------------------------------------------
    # CHECKS
    # ------------------------------------------------------------

    @api.constrains("kind", "event_category_id", "domain", "flow_step")
    def _check_settings(self):
        for goal in self:
            if goal.kind == "event" and not goal.event_category_id:
                raise ValidationError(
                    self.env._(
                        "Choose the event category that meets the goal “%(goal)s” of the stage"
                        " “%(stage)s”.",
                        goal=goal.display_name,
                        stage=goal._get_stage_name(),
                    )
                )
            if goal.kind == "flow" and not goal.flow_step:
                raise ValidationError(
                    self.env._(
                        "Choose the document that meets the goal “%(goal)s” of the stage"
                        " “%(stage)s”.",
                        goal=goal.display_name,
                        stage=goal._get_stage_name(),
                    )
                )
            if goal.kind == "domain":
                goal._check_domain()

    def _check_domain(self):
        domain = self._parse_domain()
        if domain is None:
            raise ValidationError(
                self.env._(
                    "The condition of the goal “%(goal)s” of the stage “%(stage)s” cannot be read:"
                    " %(domain)s. Choose it again.",
                    goal=self.display_name,
                    stage=self._get_stage_name(),
                    domain=self.domain,
                )
            )
        if domain.is_true():
            raise ValidationError(
                self.env._(
                    "The goal “%(goal)s” of the stage “%(stage)s” has no condition: every"
                    " opportunity would meet it. Choose one.",
                    goal=self.display_name,
                    stage=self._get_stage_name(),
                )
            )

    # ------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        goals = super().create(vals_list)
        goals.stage_id._on_goals_changed()
        return goals

    def write(self, vals):
        stages = self.stage_id
        result = super().write(vals)
        if not self._get_goal_settings().isdisjoint(vals):
            (stages | self.stage_id)._on_goals_changed()
        return result

    def unlink(self):
        stages = self.stage_id
        result = super().unlink()
        stages.exists()._on_goals_changed()
        return result

    @api.model
    def _get_goal_settings(self):
        """Names of fields whose change may change which opportunities meet their goals. To be
        extended by further kinds of goals."""
        return GOAL_SETTINGS

    def _prepare_copies(self):
        """Commands that give another stage the same goals."""
        return [
            Command.create({**vals, "stage_id": False, "process_stage_id": False})
            for vals in self.copy_data()
        ]

    # ------------------------------------------------------------
    # CONDITIONS
    # ------------------------------------------------------------

    def _parse_domain(self):
        """Return the goal's condition as a Domain; None where it cannot be used."""
        self.ensure_one()
        Lead = self.env["crm.lead"]
        try:
            domain = Domain(literal_eval((self.domain or "[]").strip()))
            # optimized once, so that wrong values and dates show now, not on an opportunity
            domain.optimize_full(Lead.sudo())  # sudo: only looked at, nothing is read
        except (ValueError, TypeError, SyntaxError, KeyError, AttributeError, UserError):
            return None
        return domain

    def _get_domain_facts(self):
        """What a condition depends on.

        :return: (names of the opportunity's own fields, whether it also becomes true or untrue by
            something else: the time, or other records)
        """
        domain = self._parse_domain()
        if domain is None:
            return set(), False
        names, is_timed = set(), False
        for condition in domain.iter_conditions():
            name, _dot, path = condition.field_expr.partition(".")
            names.add(name)
            field = self.env["crm.lead"]._fields.get(name)
            if (
                path
                or condition.operator in ("any", "not any")
                or field is None
                or not field.store
                or (field.type in ("date", "datetime") and _has_relative_date(condition.value))
            ):
                is_timed = True
        return names, is_timed


def _has_relative_date(value):
    values = value if isinstance(value, (list, tuple, set, frozenset)) else [value]
    return any(isinstance(item, str) and not item[:1].isdigit() for item in values)

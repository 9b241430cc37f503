from typing import NamedTuple

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL, ormcache

from ...tools import install

FLOW_STEPS = [
    ("quotation", "Quotation"),
    ("sent", "Quotation Sent"),
    ("order", "Order"),
    ("delivery", "Delivery"),
    ("invoice", "Invoice"),
    ("payment", "Payment"),
]

# What is remembered of the stages, see `_load_automation`, `crm.team._get_pipeline` and `_search`
AUTOMATION_SETTINGS = {"goal_ids", "goal_policy", "activity_plan_id", "mail_template_id"}
PIPELINE_SETTINGS = {"sequence", "is_won", "flow_step", "weight", "team_ids"}
REMEMBERED_SETTINGS = AUTOMATION_SETTINGS | PIPELINE_SETTINGS | {"fold", "name"}
GOAL_POLICIES = [
    ("inform", "Inform"),
    ("warn", "Warn"),
    ("block", "Block"),
]
DEFAULT_GOAL_POLICY = "inform"


class StageAutomation(NamedTuple):
    """Which stages do something by themselves: what a write on an opportunity looks at first."""

    goal_stages: frozenset  # stages with goals
    blocking_stages: frozenset  # of these, those that nobody leaves with goals missing
    timed_stages: frozenset  # of these, those whose goals are also met by time or other records
    plan_stages: frozenset  # stages with tasks
    mail_stages: frozenset  # stages with a mail to the customer
    fields: frozenset  # fields of the opportunity that conditions are about
    categories: frozenset  # event categories that goals are about


class CrmStage(models.Model):
    _inherit = "crm.stage"

    weight = fields.Float(
        string="Weight (%)",
        default=0.0,
        help="Percentage of the contract value that counts in the sales forecast for the"
        " opportunities of this stage. It does not change the probability that Odoo predicts.",
    )
    guidance = fields.Html(
        help="What to do in this stage, in your own words. It is shown on the opportunities.",
        translate=True,
    )
    flow_step = fields.Selection(
        FLOW_STEPS,
        string="Reached By",
        index="btree_not_null",
        help="The document that brings an opportunity to this stage:\n"
        "Quotation: a quotation exists.\n"
        "Quotation Sent: a quotation was sent to the customer.\n"
        "Order: the customer has ordered.\n"
        "Delivery: everything that can be delivered is delivered.\n"
        "Invoice: everything is invoiced.\n"
        "Payment: everything is paid.",
    )

    process_stage_id = fields.Many2one(
        "sales.process.template.stage",
        string="From Process Stage",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        help="The stage of a ready-made process that this stage was loaded from.",
    )
    sale_order_template_id = fields.Many2one(
        "sale.order.template",
        "Quotation Template",
        help="Preset for quotations made from an opportunity in this stage.",
    )

    # Goals
    goal_ids = fields.One2many("crm.stage.goal", "stage_id", string="Goals", copy=True)
    goal_policy = fields.Selection(
        GOAL_POLICIES,
        string="When Goals Are Missing",
        required=True,
        default=DEFAULT_GOAL_POLICY,
        help="What happens when a person moves an opportunity on although required goals are"
        " missing:\n"
        "Inform: the log of the opportunity says which ones were missing.\n"
        "Warn: so it does, and the person is told.\n"
        "Block: the move is refused, and the message says what is missing.\n"
        "Documents are facts: they move opportunities whatever is missing, and the log says it.",
    )
    auto_advance = fields.Boolean(
        string="Move On by Itself",
        default=True,
        help="Opportunities leave this stage as soon as their required goals are met. Without"
        " required goals they never do.",
    )
    next_stage_id = fields.Many2one(
        "crm.stage",
        string="Move On To",
        ondelete="set null",
        copy=False,
        help="Empty: to the next stage of the team's pipeline, but never to a won one: won is won"
        " at the order. Name the won stage here where its goals alone shall win opportunities.",
    )
    is_milestone = fields.Boolean(
        string="Milestone",
        help="Meeting the goals of this stage is celebrated: the seller is told at once, and the"
        " manager can praise with one click.",
    )
    goals_changed_on = fields.Datetime(
        readonly=True,
        copy=False,
        help="The opportunities of this stage are about to be looked at again.",
    )
    # Tasks and mail
    activity_plan_id = fields.Many2one(
        "mail.activity.plan",
        string="Tasks",
        domain=[("res_model", "=", "crm.lead")],
        ondelete="restrict",
        index="btree_not_null",
        help="Planned when an opportunity enters this stage, from the day on which it does. What is"
        " left when it moves on is skipped.",
    )
    mail_template_id = fields.Many2one(
        "mail.template",
        string="Mail to the Customer",
        domain=[("model", "=", "crm.lead")],
        ondelete="set null",
        index="btree_not_null",
        help="Sent once, when an opportunity enters this stage.",
    )

    @api.constrains("weight")
    def _check_weight(self):
        for stage in self:
            if not 0 <= stage.weight <= 100:
                raise ValidationError(
                    self.env._(
                        "The weight of the stage “%(stage)s” is %(weight)g. Give a percentage"
                        " from 0 to 100.",
                        stage=stage.name,
                        weight=stage.weight,
                    )
                )

    @api.constrains("flow_step", "team_ids")
    def _check_flow_step(self):
        """A document can bring an opportunity to one stage only."""
        if not any(stage.flow_step for stage in self):
            return
        stages = self.search([("flow_step", "in", self.mapped("flow_step"))])
        stages._check_flow_step_unique()

    def _check_flow_step_unique(self):
        """Of the stages that name a team, and of the shared ones, one at most for each step.

        A stage of the team's own goes before a shared one.
        """
        labels = dict(self._fields["flow_step"]._description_selection(self.env))
        seen = {}
        for stage in self.filtered("flow_step").sorted(lambda stage: (stage.sequence, stage.id)):
            for team in stage.team_ids or [self.env["crm.team"]]:
                other = seen.setdefault((team, stage.flow_step), stage)
                if other == stage:
                    continue
                raise ValidationError(
                    self.env._(
                        "The stages “%(first)s” and “%(second)s” are both reached by “%(step)s”"
                        " in the pipeline of %(team)s. Let only one of them be.",
                        first=other.name,
                        second=stage.name,
                        step=labels[stage.flow_step],
                        team=team.name or self.env._("all teams"),
                    )
                )

    @api.constrains("next_stage_id")
    def _check_next_stage(self):
        for stage in self.filtered("next_stage_id"):
            following = stage.next_stage_id
            if not stage._is_before(following):
                raise ValidationError(
                    self.env._(
                        "“%(stage)s” cannot move on to “%(next)s”, which does not come after it."
                        " Choose a later stage.",
                        stage=stage.name,
                        next=following.name,
                    )
                )
            if stage.team_ids and following.team_ids and not stage.team_ids & following.team_ids:
                raise ValidationError(
                    self.env._(
                        "“%(stage)s” cannot move on to “%(next)s”: no team has both stages.",
                        stage=stage.name,
                        next=following.name,
                    )
                )

    @api.constrains("activity_plan_id", "mail_template_id")
    def _check_models(self):
        for stage in self:
            plan, template = stage.activity_plan_id, stage.mail_template_id
            if plan and plan.res_model != "crm.lead":
                raise ValidationError(
                    self.env._(
                        "The activity plan “%(plan)s” is not for opportunities. Choose another one"
                        " for the stage “%(stage)s”.",
                        plan=plan.name,
                        stage=stage.name,
                    )
                )
            # sudo: only the model of a template that the manager has chosen
            if template and template.sudo().model != "crm.lead":
                raise ValidationError(
                    self.env._(
                        "The mail template “%(template)s” is not for opportunities. Choose another"
                        " one for the stage “%(stage)s”.",
                        template=template.name,
                        stage=stage.name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        stages = super().create(vals_list)
        self._forget()
        return stages

    def write(self, vals):
        reweighted = self.browse()
        if "weight" in vals and not self.env.context.get("installing_process"):
            reweighted = self.filtered(lambda stage: stage.weight != vals["weight"])
        result = super().write(vals)
        if reweighted:
            self.env["crm.lead"]._apply_stage_weights(reweighted)
        if not REMEMBERED_SETTINGS.isdisjoint(vals):
            self._forget()
        if "auto_advance" in vals or "next_stage_id" in vals:
            self.filtered("goal_ids")._on_goals_changed()
        return result

    def unlink(self):
        """The stays in a stage outlive it, under the name that it had."""
        self.env["crm.lead.stage.history"].flush_model()
        if self:
            self.env.cr.execute(
                SQL(
                    """UPDATE crm_lead_stage_history AS stay
                          SET stage_name = COALESCE(stage.name->>%s, stage.name->>'en_US')
                         FROM crm_stage AS stage
                        WHERE stage.id = stay.stage_id AND stage.id IN %s""",
                    self.env.lang or "en_US",
                    self._ids,
                )
            )
            self.env["crm.lead.stage.history"]._forget_cached()
        result = super().unlink()
        self._forget()
        return result

    # ------------------------------------------------------------
    # AUTOMATION
    # ------------------------------------------------------------

    @api.model
    def _get_automation(self):
        """Where opportunities do something by themselves, for all users the same."""
        if install.is_leaving(self.env):
            return StageAutomation(*[frozenset()] * len(StageAutomation._fields))
        return self._load_automation()

    @api.model
    @ormcache()
    def _load_automation(self):
        # sudo: which stages have goals is the same for everyone
        stages = self.sudo().search_fetch(
            [], ["goal_ids", "goal_policy", "activity_plan_id", "mail_template_id"]
        )
        names, timed = set(), set()
        for goal in stages.goal_ids.filtered(lambda goal: goal.kind == "domain"):
            goal_fields, is_timed = goal._get_domain_facts()
            names |= goal_fields
            if is_timed:
                timed.add(goal.stage_id.id)
        return StageAutomation(
            goal_stages=frozenset(stages.filtered("goal_ids")._ids),
            blocking_stages=frozenset(
                stages.filtered(lambda stage: stage.goal_ids and stage.goal_policy == "block")._ids
            ),
            timed_stages=frozenset(timed),
            plan_stages=frozenset(stages.filtered("activity_plan_id")._ids),
            mail_stages=frozenset(stages.filtered("mail_template_id")._ids),
            fields=frozenset(names),
            categories=frozenset(stages.goal_ids.event_category_id._ids),
        )

    def _on_goals_changed(self):
        """Look at the opportunities of these stages again, soon and not here: there may be many."""
        self._forget()
        if self:
            self.goals_changed_on = self.env.cr.now().replace(microsecond=0)
            # sudo: who may change a stage may have its opportunities looked at
            cron = self.env.ref("sales_process.ir_cron_check_goals", raise_if_not_found=False)
            if cron:
                cron.sudo()._trigger()

    def _is_before(self, other):
        """Whether another stage comes later in the pipeline."""
        self.ensure_one()
        return (self.sequence, self._origin.id) < (other.sequence, other._origin.id)

    # ------------------------------------------------------------
    # INSTALLATION
    # ------------------------------------------------------------

    def init(self):
        super().init()
        # While other addons are upgraded this one is installed but not loaded yet: a stage that
        # is made then has a policy as well.
        self.env.cr.execute(
            SQL(
                "ALTER TABLE crm_stage ALTER COLUMN goal_policy SET DEFAULT %s", DEFAULT_GOAL_POLICY
            )
        )

    @api.model
    def _init_process(self):
        """Fit the stages that a company has into weighted stages; change nothing else.

        Documents move opportunities from the first day on only where there are none yet.
        """
        stages = self.with_context(installing_process=True).search([], order="sequence, id")
        for stage, weight in stages._get_default_weights().items():
            stage.weight = weight
        leads = self.env["crm.lead"].with_context(active_test=False)
        is_new = not leads.search_count([], limit=1)
        self.env["res.company"].search([]).stages_follow_documents = is_new
        if is_new:
            shared = stages.filtered(lambda stage: not stage.team_ids)
            won = shared.filtered("is_won")[:1]
            won.flow_step = "order"
            before = shared.filtered(
                lambda stage: (
                    not stage.is_won
                    and (not won or (stage.sequence, stage.id) < (won.sequence, won.id))
                )
            )
            before[-1:].flow_step = "sent"

    def _get_default_weights(self):
        """Weights for stages that have none: won ones count in full, the others are spread evenly
        over the pipeline of their team, in which the shared stages keep their place.

        :return: ``{stage: weight}``
        """
        ordered = self.sorted(lambda stage: (stage.sequence, stage.id))
        weights = {stage: 100.0 for stage in ordered if stage.is_won}
        ordered -= ordered.filtered("is_won")
        shared = ordered.filtered(lambda stage: not stage.team_ids)
        for index, stage in enumerate(shared, start=1):
            weights[stage] = round(100.0 * index / (len(shared) + 1))
        for team in ordered.team_ids:
            pipeline = list(team._filter_process_stages(ordered))
            last = 0.0
            while pipeline:
                run = []
                while pipeline and pipeline[0] not in weights:
                    run.append(pipeline.pop(0))
                following = weights[pipeline[0]] if pipeline else 100.0
                for index, stage in enumerate(run, start=1):
                    step = (following - last) * index / (len(run) + 1)
                    weights[stage] = round(last + step, 1)
                if pipeline:
                    last = weights[pipeline.pop(0)]
        return weights

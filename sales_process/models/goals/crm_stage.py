from typing import NamedTuple

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL, ormcache

from ...tools import install

# What is remembered of the stages, see `_get_automation`
AUTOMATION_SETTINGS = {"goal_ids", "goal_policy", "activity_plan_id", "mail_template_id"}
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
    people_stages: frozenset  # stages with goals that people meet


class CrmStage(models.Model):
    """What a stage does by itself: goals, tasks, and a mail to the customer."""

    _inherit = "crm.stage"

    # Goals
    goal_ids = fields.One2many(
        "crm.stage.goal",
        "stage_id",
        string="Goals",
        copy=True,
        help="What has to be reached in this stage before an opportunity moves on.",
        groups="base.group_user",  # a portal may read stages, their goals it may not
    )
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

    def write(self, vals):
        result = super().write(vals)
        if not AUTOMATION_SETTINGS.isdisjoint(vals):
            self._forget()
        if "auto_advance" in vals or "next_stage_id" in vals:
            self.filtered("goal_ids")._on_goals_changed()
        return result

    # ------------------------------------------------------------
    # AUTOMATION
    # ------------------------------------------------------------

    @api.model
    @ormcache()
    def _get_automation(self):
        """Where opportunities do something by themselves, for all users the same."""
        if install.is_leaving(self.env):
            return StageAutomation(*[frozenset()] * len(StageAutomation._fields))
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
            people_stages=frozenset(
                stages.goal_ids.filtered(lambda goal: goal.kind == "people").stage_id._ids
            ),
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

    def init(self):
        super().init()
        # While other addons are upgraded this one is installed but not loaded yet: a stage that
        # is made then has a policy as well.
        self.env.cr.execute(
            SQL(
                "ALTER TABLE crm_stage ALTER COLUMN goal_policy SET DEFAULT %s", DEFAULT_GOAL_POLICY
            )
        )

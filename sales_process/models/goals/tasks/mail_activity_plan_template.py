from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL

from ....tools.workdays import add_workdays

LEAD_RESPONSIBLES = ("lead_owner", "team_leader", "team_rotation")


class MailActivityPlanTemplate(models.Model):
    """Who does a task of a stage, and when it is due: what Odoo's plans do not know."""

    _inherit = "mail.activity.plan.template"

    responsible_type = fields.Selection(
        selection_add=[
            ("lead_owner", "Owner of the opportunity"),
            ("team_leader", "Team leader"),
            ("team_rotation", "In turn in the team"),
        ],
        ondelete={
            "lead_owner": "set default",
            "team_leader": "set default",
            "team_rotation": "set default",
        },
    )

    @api.constrains("plan_id", "responsible_type")
    def _check_lead_responsible(self):
        for template in self:
            if template.responsible_type in LEAD_RESPONSIBLES and template.res_model != "crm.lead":
                raise ValidationError(
                    self.env._(
                        "The owner, the team leader or turns in a team are known for opportunities"
                        " only. Choose another assignment for “%(task)s” in the plan “%(plan)s”.",
                        task=template.summary or template.activity_type_id.name,
                        plan=template.plan_id.name,
                    )
                )

    @api.model
    def default_get(self, fields):
        """Tasks of opportunities come after: nothing can be due before a stage is entered."""
        values = super().default_get(fields)
        if "delay_from" in fields and self.env.context.get("default_res_model") == "crm.lead":
            values["delay_from"] = "after_plan_date"
        return values

    # ------------------------------------------------------------
    # WHO
    # ------------------------------------------------------------

    def _determine_responsible(self, on_demand_responsible, applied_on_record):
        """Also for plans that a person launches by hand."""
        if self.responsible_type not in LEAD_RESPONSIBLES:
            return super()._determine_responsible(on_demand_responsible, applied_on_record)
        user = self._find_task_user(
            applied_on_record, self._get_rotation(applied_on_record.team_id)
        )
        error = False
        if not user:
            error = self.env._(
                "Nobody is responsible for “%(task)s”: “%(lead)s” has neither a salesperson nor a"
                " team leader.",
                task=self.summary or self.activity_type_id.name,
                lead=applied_on_record.display_name,
            )
        return {"responsible": user, "error": error, "warning": False}

    def _get_task_name(self):
        """How people know a task of a plan."""
        return f"{self.summary or self.activity_type_id.name} · {self.plan_id.name}"

    def _get_task_summary(self, user):
        """What the task of a stage is called for who has to do it. To be extended."""
        return self.summary

    def _is_for_owner(self):
        return self.responsible_type in ("lead_owner", "on_demand")

    def _find_task_user(self, lead, rotation):
        """Who does this task of a stage: who it is for, else the owner, else the team's leader.
        To be extended by another choice.

        :param dict rotation: as :meth:`_get_rotation` gives it; whose turn it is moves on
        """
        self.ensure_one()
        owner = lead.user_id.filtered("active")
        leader = lead.team_id.user_id.filtered("active")
        user = owner
        if self.responsible_type == "other":
            user = self.responsible_id.filtered("active")
            if lead.company_id and lead.company_id not in user.company_ids:
                user = user.browse()  # a named user of another company cannot open it
        elif self.responsible_type == "team_leader":
            user = leader
        elif self.responsible_type == "team_rotation":
            turn = rotation.get((self.id, lead.team_id.id))
            if turn:
                user = turn.pop(0)
                turn.append(user)
        return user or owner or leader

    def _get_rotation(self, teams):
        """Whose turn it is: the members of each team, who was longest without this task first.

        Counted from the tasks themselves: nothing is locked, nobody waits.

        :return: ``{(template id, team id): [res.users]}``
        """
        templates = self.filtered(lambda template: template.responsible_type == "team_rotation")
        if not templates or not teams:
            return {}
        self.env["mail.activity"].flush_model(["task_template_id", "user_id"])
        rows = self.env.execute_query(
            SQL(
                """SELECT task_template_id, user_id, MAX(id)
                     FROM mail_activity
                    WHERE task_template_id IN %s AND user_id IS NOT NULL
                 GROUP BY task_template_id, user_id""",
                templates._ids,
            )
        )
        last = {(template_id, user_id): last_id for template_id, user_id, last_id in rows}
        return {
            (template.id, team.id): sorted(
                team.member_ids.filtered("active"),
                key=lambda user, template=template: (last.get((template.id, user.id), 0), user.id),
            )
            for template in templates
            for team in teams
        }

    # ------------------------------------------------------------
    # WHEN
    # ------------------------------------------------------------

    def _get_task_deadline(self, entered_on, is_workday):
        """When this task of a stage is due: days are working days, weeks and months end on one.

        A task cannot be due before the stage was entered: it is due at once then.

        :param is_workday: function of a date
        """
        self.ensure_one()
        if self.delay_from == "before_plan_date" or not self.delay_count:
            return add_workdays(entered_on, 0, is_workday)
        if self.delay_unit == "days":
            return add_workdays(entered_on, self.delay_count, is_workday)
        due = entered_on + relativedelta(**{self.delay_unit: self.delay_count})
        return add_workdays(due, 0, is_workday)

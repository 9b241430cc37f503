"""Goals, guidance and tasks of a stage, and a seller who has just met them."""

import random

from odoo import Command, fields

from . import work


def rest(stages):
    """Let stages do nothing by themselves while a past is made up; they mail nobody later either.

    :return: ``{stage: its activity plan}``, for :func:`set_goals`
    """
    plans = {stage: stage.activity_plan_id for stage in stages}
    stages.goal_ids.unlink()
    stages.write({"activity_plan_id": False, "mail_template_id": False})
    return plans


def set_goals(leads, plans):
    """Give the stages the goals and tasks of their process, and the second one goals, guidance and
    tasks of its own; what meets these already moves on.

    :param plans: as :func:`rest` gives them
    """
    env = leads.env
    for stage, plan in plans.items():
        goals = stage.process_stage_id.goal_ids._prepare_copies()
        stage.write({"goal_ids": goals, "activity_plan_id": plan.id})
    env["crm.stage"].union(*plans).goals_changed_on = False
    stage = leads.stage_id.filtered(lambda stage: not stage.is_won).sorted("sequence")[1:2]
    plan = env["mail.activity.plan"].create(
        {
            "name": "After the first contact",
            "res_model": "crm.lead",
            "template_ids": [
                Command.create(
                    {
                        "activity_type_id": env.ref(f"mail.mail_activity_data_{kind}").id,
                        "summary": summary,
                        "responsible_type": "lead_owner",
                        "delay_from": "after_plan_date",
                        "delay_count": days,
                    }
                )
                for kind, summary, days in [
                    ("email", "Send two references from their industry", 1),
                    ("call", "Ask who decides, and by when", 3),
                ]
            ],
        }
    )
    stage.write(
        {
            "guidance": "<p>Find out <b>who decides</b>, by when, and what it costs them to"
            " change nothing. Agree on a day to visit them and see the line running.</p>",
            "goal_policy": "warn",
            "is_milestone": True,
            "activity_plan_id": plan.id,
            "goal_ids": [
                Command.clear(),
                Command.create(
                    {
                        "kind": "event",
                        "event_category_id": env.ref("sales_process.category_sales_action").id,
                    }
                ),
                Command.create(
                    {
                        "name": "Worth it: two stars or more",
                        "kind": "domain",
                        "domain": "[('priority', 'in', ('2', '3'))]",
                    }
                ),
                Command.create({"kind": "tasks", "required": False}),
            ],
        }
    )
    waiting = leads.filtered(lambda lead: lead.stage_id == stage and lead.active)
    _reach_milestone(waiting)
    stage.goals_changed_on = False
    waiting.action_plan_stage_tasks()


def _reach_milestone(leads):
    """One seller has just met the goals: the opportunity moves on, the manager may praise."""
    lead = leads.filtered(lambda lead: not lead.goal_status["is_met"])[-1:]
    lead.priority = "3"
    env = lead.env
    category = env.ref("sales_process.category_sales_action")
    today = fields.Date.context_today(lead)
    env["mail.activity"].create(
        {
            **work.prepare_event(
                category, lead, lead.user_id, today, work.CALLS[6], random.Random(1)
            ),
            "outcome_id": env.ref("sales_process.outcome_held").id,
        }
    )

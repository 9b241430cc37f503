from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tools import format_amount


class SalesProcessStart(models.Model):
    """A team keeps its stages, with proposals for them, or takes a ready-made process."""

    _inherit = "sales.process.start"

    process_choice = fields.Selection(
        [("keep", "Keep the own stages"), ("load", "Take a ready-made process")],
        "Process",
        required=True,
        default="keep",
    )
    template_id = fields.Many2one(
        "sales.process.template", "Ready-made Process", ondelete="set null"
    )
    stage_line_ids = fields.One2many(
        "sales.process.start.stage",
        "start_id",
        "Stages of Today",
        compute="_compute_stage_line_ids",
        store=True,
        readonly=False,
        compute_sudo=False,
    )

    @api.model
    def _get_announced_fields(self):
        return [
            *super()._get_announced_fields(),
            "process_choice",
            "template_id",
            "stage_line_ids.weight",
            "stage_line_ids.flow_step",
        ]

    # ------------------------------------------------------------
    # PROPOSALS
    # ------------------------------------------------------------

    @api.depends("team_id", "step")
    def _compute_stage_line_ids(self):
        """Anew whenever the step is come to: what is there may have changed."""
        for start in self:
            stages = start.team_id._get_process_stages() if start.step == "process" else []
            start.stage_line_ids = [
                Command.clear(),
                *(Command.create(vals) for vals in start._prepare_stage_lines(stages)),
            ]

    def _refresh_proposals(self):
        self._compute_stage_line_ids()
        return super()._refresh_proposals()

    def _prepare_stage_lines(self, stages):
        if not stages:
            return []
        weights = self._propose_weights(stages)
        steps = self._propose_steps(stages)
        counts = self._count_in_stages(stages)
        return [
            {
                "stage_id": stage.id,
                "sequence": place,
                "lead_count": counts.get(stage, 0),
                "weight_before": stage.weight,
                "weight": weights[stage],
                "flow_step": steps.get(stage, False),
            }
            for place, stage in enumerate(stages)
        ]

    def _count_in_stages(self, stages):
        groups = self.env["crm.lead"]._read_group(
            [("type", "=", "opportunity"), ("stage_id", "in", stages.ids)],
            ["stage_id"],
            ["__count"],
        )
        return dict(groups)

    def _propose_weights(self, stages):
        """The weights of now where they rise, else those that follow the flow."""
        warned = stages._find_weight_warnings()
        if any(stages.mapped("weight")) and warned.keys().isdisjoint(stages.ids):
            return {stage: stage.weight for stage in stages}
        return {**{stage: stage.weight for stage in stages}, **stages._get_default_weights()}

    def _propose_steps(self, stages):
        """The documents of now; without any, the sent quotation before the order."""
        steps = self.team_id._get_flow_steps(stages)
        if steps:
            return steps
        won = stages.filtered("is_won")[:1]
        before = stages.filtered(
            lambda stage: not stage.is_won and (not won or stage._is_before(won))
        )[-1:]
        return {stage: step for stage, step in ((before, "sent"), (won, "order")) if stage}

    # ------------------------------------------------------------
    # THE STEP
    # ------------------------------------------------------------

    def _announce_process(self):
        if not self.team_id:
            return self.env._("Choose a sales team first.")
        return self._announce_load() if self.process_choice == "load" else self._announce_keep()

    def _announce_keep(self):
        changed = self._get_changed_lines()
        if not changed:
            return self.env._("The stages stay as they are. No opportunity is changed.")
        texts = [
            self.env._(
                "%(count)s stages change: %(stages)s. No opportunity changes its stage.",
                count=len(changed),
                stages=", ".join(changed.stage_id.mapped("name")),
            ),
        ]
        if any(line.weight != line.stage_id.weight for line in changed):
            texts.append(self._say_weighted())
        shared = changed.stage_id.filtered(lambda stage: stage.team_ids != self.team_id._origin)
        if shared:
            texts.append(
                self.env._(
                    "These stages are shared with other teams, for whom they change as well:"
                    " %(stages)s.",
                    stages=", ".join(shared.mapped("name")),
                )
            )
        return "\n".join(texts)

    def _get_changed_lines(self):
        return self.stage_line_ids.filtered(
            lambda line: (
                (line.weight, line.flow_step) != (line.stage_id.weight, line.stage_id.flow_step)
            )
        )

    def _say_weighted(self):
        """What the forecast of these stages counts now, and with the new weights."""
        lines = self.stage_line_ids
        groups = self.env["crm.lead"]._read_group(
            [
                ("stage_id", "in", lines.stage_id.ids),
                ("won_status", "=", "pending"),
                ("is_weight_manual", "=", False),
            ],
            ["stage_id"],
            ["expected_revenue:sum"],
        )
        revenue = dict(groups)
        before = sum(revenue.get(line.stage_id, 0) * line.stage_id.weight / 100 for line in lines)
        after = sum(revenue.get(line.stage_id, 0) * line.weight / 100 for line in lines)
        currency = self.company_id.currency_id
        return self.env._(
            "Their open opportunities count %(after)s in the forecast; now it is %(before)s.",
            after=format_amount(self.env, round(after), currency, trailing_zeroes=False),
            before=format_amount(self.env, round(before), currency, trailing_zeroes=False),
        )

    def _apply_process(self):
        self._check_team()
        return self._apply_load() if self.process_choice == "load" else self._apply_keep()

    def _apply_keep(self):
        stages = self.team_id._get_process_stages()
        if stages != self.stage_line_ids.stage_id:
            raise UserError(
                self.env._(
                    "The stages of “%(team)s” have changed meanwhile. Go back and come here again"
                    " to see them.",
                    team=self.team_id.name,
                )
            )
        lines = self._get_changed_lines()
        before = [
            [line.stage_id.id, line.stage_id.weight, line.stage_id.flow_step] for line in lines
        ]
        self._write_stages([(line.stage_id, line.weight, line.flow_step) for line in lines])
        return {"stages": before}

    def _undo_process(self, undo):
        if "load" in undo:
            return self._undo_load(undo["load"])
        stages = self.env["crm.stage"]
        return self._write_stages(
            [
                (stages.browse(stage_id).exists(), weight, step)
                for stage_id, weight, step in undo.get("stages", [])
            ]
        )

    def _write_stages(self, settings):
        """Give stages their weights and documents; a document passes from one to the other."""
        for stage, _weight, _step in settings:
            stage.flow_step = False
        for stage, weight, step in settings:
            stage.write({"weight": weight, "flow_step": step})

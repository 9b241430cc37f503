from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tools import split_every

MOVE_BATCH = 1000


class SalesProcessTemplateLoad(models.TransientModel):
    """Load a ready-made process for a team: shows first what it changes, loses nothing."""

    _name = "sales.process.template.load"
    _description = "Load a Ready-made Sales Process"
    _inherit = "sales.input.mixin"

    _read_links = ("team_id",)

    template_id = fields.Many2one(
        "sales.process.template", string="Process", required=True, help="The process to load."
    )
    team_id = fields.Many2one(
        "crm.team", string="Sales Team", required=True, help="The team that gets its stages."
    )
    line_ids = fields.One2many(
        "sales.process.template.load.line",
        "wizard_id",
        string="Stages of Today",
        compute="_compute_line_ids",
        store=True,
        compute_sudo=False,
        readonly=False,
        help="Where the opportunities of each stage go.",
    )
    new_stage_ids = fields.Many2many(
        "sales.process.template.stage",
        string="Stages of the Process",
        compute="_compute_new_stage_ids",
    )
    moved_lead_count = fields.Integer(compute="_compute_moved_lead_count")
    has_changes = fields.Boolean(compute="_compute_has_changes")

    @api.depends("template_id", "team_id")
    def _compute_line_ids(self):
        for wizard in self:
            lines = [Command.clear()]
            if wizard.template_id and wizard.team_id:
                kept = wizard._get_loaded_stages()
                stages = wizard.team_id._get_process_stages()
                counts = wizard._get_lead_counts(stages)
                by_stage = {stage: process_stage for process_stage, stage in kept.items()}
                lines += [
                    Command.create(
                        {
                            "stage_id": stage.id,
                            "lead_count": counts.get(stage.id, 0),
                            "is_kept": stage in by_stage,
                            "target_id": (
                                by_stage.get(stage) or wizard._get_default_target(stage, stages)
                            ).id,
                        }
                    )
                    for stage in stages
                ]
            wizard.line_ids = lines

    @api.depends("template_id", "team_id")
    def _compute_new_stage_ids(self):
        for wizard in self:
            stages = wizard.template_id.stage_ids._origin
            if wizard.team_id:
                stages -= stages.browse().union(*wizard._get_loaded_stages())
            wizard.new_stage_ids = stages

    @api.depends("line_ids.lead_count", "line_ids.is_kept")
    def _compute_moved_lead_count(self):
        for wizard in self:
            wizard.moved_lead_count = sum(
                line.lead_count for line in wizard.line_ids if not line.is_kept
            )

    @api.depends("new_stage_ids", "line_ids.is_kept")
    def _compute_has_changes(self):
        for wizard in self:
            wizard.has_changes = bool(
                wizard.new_stage_ids or wizard.line_ids.filtered(lambda line: not line.is_kept)
            )

    # ------------------------------------------------------------
    # PREVIEW
    # ------------------------------------------------------------

    def _get_company(self):
        # sudo: the setting of a team's company, also where the manager works in another one
        return (self.team_id.company_id or self.env.company).sudo()

    def _get_loaded_stages(self):
        """Stages of the process that the team's pipeline has already.

        Loaded before, or of the team alone and of the same name and outcome.

        :return: ``{sales.process.template.stage: crm.stage}``
        """
        own = self.team_id._get_process_stages().filtered(
            lambda stage: stage.team_ids == self.team_id._origin
        )
        result = {}
        for process_stage in self.template_id.stage_ids._origin:
            stage = own.filtered_domain([("process_stage_id", "=", process_stage.id)])
            stage = stage or own.filtered(
                lambda stage, origin=process_stage: (
                    not stage.process_stage_id
                    and stage.is_won == origin.is_won
                    and stage.name.strip().lower() == origin.name.strip().lower()
                )
            )
            if stage:
                result[process_stage] = stage[0]
                own -= stage[0]
        return result

    def _get_lead_domain(self, stages):
        return [("team_id", "=", self.team_id._origin.id), ("stage_id", "in", stages.ids)]

    def _get_lead_counts(self, stages):
        # sudo: the team's opportunities of every company, as a number; none may stay behind
        leads = self.env["crm.lead"].sudo().with_context(active_test=False)
        return {
            stage.id: count
            for stage, count in leads._read_group(
                self._get_lead_domain(stages), ["stage_id"], ["__count"]
            )
        }

    def _get_default_target(self, stage, stages):
        """Where the opportunities of a stage go, unless the manager chooses another one: to the
        stage of the same document, else of the same name, else of the nearest weight. Won stays
        won, and open stays open."""
        targets = self.template_id.stage_ids._origin.filtered(
            lambda target: target.is_won == stage.is_won
        )
        if not targets:
            return targets
        if stage.flow_step:
            same_step = targets.filtered(lambda target: target.flow_step == stage.flow_step)
            if same_step:
                return same_step[0]
        same_name = targets.filtered(
            lambda target: target.name.strip().lower() == stage.name.strip().lower()
        )
        if same_name:
            return same_name[0]
        if stage.is_won:
            return targets[0]
        if stage == stages[:1]:
            return targets[0]
        return min(targets, key=lambda target: abs(target.weight - stage.weight))

    # ------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------

    def action_load(self):
        self.ensure_one()
        self._check_loadable()
        team = self.team_id
        lines = self._get_left_lines()
        if self.has_changes:
            loaded = self._load_stages(lines.stage_id)
            for line in lines:
                self._move_leads(line.stage_id, loaded.get(line.target_id))
            self._remove_left_stages(lines.stage_id)
            team._take_over_guidance(self.template_id)
            self._on_loaded()
        action = self.env["ir.actions.actions"]._for_xml_id(
            "crm.crm_case_form_view_salesteams_opportunity"
        )
        action["context"] = {
            "search_default_team_id": [team.id],
            "default_team_id": team.id,
            "default_type": "opportunity",
            "default_user_id": self.env.uid,
        }
        action["display_name"] = team.name
        return action

    def _on_loaded(self):
        """The team has its new pipeline. To be extended by what follows from it."""
        self.ensure_one()

    def _get_left_lines(self):
        """The lines of the stages that the team leaves."""
        kept = self.env["crm.stage"].union(*self._get_loaded_stages().values())
        return self.line_ids.filtered(lambda line: line.stage_id not in kept)

    def _check_loadable(self):
        if not self.template_id.stage_ids:
            raise UserError(
                self.env._(
                    "The process “%(process)s” has no stages yet. Add its stages first, or choose"
                    " another process.",
                    process=self.template_id.name,
                )
            )
        # what has come since the preview was shown is not to be lost either
        missing = self.team_id._get_process_stages() - self.line_ids.stage_id
        if missing:
            raise UserError(
                self.env._(
                    "The pipeline of “%(team)s” has changed meanwhile: %(stages)s. Close this"
                    " window and load the process again.",
                    team=self.team_id.name,
                    stages=", ".join(missing.mapped("name")),
                )
            )
        lines = self._get_left_lines()
        counts = self._get_lead_counts(lines.stage_id)
        for line in lines:
            stage, target = line.stage_id, line.target_id
            if not target and counts.get(stage.id):
                raise UserError(
                    self.env._(
                        "Choose a stage for the %(count)s opportunities in “%(stage)s”.",
                        count=counts[stage.id],
                        stage=stage.name,
                    )
                )
            if target and target.template_id != self.template_id:
                raise UserError(
                    self.env._(
                        "“%(target)s” is no stage of the process “%(process)s”.",
                        target=target.name,
                        process=self.template_id.name,
                    )
                )
            if target and target.is_won != stage.is_won:
                raise UserError(
                    self.env._(
                        "“%(stage)s” and “%(target)s” are not both won stages: its opportunities"
                        " would be won, or won no more, by this. Choose another stage for them.",
                        stage=stage.name,
                        target=target.name,
                    )
                )

    def _load_stages(self, left_stages):
        """Make the team's pipeline the stages of the process."""
        team = self.team_id
        kept = self._get_loaded_stages()
        # The team leaves the stages of before. Shared ones stay as they are for the others.
        team.has_own_stages = True
        for stage in left_stages.filtered("team_ids"):
            if stage.team_ids == team:
                stage.flow_step = False  # may be claimed by a stage of the process; goes later
            else:
                stage.team_ids = [Command.unlink(team.id)]
        # each text as it is without a translation; the translations follow
        plain = {"lang": "en_US"}
        for process_stage, stage in kept.items():
            if not stage.process_stage_id:
                values = process_stage.with_context(**plain)._prepare_kept_vals(stage)
                stage.with_context(**plain).write(values)
        missing = self.template_id.stage_ids.filtered(lambda stage: stage not in kept)
        created = (
            self.env["crm.stage"]
            .with_context(**plain)
            .create(
                [
                    process_stage._prepare_crm_stage_vals(team)
                    for process_stage in missing.with_context(**plain)
                ]
            )
            .with_env(self.env)
        )
        loaded = {**kept, **dict(zip(missing, created, strict=True))}
        # in every language of the process
        for process_stage, stage in loaded.items():
            process_stage._copy_translations(stage)
        return loaded

    def _move_leads(self, stage, target):
        # sudo: all of the team's opportunities, of every company: none may lose its stage
        leads = (
            self.env["crm.lead"]
            .sudo()
            .with_context(active_test=False, mail_notrack=True)
            .search(self._get_lead_domain(stage))
        )
        for batch in split_every(MOVE_BATCH, leads.ids, leads.browse):
            batch._move_to_stage(target, "install", self.template_id)
            batch.flush_recordset()
            batch.invalidate_recordset()

    def _remove_left_stages(self, stages):
        """Delete the team's own stages that nothing is in any more."""
        own = stages.filtered(lambda stage: stage.team_ids == self.team_id)
        # sudo: an opportunity of another team may still be in a stage of this one
        used = (
            self.env["crm.lead"]
            .sudo()
            .with_context(active_test=False)
            ._read_group([("stage_id", "in", own.ids)], ["stage_id"])
        )
        (own - self.env["crm.stage"].browse(stage.id for (stage,) in used)).unlink()

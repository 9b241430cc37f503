from odoo import models
from odoo.exceptions import UserError
from odoo.tools import SQL, split_every

MOVE_BATCH = 1000


class SalesProcessStart(models.Model):
    """A ready-made process is loaded for the team, and taken back with every opportunity where it
    was."""

    _inherit = "sales.process.start"

    def _prepare_load(self):
        """The form that loads a process, as it would be filled."""
        return {"template_id": self.template_id.id, "team_id": self.team_id.id}

    def _announce_load(self):
        if not self.template_id:
            return self.env._("Choose a process from the pictures.")
        wizard = self.env["sales.process.template.load"].new(self._prepare_load())
        if not wizard.has_changes:
            return self.env._("This team has this process already. Nothing is changed.")
        texts = [
            self.env._(
                "“%(team)s” gets the stages of “%(process)s”. %(count)s opportunities change their"
                " stage, lost ones included; won stay won, open stay open, nothing is lost:",
                team=self.team_id.name,
                process=self.template_id.name,
                count=wizard.moved_lead_count,
            )
        ]
        texts += [
            f"{line.stage_id.name} ({line.lead_count}) → {line.target_id.name or '–'}"
            for line in wizard.line_ids
            if not line.is_kept
        ]
        if wizard.is_following_documents:
            texts.append(self.env._("Stages follow documents from then on."))
        return "\n".join(texts)

    # ------------------------------------------------------------
    # LOADING
    # ------------------------------------------------------------

    def _apply_load(self):
        if not self.template_id:
            raise UserError(self.env._("Choose a process from the pictures, or keep the stages."))
        undo = self._prepare_undo_load()
        before = self.team_id._get_process_stages()
        wizard = self.env["sales.process.template.load"].create(self._prepare_load())
        wizard.action_load()
        undo["created"] = (self.team_id._get_process_stages() - before).ids
        return {"load": undo}

    def _prepare_undo_load(self):
        """What has to be known to have the pipeline again as it is now."""
        team = self.team_id
        stages = team._get_process_stages()
        own = stages.filtered("team_ids")
        self.env["crm.lead.stage.history"].flush_model()
        [(last_stay,)] = self.env.execute_query(
            SQL("SELECT COALESCE(MAX(id), 0) FROM crm_lead_stage_history")
        )
        return {
            "team": team.id,
            "has_own_stages": team.has_own_stages,
            "process": team.process_template_id.id,
            "guidance": team.process_guidance or False,
            "follows": self.company_id.stages_follow_documents,
            "last_stay": last_stay,
            "stages": [[stage.id, stage.name] for stage in stages],
            # what is the team's alone may be deleted: it is kept as a process of its own
            "saved": team.action_save_process()["res_id"] if own else False,
        }

    # ------------------------------------------------------------
    # UNDOING
    # ------------------------------------------------------------

    def _undo_load(self, undo):
        team = self.env["crm.team"].browse(undo["team"]).exists()
        if not team:
            raise UserError(
                self.env._("The team was deleted meanwhile: there is nothing left to undo.")
            )
        places = self._find_places_before(team, undo)
        saved = self.env["sales.process.template"].browse(undo["saved"]).exists()
        created = self.env["crm.stage"].browse(undo["created"]).exists()
        if saved:
            wizard = self.env["sales.process.template.load"].create(
                {"template_id": saved.id, "team_id": team.id}
            )
            wizard.action_load()
            restored = list(team._get_process_stages())
        else:
            created.flow_step = False
            stages = self.env["crm.stage"]
            restored = [stages.browse(stage_id).exists() for stage_id, _name in undo["stages"]]
        self._move_back(places, created, restored)
        team.has_own_stages = undo["has_own_stages"] if not saved else True
        self._leave_created(team, created)
        template = self.env["sales.process.template"].browse(undo["process"]).exists()
        team.write({"process_template_id": template.id, "process_guidance": undo["guidance"]})
        saved.unlink()
        self._set_follows_documents(undo["follows"])

    def _find_places_before(self, team, undo):
        """Where the opportunities were: ``{place among the stages of before: lead ids}``."""
        by_id = {stage_id: place for place, (stage_id, _name) in enumerate(undo["stages"])}
        by_name = {name: place for place, (_id, name) in enumerate(undo["stages"])}
        self.env["crm.lead"].flush_model(["team_id"])
        rows = self.env.execute_query(
            SQL(
                """
                SELECT DISTINCT ON (stay.lead_id) stay.lead_id, stay.stage_id, stay.stage_name
                  FROM crm_lead_stage_history stay
                  JOIN crm_lead lead ON lead.id = stay.lead_id
                 WHERE lead.team_id = %s AND stay.id <= %s
              ORDER BY stay.lead_id, stay.entered_on DESC, stay.id DESC
                """,
                team.id,
                undo["last_stay"],
            )
        )
        places = {}
        for lead_id, stage_id, name in rows:
            place = by_id.get(stage_id, by_name.get(name))
            if place is not None:
                places.setdefault(place, []).append(lead_id)
        return places

    def _move_back(self, places, created, restored):
        """Opportunities go to the stage that they had, those that came since to the nearest one;
        won stay won, and open stay open."""
        # sudo: all of the team's opportunities, of every company: none may lose its stage
        leads = self.env["crm.lead"].sudo().with_context(active_test=False, mail_notrack=True)
        origin = self.template_id
        current = created | self.env["crm.stage"].union(*restored)
        for place, lead_ids in places.items():
            stage = restored[place] if place < len(restored) else self.env["crm.stage"]
            for batch in split_every(MOVE_BATCH, lead_ids, leads.browse):
                batch.filtered(
                    lambda lead, stage=stage: (
                        lead.stage_id in current and lead.stage_id.is_won == stage.is_won
                    )
                )._move_to_stage(stage, "install", origin)
        for stage in created.exists():
            left = leads.search([("stage_id", "=", stage.id)])
            target = self._get_nearest(stage, [other for other in restored if other])
            if left and target:
                left._move_to_stage(target, "install", origin)

    def _get_nearest(self, stage, others):
        same = [other for other in others if other.is_won == stage.is_won] or others
        return min(same, key=lambda other: abs(other.weight - stage.weight), default=None)

    def _leave_created(self, team, created):
        """Delete the stages that the process has brought, with their tasks."""
        created = created.exists()
        if created:
            wizard = self.env["sales.process.template.load"].new({"team_id": team.id})
            wizard._remove_left_stages(created)

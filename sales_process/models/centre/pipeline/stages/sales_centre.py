from odoo import api, models


class SalesCentreStages(models.AbstractModel):
    """Which stages a tab lists, and in which order."""

    _inherit = "sales.centre"

    @api.model
    def _get_stages(self, filters, ids=(), with_won=False):
        """Stages of the filters' pipelines, and those with these ids, in order.

        Of several pipelines only those are listed that have any of these ids.

        :return: list of dicts; the id is False for opportunities without a stage
        """
        Stage = self.env["crm.stage"]
        if filters.team_id:
            stages = self.env["crm.team"].browse(filters.team_id).exists()._get_process_stages()
        else:
            stages = Stage.search([])
        if not with_won:
            stages = stages.filtered(lambda stage: not stage.is_won)
        used = Stage.browse([stage_id for stage_id in ids if stage_id]).exists()
        if used and not filters.team_id:
            pipelines = {stage.team_ids for stage in used}
            stages = stages.filtered(lambda stage: stage.team_ids in pipelines)
        stages |= used
        result = [
            {
                "id": stage.id,
                "name": stage.name,
                "weight": stage.weight,
                "is_won": stage.is_won,
                "teams": ", ".join(stage.team_ids.mapped("name")),
            }
            for stage in stages.sorted(lambda stage: (stage.sequence, stage.id))
        ]
        if None in ids:
            result.append(self._prepare_missing_stage(self.env._("No stage")))
        return result

    @api.model
    def _prepare_missing_stage(self, name, **values):
        return {"id": False, "name": name, "weight": 0.0, "is_won": False, "teams": "", **values}

from odoo import api, models
from odoo.tools import SQL


class CrmStage(models.Model):
    """What the stages that a company has get at the installation."""

    _inherit = "crm.stage"

    @api.model
    def _init_process(self):
        """Fit the stages that a company has into weighted stages; change nothing else.

        The opportunities get their weights later, all in one pass. To be extended by what else the
        stages need.

        :return: the stages, in their order
        """
        stages = self.search([], order="sequence, id")
        weights = {stage.id: weight for stage, weight in stages._get_default_weights().items()}
        if weights:
            stages.flush_recordset(["weight"])
            self.env.cr.execute(
                SQL(
                    """UPDATE crm_stage SET weight = proposed.weight
                         FROM (VALUES %s) AS proposed(id, weight)
                        WHERE crm_stage.id = proposed.id""",
                    SQL(", ").join(SQL("(%s, %s::float8)", *pair) for pair in weights.items()),
                )
            )
            stages.invalidate_recordset(["weight"], flush=False)
            self._forget()
        return stages

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

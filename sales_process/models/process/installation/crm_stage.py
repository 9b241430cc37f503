from itertools import takewhile

from odoo import api, models
from odoo.tools import SQL

from ....tools.weights import propose_weights


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
        """Weights for stages that have none: won ones count in full, the others rise toward the
        order as `tools/weights.py` proposes; shared stages keep their place in a team's pipeline.

        :return: ``{stage: weight}``
        """
        ordered = self.sorted(lambda stage: (stage.sequence, stage.id))
        weights = {stage: 100.0 for stage in ordered if stage.is_won}
        ordered -= ordered.filtered("is_won")
        shared = ordered.filtered(lambda stage: not stage.team_ids)
        proposed = propose_weights([stage.flow_step or None for stage in shared])
        weights.update(zip(shared, proposed, strict=True))
        for team in ordered.team_ids:
            pipeline = list(team._filter_process_stages(ordered))
            last = 0.0
            while pipeline:
                run = list(takewhile(lambda stage: stage not in weights, pipeline))
                del pipeline[: len(run)]
                steps = [stage.flow_step or None for stage in run]
                high = weights[pipeline[0]] if pipeline else None
                weights.update(zip(run, propose_weights(steps, last, high), strict=True))
                if pipeline:
                    last = weights[pipeline.pop(0)]
        return weights

from odoo.exceptions import UserError

from .flow_common import FlowCommon
from .refusals_common import RefusalsMixin


class FlowRefusalsCommon(RefusalsMixin, FlowCommon):
    """Documents of an opportunity whose stages a rule of the company refuses."""

    def refusing_won(self, error=UserError):
        """Won needs a referral, as companies and addons of the community ask for."""
        stage_ids = {stage.id for stage in self.stages.values() if stage.is_won}
        return self.refusing(
            "crm.lead",
            "write",
            lambda leads, vals: (
                vals.get("stage_id") in stage_ids and not all(lead.referred for lead in leads)
            ),
            error,
        )

from odoo.tests import tagged
from odoo.tools import mute_logger

from .crowds_common import NAME, CrowdsCommon


@tagged("post_install", "-at_install")
class TestProcessAtOnce(CrowdsCommon):
    """Stages and stays that two people make at the same moment."""

    @mute_logger("odoo.sql_db")
    def test_a_missing_stay_is_entered_once(self):
        """K4: an opportunity without a stay, as another addon's SQL makes it, gets one."""

        def prepare(env):
            lead = env["crm.lead"].create({"name": NAME, "type": "opportunity"})
            env.cr.flush()
            env.cr.execute("DELETE FROM crm_lead_stage_history WHERE lead_id = %s", [lead.id])
            return self.keep_in_mind(lead).id

        lead_id = self.run_committed(prepare)

        def mend(env):
            env["sales.process.audit"].run(["current_stay"], mend=True)
            return env["crm.lead.stage.history"].search_count([("lead_id", "=", lead_id)])

        self.assertEqual(self.do_at_once(mend), (1, 2))

    @mute_logger("odoo.sql_db")
    def test_a_process_is_loaded_once(self):
        """K4: two managers load the same process for one team: it has each stage once."""

        def prepare(env):
            return self.keep_in_mind(env["crm.team"].create({"name": NAME})).id

        team_id = self.run_committed(prepare)

        def load(env):
            team = env["crm.team"].browse(team_id)
            template = env["sales.process.template"].search([], limit=1)
            wizard = env["sales.process.template.load"].create(
                {"template_id": template.id, "team_id": team_id}
            )
            wizard.action_load()
            stages = self.keep_in_mind(team._get_process_stages())
            return sorted(stages.mapped("name")) == sorted(template.stage_ids.mapped("name"))

        self.assertEqual(self.do_at_once(load), (True, 2))

from odoo.exceptions import ValidationError
from odoo.tests import tagged

from .process_common import StagesCommon


@tagged("post_install", "-at_install")
class TestTerritory(StagesCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.finland, cls.poland = cls.env.ref("base.fi"), cls.env.ref("base.pl")
        cls.usa, cls.texas = cls.env.ref("base.us"), cls.env.ref("base.state_us_44")
        Territory = cls.env["crm.territory"]
        cls.all_finland = Territory.create({"name": "Finland", "country_ids": cls.finland.ids})
        cls.helsinki = Territory.create(
            {
                "name": "Helsinki",
                "country_ids": cls.finland.ids,
                "zip_from": "00",
                "zip_to": "00",
            }
        )
        cls.all_usa = Territory.create({"name": "USA", "country_ids": cls.usa.ids})
        cls.south = Territory.create({"name": "South", "state_ids": cls.texas.ids})
        cls.warsaw = Territory.create(
            {
                "name": "Warsaw",
                "country_ids": cls.poland.ids,
                "zip_from": "00-001",
                "zip_to": "05-999",
            }
        )

    def _assert_territory(self, territory, **address):
        lead = self._create_lead("Lead", partner_id=False, **address)
        self.assertEqual(lead.territory_id, territory)

    def test_most_specific(self):
        """C3: an address belongs to the most specific territory that it lies in."""
        self._assert_territory(self.helsinki, country_id=self.finland.id, zip="00950")
        self._assert_territory(self.all_finland, country_id=self.finland.id, zip="33100")
        self._assert_territory(self.all_finland, country_id=self.finland.id)
        self._assert_territory(self.south, country_id=self.usa.id, state_id=self.texas.id)
        self._assert_territory(self.all_usa, country_id=self.usa.id)
        self._assert_territory(self.warsaw, country_id=self.poland.id, zip="00 950")
        self._assert_territory(self.warsaw, country_id=self.poland.id, zip="05-999")
        nowhere = self.env["crm.territory"]
        self._assert_territory(nowhere, country_id=self.poland.id, zip="06-000")
        self._assert_territory(nowhere, country_id=self.env.ref("base.se").id, zip="00950")
        self._assert_territory(nowhere)

    def test_follows_address(self):
        """C3: a new address finds its territory; a choice by hand stays until then."""
        self.lead.partner_id = False
        self.lead.country_id = self.finland
        self.assertEqual(self.lead.territory_id, self.all_finland)
        self.lead.territory_id = self.south
        self.lead.name = "Renamed"
        self.env.flush_all()
        self.assertEqual(self.lead.territory_id, self.south)
        self.lead.zip = "00100"
        self.assertEqual(self.lead.territory_id, self.helsinki)

    def test_changed_territories(self):
        """C3: changed territories count at once for what comes."""
        self.warsaw.zip_to = "06"
        self._assert_territory(self.warsaw, country_id=self.poland.id, zip="06-000")
        self.warsaw.active = False
        self._assert_territory(self.env["crm.territory"], country_id=self.poland.id, zip="05-000")

    def test_assign(self):
        """C3: new territories are given to the open opportunities on request."""
        sweden = self.env.ref("base.se")
        lead = self._create_lead("Lead", partner_id=False, country_id=sweden.id)
        self.assertFalse(lead.territory_id)
        territory = self.env["crm.territory"].create({"name": "Sweden", "country_ids": sweden.ids})
        action = territory.with_user(self.manager).action_assign_leads()
        self.assertEqual(lead.territory_id, territory)
        self.assertEqual(action["tag"], "display_notification")
        self.assertEqual(territory.lead_count, 1)

    def test_bad_input(self):
        """C3: a territory that cannot be meant is refused by name."""
        Territory = self.env["crm.territory"]
        with self.assertRaisesRegex(ValidationError, "“Nowhere”.*every address"):
            Territory.create({"name": "Nowhere"})
        with self.assertRaisesRegex(ValidationError, "“Half”.*first and a last"):
            Territory.create({"name": "Half", "zip_from": "1"})
        with self.assertRaisesRegex(ValidationError, "“Turned”.*comes after"):
            Territory.create({"name": "Turned", "zip_from": "50", "zip_to": "10"})

    def test_no_query_per_lead(self):
        """C3: finding the territory costs no query, however many leads come."""
        Lead = self.env["crm.lead"]
        self._assert_territory(self.helsinki, country_id=self.finland.id, zip="00950")
        with self.assertQueryCount(0):
            for number in range(20):
                lead = Lead.new({"country_id": self.finland.id, "zip": f"00{number}"})
                self.assertEqual(lead.territory_id, self.helsinki)

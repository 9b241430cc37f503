"""Writing: the same work of a seller on stock Odoo and with our addons."""

from benchmarks.scenario import Scenario

STOCK = {"limit": 1.10, "against": "stock"}
SCENARIOS = {
    "create_1": Scenario("Create an opportunity", args={}, **STOCK),
}


def create_1(env):
    values = {"name": "Opportunity", "type": "opportunity", "expected_revenue": 1000}
    yield
    env["crm.lead"].create(values)
    return {"rows": 1}

import json
from pathlib import Path

# Tests that need other apps of Odoo: tests/test_connected.py installs these, and runs them
CONNECTED = "sales_process_connected"


def get_recorded(name):
    """What a service answers: ``{situation: answer}``, as its documentation says."""
    return json.loads((Path(__file__).parent / "recorded" / f"{name}.json").read_text())

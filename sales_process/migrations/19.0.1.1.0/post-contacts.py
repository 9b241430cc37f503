"""When customers were contacted last is what their events say."""

from odoo import SUPERUSER_ID, api


def migrate(cr, _version):
    api.Environment(cr, SUPERUSER_ID, {})["res.partner"]._init_last_contacts()

"""Gets Odoo, PostgreSQL and a browser, makes databases, runs things.

Plain Python, no Odoo imports.
"""

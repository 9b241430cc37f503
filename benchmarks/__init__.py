"""Measurements at scale: our addons beside stock Odoo and beside plain SQL."""

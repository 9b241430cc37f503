"""Tests of the tooling: quick, without Odoo, network or database server."""

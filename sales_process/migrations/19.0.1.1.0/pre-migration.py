"""Whether an opportunity has follow-ups is no longer kept, but looked up."""


def migrate(cr, _version):
    cr.execute("ALTER TABLE crm_lead DROP COLUMN IF EXISTS has_follow_ups")

"""Whether an opportunity has follow-ups is no longer kept, but looked up; a prospect that was
closed without a contact is no held event; the days from ask to decision are empty, and not 0,
where nothing was asked or decided."""


def migrate(cr, _version):
    cr.execute("ALTER TABLE crm_lead DROP COLUMN IF EXISTS has_follow_ups")
    cr.execute(
        """
        UPDATE mail_activity
           SET is_held = FALSE
         WHERE is_held IS TRUE
           AND event_category_id IN (SELECT id FROM sales_event_category WHERE role = 'prospect')
        """
    )
    cr.execute(
        """
        UPDATE crm_lead
           SET ask_to_decision_days = CASE
                   WHEN asked_on IS NOT NULL AND decided_on IS NOT NULL
                   THEN GREATEST(0, EXTRACT(EPOCH FROM decided_on - asked_on) / 86400.0) END
         WHERE ask_to_decision_days = 0
        """
    )

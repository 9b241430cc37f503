"""Whether an opportunity has follow-ups is no longer kept, but looked up; a prospect that was
closed without a contact is no held event."""


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

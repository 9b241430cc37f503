"""Each visit knows whether Odoo has logged it, and meetings are looked at however old they are."""


def migrate(cr, _version):
    cr.execute(
        """
        UPDATE mail_activity visit
           SET is_assumed = TRUE
          FROM calendar_event meeting
         WHERE meeting.id = visit.calendar_event_id
           AND meeting.is_visit_logged
           AND visit.is_held
        """
    )
    # until now meetings that had been over for thirty days were not looked at any more
    cr.execute(
        """
        UPDATE calendar_event
           SET is_visit_checked = TRUE
         WHERE stop < now() AT TIME ZONE 'UTC' - INTERVAL '30 days'
           AND is_visit_checked IS NOT TRUE
        """
    )

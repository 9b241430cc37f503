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
    # what it says follows from the visits now
    cr.execute("ALTER TABLE calendar_event DROP COLUMN IF EXISTS is_visit_logged")
    # what had been over for thirty days was not looked at any more, and stays as it is
    cr.execute(
        """
        UPDATE calendar_event meeting
           SET is_visit_checked = TRUE
          FROM ir_cron job, ir_model_data name
         WHERE name.module = 'sales_process'
           AND name.name = 'ir_cron_log_held_meetings'
           AND job.id = name.res_id
           AND meeting.stop < job.lastcall - INTERVAL '30 days'
           AND meeting.is_visit_checked IS NOT TRUE
        """
    )

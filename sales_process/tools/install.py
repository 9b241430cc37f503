"""Set-based filling of what a database already holds: a statement per table, no loop."""

from odoo.tools import SQL
from odoo.tools.sql import column_exists, create_column

from .bulk import suspended_checks

EVENT_COLUMNS = {
    "event_category_id": "int4",
    "is_held": "bool",
    "event_date": "date",
    "registered_on": "date",
    "customer_id": "int4",
    "lead_id": "int4",
    "event_team_id": "int4",
    "event_company_id": "int4",
}


def create_event_columns(cr):
    for name, column_type in (*EVENT_COLUMNS.items(), ("event_type_id", "int4")):
        if not column_exists(cr, "mail_activity", name):
            create_column(cr, "mail_activity", name, column_type)


def fill_events(env):
    """Make events of the activities that a database has already.

    Done and open activities get the category of their type where they are about a customer; all
    get their customer, opportunity, day, team and company. Nothing else of them changes: what is
    nobody's stays nobody's, and activities that have a category keep it.
    """
    env.flush_all()
    with suspended_checks(env.cr, "mail_activity", EVENT_COLUMNS, with_indexes=True):
        env.cr.execute(_get_fill_events_sql(env))
    env.cr.execute("ANALYZE mail_activity")
    env["mail.activity"].invalidate_model()


def _get_fill_events_sql(env):
    return SQL(
        """
            WITH member AS (
                SELECT DISTINCT ON (user_id) user_id, crm_team_id
                  FROM crm_team_member
                 WHERE active
              ORDER BY user_id, id
            ), source AS (
                SELECT activity.id,
                       kind.event_category_id,
                       lead.id AS lead_id,
                       COALESCE(partner.commercial_partner_id, partner.id) AS customer_id,
                       CASE WHEN activity.active THEN activity.date_deadline
                            ELSE COALESCE(activity.date_done, activity.date_deadline)
                        END AS event_date,
                       COALESCE(lead.team_id, member.crm_team_id) AS team_id,
                       COALESCE(lead.company_id, sale.company_id, seller.company_id,
                                author.company_id) AS company_id
                  FROM mail_activity activity
                  JOIN mail_activity_type kind ON kind.id = activity.activity_type_id
             LEFT JOIN sale_order sale
                    ON activity.res_model = 'sale.order' AND sale.id = activity.res_id
             LEFT JOIN crm_lead lead
                    ON lead.id = CASE activity.res_model
                                      WHEN 'crm.lead' THEN activity.res_id
                                      WHEN 'sale.order' THEN sale.opportunity_id END
             LEFT JOIN res_partner partner
                    ON partner.id = CASE activity.res_model
                                         WHEN 'res.partner' THEN activity.res_id
                                         WHEN 'sale.order' THEN sale.partner_id
                                         ELSE lead.partner_id END
             LEFT JOIN res_users seller ON seller.id = activity.user_id
             LEFT JOIN res_users author
                    ON author.id = activity.create_uid AND activity.user_id IS NULL
             LEFT JOIN member ON member.user_id = seller.id
                 WHERE activity.res_model IN %(models)s
                   AND activity.event_category_id IS NULL
            )
            UPDATE mail_activity activity
               SET event_category_id = CASE
                       WHEN source.customer_id IS NOT NULL OR source.lead_id IS NOT NULL
                       THEN source.event_category_id END,
                   lead_id = source.lead_id,
                   customer_id = source.customer_id,
                   event_date = source.event_date,
                   registered_on = LEAST(source.event_date, activity.create_date::date),
                   event_team_id = source.team_id,
                   event_company_id = source.company_id,
                   is_held = NOT activity.active
                         AND source.event_category_id IS NOT NULL
                         AND (source.customer_id IS NOT NULL OR source.lead_id IS NOT NULL)
              FROM source
             WHERE source.id = activity.id
            """,
        models=tuple(env["mail.activity"]._get_event_models()),
    )


def set_leaving(env):
    """From now on opportunities do nothing by themselves: columns go one after the other.

    Kept with the registry, which is made anew when the addon is gone.
    """
    env.registry.sales_process_is_leaving = True
    env.registry.clear_cache()  # what is remembered of stages that do something


def is_leaving(env):
    return getattr(env.registry, "sales_process_is_leaving", False)


def skip_past_meetings(cr):
    """Leave the meetings that were over before the addon came as they are."""
    cr.execute(
        "UPDATE calendar_event SET is_visit_checked = TRUE"
        " WHERE stop < now() AT TIME ZONE 'UTC' AND is_visit_checked IS NOT TRUE"
    )

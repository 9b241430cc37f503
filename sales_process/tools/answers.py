"""Which held event answers which prospect: one set-based query, shared by every path that
can change the reply (logging, un-doing, deleting, importing, merging)."""

from odoo.tools import SQL


def find_answers(env, customer_ids, lead_ids):
    """Return ``{prospect_id: (answered_by_id, answer_id)}`` of the customers' and leads' prospects.

    ``answered_by_id`` is what the prospect holds now, ``answer_id`` what it should hold. An answer
    is a held event, of a category that answers the prospect's, by any seller who works for the
    prospect's company, on the day on which the prospect was registered or later. The answer that a
    prospect has stays as long as it is valid, otherwise the earliest one is taken. Prospects that a
    person marked as done are not looked at.
    """
    if not customer_ids and not lead_ids:
        return {}
    env["mail.activity"].flush_model()
    env["sales.event.category"].flush_model(["answers_category_ids"])
    prospect_ids = _find_prospects(env, customer_ids, lead_ids)
    if not prospect_ids:
        return {}
    rows = env.execute_query(
        SQL(
            """
            SELECT prospect.id, prospect.answered_by_id, answer.id
              FROM mail_activity prospect
              LEFT JOIN LATERAL (
                    SELECT event.id
                      FROM mail_activity event
                      JOIN sales_event_category_answer_rel rel
                        ON rel.category_id = event.event_category_id
                       AND rel.answered_id = prospect.event_category_id
                     WHERE event.is_held IS TRUE
                       AND event.id != prospect.id
                       AND (event.event_company_id = prospect.event_company_id
                            OR EXISTS (
                                SELECT 1
                                  FROM res_company_users_rel works_for
                                 WHERE works_for.user_id = event.user_id
                                   AND works_for.cid = prospect.event_company_id))
                       AND event.event_date >= prospect.registered_on
                       AND (event.customer_id = prospect.customer_id
                            OR event.lead_id = prospect.lead_id)
                  ORDER BY event.id = COALESCE(prospect.answered_by_id, 0) DESC,
                           event.event_date, event.id
                     LIMIT 1
                   ) answer ON TRUE
             WHERE prospect.id = ANY(%(prospect_ids)s)
            """,
            prospect_ids=prospect_ids,
        )
    )
    return {prospect_id: (held_by, answer) for prospect_id, held_by, answer in rows}


def _find_prospects(env, customer_ids, lead_ids):
    """Ids of the prospects that can have an answer: most customers have none, which this tells
    faster than the whole question."""
    rows = env.execute_query(
        SQL(
            """
            SELECT id
              FROM mail_activity
             WHERE event_category_id = ANY(%(categories)s)
               AND (active OR answered_by_id IS NOT NULL)
               AND (customer_id = ANY(%(customer_ids)s) OR lead_id = ANY(%(lead_ids)s))
            """,
            categories=list(env["sales.event.category"]._get_answers().answered),
            customer_ids=list(customer_ids),
            lead_ids=list(lead_ids),
        )
    )
    return [prospect_id for (prospect_id,) in rows]

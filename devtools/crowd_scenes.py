"""What a crowd does at the same moment, and what has to be true afterwards."""

from dataclasses import dataclass
from typing import NamedTuple


class Expected(NamedTuple):
    """A query with one row, and what it has to be."""

    what: str
    query: str
    row: list


@dataclass
class Crowd:
    """Some people, what they were given, and where they are logged in.

    ``sellers`` are as many sessions as the crowd has people; ``boss`` and ``dragger`` are one
    person each, who has as many browser tabs.
    """

    size: int
    made: dict
    sellers: list
    boss: list
    dragger: list
    admin: list

    @property
    def own(self):
        return self.made["of"][str(self.size)]


def _log(person, made, customer, note):
    values = {"event_category_id": made["category"], "customer_id": customer, "note": note}
    (form,) = person.ask(person.call("sales.event.log", "create", [values]))
    return [person.press("sales.event.log", "action_log", [form])]


def call_the_same_customer(crowd):
    """Each seller has rung the same customer, who was a prospect."""
    requests = [
        (person, _log(person, crowd.made, crowd.own["called"], "rang")) for person in crowd.sellers
    ]
    return requests, [
        Expected(
            "every call is kept",
            "SELECT COUNT(*) FROM mail_activity WHERE res_model = 'res.partner' AND NOT active"
            f" AND is_held AND res_id = {crowd.own['called']}",
            [crowd.size],
        ),
        Expected(
            "the prospect is answered",
            "SELECT active, answered_by_id IS NOT NULL FROM mail_activity"
            f" WHERE id = {crowd.own['prospect']}",
            [False, True],
        ),
    ]


def log_from_many_tabs(crowd):
    """One person logs calls of the same customer from many tabs."""
    requests = [
        (person, _log(person, crowd.made, crowd.own["planned"], "rang")) for person in crowd.dragger
    ]
    query = "SELECT COUNT(*) FROM mail_activity WHERE res_model = 'res.partner' AND res_id = {}"
    expected = [
        Expected("every call is kept", query.format(crowd.own["planned"]), [crowd.size]),
        Expected(
            "one follower",
            "SELECT COUNT(*) FROM mail_followers WHERE res_model = 'res.partner' AND res_id ="
            f" {crowd.own['planned']}",
            [1],
        ),
    ]
    return requests, expected


def plan_for_a_colleague(crowd):
    """Everybody plans a call for the same colleague on the same opportunity."""
    values = {
        "res_model_id": crowd.made["leads_model"],
        "res_id": crowd.own["won"],
        "user_id": crowd.made["sellers"][1],
        "activity_type_id": crowd.made["call"],
        "event_category_id": crowd.made["category"],
    }
    requests = [
        (person, [person.call("mail.activity", "create", [values])]) for person in crowd.sellers
    ]
    query = (
        "SELECT COUNT(*) FROM mail_activity WHERE res_model = 'crm.lead' AND active AND res_id = "
    )
    return requests, [Expected("every plan is kept", f"{query}{crowd.own['won']}", [crowd.size])]


def hand_over_the_same_seller(crowd):
    """A manager hands over the same seller from many tabs."""
    values = {"from_user_id": crowd.own["leaver"], "to_user_id": crowd.made["sellers"][2]}
    requests = []
    for person in crowd.boss:
        (form,) = person.ask(person.call("sales.handover", "create", [values]))
        requests.append((person, [person.press("sales.handover", "action_hand_over", [form])]))
    leaver = crowd.own["leaver"]
    return requests, [
        Expected(
            "one handover",
            f"SELECT COUNT(*) FROM sales_handover_log WHERE from_user_id = {leaver}",
            [1],
        ),
        Expected(
            "everything is handed over",
            f"SELECT COUNT(*) FROM crm_lead WHERE user_id = {leaver}",
            [0],
        ),
    ]


def archive_the_same_seller(crowd):
    """An administrator archives the same seller from many tabs; open events are passed on."""
    archived = crowd.own["archived"]
    requests = [
        (person, [person.press("res.users", "action_archive", [archived])])
        for person in crowd.admin
    ]
    return requests, [
        Expected(
            "archived, and every open event passed on once",
            f"SELECT (SELECT active FROM res_users WHERE id = {archived}),"
            f" (SELECT COUNT(*) FROM mail_activity WHERE active AND user_id = {archived}),"
            " (SELECT COUNT(*) FROM sales_handover_log_line l JOIN sales_handover_log g"
            f" ON g.id = l.log_id WHERE g.from_user_id = {archived})",
            [False, 0, 5],
        )
    ]


def drag_cards(crowd):
    """One seller drags the own cards in many tabs, three times in each, as fast as it goes."""
    person = crowd.dragger[0]
    found = person.ask(
        person.call(
            "sales.card", "web_search_read", specification={"name": {}},
            domain=[["is_on_view", "=", True]],
        )
    )  # fmt: skip
    cards = [card["id"] for card in found["records"]]
    requests = []
    for number, tab in enumerate(crowd.dragger):
        turns = []
        for turn in range(3):
            start = (number + turn) % len(cards)
            turns.append(
                tab.call(
                    "sales.card", "web_resequence", cards[start:] + cards[:start],
                    specification={"name": {}}, field_name="view_sequence",
                )
            )  # fmt: skip
        requests.append((tab, turns))
    return requests, [
        Expected(
            "one place for each card",
            "SELECT COUNT(*) = COUNT(DISTINCT sequence) FROM sales_card_preference"
            f" WHERE user_id = {person.uid}",
            [True],
        )
    ]


def mark_done(crowd):
    """Everybody marks the same call done."""
    requests = [
        (person, [person.call("mail.activity", "action_feedback", [crowd.own["activity"]],
                              feedback="rang")])
        for person in crowd.sellers
    ]  # fmt: skip
    query = f"SELECT active, is_held FROM mail_activity WHERE id = {crowd.own['activity']}"
    return requests, [Expected("it is done, once", query, [False, True])]


def take_the_same_lead(crowd):
    """Everybody takes the same opportunity."""
    requests = [
        (person, [person.call("crm.lead", "web_save", [crowd.own["taken"]], {"user_id": person.uid},
                              specification={"user_id": {}})])
        for person in crowd.sellers
    ]  # fmt: skip
    query = f"SELECT user_id IS NOT NULL FROM crm_lead WHERE id = {crowd.own['taken']}"
    return requests, [Expected("somebody has it", query, [True])]


def confirm_the_same_order(crowd):
    """Everybody confirms the same order."""
    requests = [
        (person, [person.press("sale.order", "action_confirm", [crowd.own["order"]])])
        for person in crowd.sellers
    ]
    return requests, [
        Expected(
            "confirmed, and its opportunity won by one stay",
            "SELECT o.state, l.won_status, (SELECT COUNT(*) FROM crm_lead_stage_history h WHERE"
            " h.lead_id = l.id AND h.stage_id = l.stage_id AND h.left_on IS NULL)"
            f" FROM sale_order o JOIN crm_lead l ON l.id = o.opportunity_id"
            f" WHERE o.id = {crowd.own['order']}",
            ["sale", "won", 1],
        )
    ]


def _move(crowd, lead, stage_of):
    return [
        (person, [person.call("crm.lead", "web_save", [lead], {"stage_id": stage_of(number)},
                              specification={"stage_id": {}})])
        for number, person in enumerate(crowd.sellers)
    ]  # fmt: skip


def drag_the_same_opportunity(crowd):
    """Everybody drags the same opportunity to another stage."""
    stages = crowd.made["stages"][:4]
    requests = _move(crowd, crowd.own["moved"], lambda number: stages[number % 4])
    return requests, [
        Expected(
            "one current stay, in its stage",
            "SELECT COUNT(*) FROM crm_lead_stage_history h JOIN crm_lead l ON l.id = h.lead_id"
            f" WHERE h.left_on IS NULL AND h.stage_id = l.stage_id AND l.id = {crowd.own['moved']}",
            [1],
        )
    ]


def win_the_same_opportunity(crowd):
    """Everybody wins the same opportunity."""
    requests = [
        (person, [person.press("crm.lead", "action_set_won_rainbowman", [crowd.own["done"]])])
        for person in crowd.sellers
    ]
    query = f"SELECT won_status FROM crm_lead WHERE id = {crowd.own['done']}"
    return requests, [Expected("it is won", query, ["won"])]


def freeze_the_forecast(crowd):
    """A manager freezes today's forecast from many tabs."""
    requests = [
        (person, [person.press("sales.forecast.snapshot", "action_freeze")])
        for person in crowd.boss
    ]
    return requests, [
        Expected(
            "each opportunity once",
            "SELECT COUNT(*) > 0 AND COUNT(*) = COUNT(DISTINCT lead_id)"
            " FROM sales_forecast_snapshot WHERE NOT COALESCE(is_rebuilt, FALSE)",
            [True],
        )
    ]


def load_the_same_process(crowd):
    """A manager loads the same ready-made process for one team from many tabs."""
    values = {"template_id": crowd.made["process"], "team_id": crowd.own["loading"]}
    requests = []
    for person in crowd.boss:
        (form,) = person.ask(person.call("sales.process.template.load", "create", [values]))
        requests.append(
            (person, [person.press("sales.process.template.load", "action_load", [form])])
        )
    query = (
        f"SELECT COUNT(*) FROM crm_stage_crm_team_rel WHERE crm_team_id = {crowd.own['loading']}"
    )
    return requests, [Expected("each stage once", query, [crowd.made["process_stages"]])]


SCENES = (
    call_the_same_customer, log_from_many_tabs, plan_for_a_colleague, drag_cards, mark_done,
    take_the_same_lead, drag_the_same_opportunity, confirm_the_same_order,
    win_the_same_opportunity, freeze_the_forecast, load_the_same_process,
    hand_over_the_same_seller, archive_the_same_seller,
)  # fmt: skip

"""The screens on which people read, as requests; for what has to hold of each of them."""

from devtools import recordings
from devtools.session import Refused

LIST, CENTRE, REPORT = "list ", "centre ", "report "


def of_seller(session):
    """``{title: requests}`` of what a seller reads."""
    found = {card["name"]: card for card in cards(session)}
    row = next(card for card in found.values() if card["preview"] and card["model"] == "crm.lead")
    lead = row["preview"][0]["id"]

    def then(name, **records):
        return recordings.requests(session, "ours", name, **records)

    return {
        "Seller's view": recordings.requests(session, "ours", "seller_view", "first"),
        **{
            f"List behind “{name}”": then(f"{LIST}{name}", card=card["id"])
            for name, card in found.items()
            if _is_recorded(name)
        },
        "Row of a card": then("row", card=row["id"], lead=lead),
        "Opportunity form": then("form", lead=lead),
        "Pipeline's columns": [
            request
            for request in then("pipeline")
            if request[0] != "/web/action/run"  # stock's, which Odoo lets write
        ],
    }


def unrecorded(session):
    """Names of the cards on the seller's view whose list nobody has recorded."""
    return [card["name"] for card in cards(session) if not _is_recorded(card["name"])]


def _is_recorded(card_name):
    return f"{LIST}{card_name}" in recordings.screens("ours")


def cards(session):
    """The cards on the seller's view, of which none may have an error."""
    request = session.call(
        "sales.card",
        "web_search_read",
        specification={"name": {}, "error": {}, "model": {}, "preview": {}},
        domain=[["is_on_view", "=", True]],
    )
    found = session.ask(request)["records"]
    for card in found:
        if card["error"]:
            raise Refused(f"{card['name']}: {card['error']}")
    return found


def of_manager(session, seller_id):
    """``{title: requests}`` of what a sales manager reads."""
    screens = {
        "A seller's view, seen by the manager": recordings.requests(
            session, "ours", "view_of_seller", seller=seller_id
        )
    }
    for name in recordings.screens("ours"):
        if name.startswith((CENTRE, REPORT)):
            title = name[0].upper() + name[1:]
            screens[title] = recordings.requests(session, "ours", name, "first")
    return screens

"""The screens on which people read, as requests; for what has to hold of each of them."""

from devtools import web_client

TABS = ("events", "targets", "pipeline", "funnel", "forecast", "kpis", "coaching")
REPORTS = {
    "sales.event.report": "events",
    "sales.opportunity.report": "opportunities",
    "sales.funnel.report": "funnel",
    "sales.target.report": "targets",
    "crm.lead.stage.history": "stays",
}


def of_seller(session):
    """``{title: requests}`` of what a seller reads."""
    info = session.call("sales.card", "get_view_info")
    screens = {"Seller's view": [info, *web_client.seller_view(session)]}
    cards = session.ask(
        session.call(
            "sales.card",
            "web_search_read",
            specification={"name": {}, "error": {}, "model": {}, "preview": {}},
            domain=[["is_on_view", "=", True]],
        )
    )["records"]
    for card in cards:
        if card["error"]:
            raise web_client.Refused(f"{card['name']}: {card['error']}")
        name = f"List behind “{card['name']}”"
        screens[name] = web_client.drill_down(session, card["id"])
        if card["preview"] and card["model"] == "crm.lead":
            opportunity = card["preview"][0]["id"]
            screens["Row of a card"] = [
                session.press("sales.card", "action_open_row", [card["id"]], opportunity)
            ]
            screens["Opportunity form"] = web_client.form(session, "crm.lead", opportunity)
    screens["Pipeline's columns"] = web_client.pipeline(session)[1:]  # its action is stock's
    return screens


def of_manager(session, seller_id):
    """``{title: requests}`` of what a sales manager reads."""
    screens = {
        "A seller's view, seen by the manager": web_client.seller_view(
            session, {"card_user_id": seller_id}
        )
    }
    for tab in TABS:
        screens[f"Centre: {tab}"] = web_client.centre(session, f"get_{tab}")
    for model, title in REPORTS.items():
        action = {"res_model": model, "views": [[False, "list"]]}
        grouped = session.call(
            model, "web_read_group", domain=[], groupby=["user_id"], aggregates=["__count"]
        )
        screens[f"Report on {title}"] = [web_client.listing(session, action), grouped]
    return screens

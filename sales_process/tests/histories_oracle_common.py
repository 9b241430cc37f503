"""How far an opportunity has come, read from its documents by Odoo's own fields and said once more,
in other words than the product's: what the random histories are held against."""

from collections import defaultdict

STEPS = ("order", "delivery", "invoice", "payment")
SETTLED = ("paid", "reversed", "invoicing_legacy")


def get_flow(lead):
    """Return ``(step, untaxed amount)`` of an opportunity's documents."""
    orders = lead.env["sale.order"].sudo().search([("opportunity_id", "=", lead.id)])
    orders = orders.filtered(lambda order: order.state != "cancel")
    amounts = {order: _get_amount(lead, order) for order in orders}
    confirmed = orders.filtered(lambda order: order.state == "sale")
    if confirmed:
        step = min(map(_get_step, confirmed), key=STEPS.index)
        return step, sum(amounts[order] for order in confirmed)
    if not orders:
        return "none", 0.0
    is_sent = "sent" in orders.mapped("state")
    return "sent" if is_sent else "quotation", max(amounts.values())


def _get_amount(lead, order):
    """In the currency of the opportunity's company; without one, in the first company's."""
    amount = order.amount_untaxed / (order.currency_rate or 1)
    company = lead.company_id or lead.env["res.company"].sudo().search([], order="id", limit=1)
    own = order.company_id.currency_id
    if lead.company_id or own == company.currency_id:
        return amount
    return own._convert(
        amount, company.currency_id, order.company_id, order.date_order.date(), round=False
    )


def _get_step(order):
    lines = order.order_line.filtered(lambda line: not line.display_type)
    lines = lines.filtered(lambda line: not line.is_downpayment)
    goods = lines.filtered(lambda line: line.product_id.invoice_policy == "delivery")
    goods = goods.filtered(lambda line: line.product_uom_qty > 0)
    is_complete = all(line.qty_delivered >= line.product_uom_qty for line in goods)
    has_arrived = is_complete and any(line.qty_delivered > 0 for line in goods)
    if not _is_invoiced(order, lines, is_complete):
        return "delivery" if has_arrived else "order"
    return "payment" if is_complete and _is_settled(order) else "invoice"


def _get_moves(order, state):
    moves = order.order_line.invoice_lines.move_id.filtered(
        lambda move: move.move_type in ("out_invoice", "out_refund") and move.state == state
    )
    refunds = moves.filtered(lambda move: move.move_type == "out_refund")
    return moves - refunds, refunds


def _get_net(order):
    """What is invoiced of each order line, and of the order in all, less what was credited."""
    quantities, total = defaultdict(float), 0.0
    for sign, moves in zip((1, -1), _get_moves(order, "posted"), strict=True):
        for item in moves.invoice_line_ids:
            for line in item.sale_line_ids & order.order_line:
                quantities[line] += sign * item.quantity
            if item.sale_line_ids & order.order_line:
                total += sign * item.price_total
    return quantities, total


def _is_invoiced(order, lines, is_complete):
    """All is out: what was delivered of goods, all of the rest, and no draft is left."""
    drafts, _draft_refunds = _get_moves(order, "draft")
    net, total = _get_net(order)
    is_all_out = all(
        is_complete and net[line] == line.qty_delivered
        if line.product_id.invoice_policy == "delivery"
        else net[line] >= line.product_uom_qty
        for line in lines
    )
    has_bill = abs(total) > 0.004 or any(net[line] for line in lines)
    return is_all_out and has_bill and not drafts


def _is_settled(order):
    """Nobody owes anything, and nothing that was paid is offset by a credit note in draft."""
    invoices, refunds = _get_moves(order, "posted")
    _drafts, draft_refunds = _get_moves(order, "draft")
    is_return = _get_net(order)[1] < 0
    owed = invoices | refunds if is_return else invoices
    return all(
        move.payment_state in SETTLED or not move.amount_residual for move in owed
    ) and not any(
        move.payment_state in (*SETTLED, "in_payment") or move.amount_residual < move.amount_total
        for move in draft_refunds
    )

from datetime import timedelta

from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools.misc import hash_sign, verify_hash_signed

from ....tools.context import without_screen
from ....tools.fields import JsonList
from ....tools.values import find_sent

# The screen offers to take a step back for ten seconds; the rest is for a slow connection.
UNDO_TIME = timedelta(seconds=30)
UNDO_SCOPE = "sales_process.row_action"
# the place of an action that does not say its own
LAST = 100
# what the client needs to know of an action
SENT = ("label", "icon", "confirm", "choices", "is_menu_only")


class SalesCard(models.Model):
    """What can be done with a row on the card itself: offered, done, and taken back."""

    _inherit = "sales.card"

    row_actions = JsonList("Actions of Rows", compute="_compute_content")

    # ------------------------------------------------------------
    # WHAT IS OFFERED
    # ------------------------------------------------------------

    def _get_row_actions(self, records):
        """Return what the user can do with each record, as its state and the user's rights are. To
        be extended, in batch: rows cost no queries of their own.

        What it reads of the records is named in :meth:`_get_row_fields`.

        :return: dict ``{record id: [names of _get_row_action_options]}``
        """
        self.ensure_one()
        return {record_id: ["open"] for record_id in records.ids}

    @api.model
    def _get_row_action_options(self):
        """Return what actions of rows are, by name. To be extended by further ones.

        Each is a dict of ``label``, ``icon``, ``sequence`` (without one they come last) and
        ``method``, which gets the record and the values that the client sends, and returns an
        action to open or what :meth:`_say_row` returns. Optional: ``undo``, the method that takes
        it back, gets the record and what was kept for it; ``confirm``, what is asked before;
        ``choices``, a list of ``label`` and ``values`` to choose from; ``is_menu_only`` for what
        needs no button beside the menu.
        """
        return {
            "open": {
                "label": self.env._("Open"),
                "icon": "fa-external-link",
                "method": "_run_open",
                "is_menu_only": True,
            }
        }

    def _prepare_content(self, **content):
        return super()._prepare_content(**{"row_actions": [], **content})

    def _prepare_actions(self, records, options):
        """Return the names of each record's actions in their order, and what the client needs to
        know of all of them.

        :param options: as :meth:`_get_row_action_options` returns them
        """
        places = {name: option.get("sequence", LAST) for name, option in options.items()}
        actions = {
            record_id: sorted(names, key=places.__getitem__)
            for record_id, names in self._get_row_actions(records).items()
        }
        used = set().union(*actions.values())
        described = [
            {
                "name": name,
                **{key: option[key] for key in SENT if key in option},
            }
            for name, option in options.items()
            if name in used
        ]
        return actions, described

    # ------------------------------------------------------------
    # DOING
    # ------------------------------------------------------------

    def run_row_action(self, res_id, action, values=None):
        """Do something with a row of the card.

        What is no longer there, or no longer offered, is said, and nothing is done.

        :param int res_id: the record
        :param str action: one of those that the row offers
        :param dict values: what the user has chosen
        :return: an action to open; or ``message`` and its ``type``, and ``undo``: what
            :meth:`undo_row_action` takes, or False
        """
        self.ensure_one()
        self._get_card_user()  # whose view may not be opened, on that nothing is done
        self._check_readable()
        values = self._check_row_values(values)
        record = find_sent(self.env[self.model], res_id)
        if not record or not record.has_access("read"):
            return self._say_row_gone()
        if not isinstance(action, str) or action not in self._get_row_actions(record)[record.id]:
            return self._say_row_changed(record)
        option = self._get_row_action_options()[action]
        # what the screen says of the card is not for what is made of its rows
        context = without_screen(self.env.context)
        if card_user_id := self.env.context.get("card_user_id"):
            context["card_user_id"] = card_user_id
        card = self.with_context(context)  # pylint: disable=context-overridden
        return getattr(card, option["method"])(record.with_env(card.env), values)

    @api.model
    def undo_row_action(self, token):
        """Take back what was done with a row a moment ago.

        :param str token: as :meth:`run_row_action` has returned it to the same user
        :return: ``message`` and its ``type``
        """
        step = self._read_token(token)
        if not step:
            return self._say_row(
                self.env._("It is too late to undo this. Open the record to change it."), "warning"
            )
        card = self.browse(step["card"]).exists()
        record = self.env[step["model"]].browse(step["id"]).exists()
        if not card or not record:
            return self._say_row_gone()
        return getattr(card, self._get_row_action_options()[step["action"]]["undo"])(
            record, step["kept"]
        )

    def _run_open(self, record, _values):
        return self._prepare_row_action(record)

    @api.model
    def _check_row_values(self, values):
        if values is not None and not isinstance(values, dict):
            raise UserError(
                self.env._("“%s” says nothing of what to do. Give names with values.", values)
            )
        return values or {}

    # ------------------------------------------------------------
    # WHAT IS SAID
    # ------------------------------------------------------------

    @api.model
    def _say_row(self, message, kind="info", undo=False):
        """Return what the client says of what was done.

        :param str kind: ``success``, ``info`` or ``warning``
        :param undo: as :meth:`_make_token` returns it
        """
        return {"message": message, "type": kind, "undo": undo}

    @api.model
    def _say_row_gone(self):
        return self._say_row(
            self.env._(
                "This record was deleted meanwhile, or is no longer yours to read. Nothing was"
                " done."
            ),
            "warning",
        )

    @api.model
    def _say_row_changed(self, record):
        """Say why an action that was offered is no longer. To be extended by better reasons."""
        return self._say_row(
            self.env._(
                "“%s” has changed meanwhile, so nothing was done. The card shows it as it is now.",
                record.display_name,
            ),
            "warning",
        )

    # ------------------------------------------------------------
    # TAKING BACK
    # ------------------------------------------------------------

    def _make_token(self, action, record, kept):
        """Return what takes an action back, for the same user and a short time.

        :param kept: plain JSON, for the action's ``undo``
        """
        step = {
            "action": action,
            "card": self.id,
            "model": record._name,
            "id": record.id,
            "user": self.env.uid,
            "kept": kept,
        }
        # sudo: the key to sign with
        return hash_sign(self.sudo().env, UNDO_SCOPE, step, expiration=UNDO_TIME)

    @api.model
    def _read_token(self, token):
        try:
            # sudo: the key that it was signed with
            step = verify_hash_signed(self.sudo().env, UNDO_SCOPE, token)
        except (ValueError, AttributeError, TypeError):  # anything that a client may send
            return None
        return step if step and step["user"] == self.env.uid else None

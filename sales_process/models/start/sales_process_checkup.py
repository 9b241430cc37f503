from typing import NamedTuple

from odoo import api, models
from odoo.exceptions import AccessError, UserError

from ...tools.plain import to_plain

MAX_EXAMPLES = 5


class Check(NamedTuple):
    """One question of the check-up."""

    label: str  # what is found where it is set up badly
    advice: str  # why it matters, and what to do
    mend: str = ""  # what the button that mends will do; empty where a person has to decide


class SalesProcessCheckup(models.AbstractModel):
    """Is it set up well? Finds settings that keep the sales process from working.

    A check is a method ``_find_<code>`` that returns ``{record: what is wrong with it}`` of one
    model, in a fixed number of queries, with the eyes of who asks. ``_open_<code>(records)``
    opens them where their plain list would not do, and ``_mend_<code>(records)`` puts them right
    where the check says what it will do.
    """

    _name = "sales.process.checkup"
    _description = "Check-up of the Sales Process"

    @api.model
    def _get_checks(self):
        """``{code: Check}`` in the order in which they are shown. To be extended."""
        return {}

    @api.model
    @api.readonly
    def get_findings(self, codes=None):
        """Make the checks.

        :param list codes: which; all of them without
        :return: ``[{"code", "label", "count", "reason", "action", "mend"}]``, one for each check;
            ``action`` opens what was found, ``mend`` says what :meth:`mend` would do. Where
            nothing is found ``count`` is 0 and these are false
        :raise odoo.exceptions.AccessError: for all but sales administrators
        :raise odoo.exceptions.UserError: there is no check of that code
        """
        self._check_may_use()
        return to_plain(
            [self._prepare_finding(code, self._find(code)) for code in self._check_codes(codes)]
        )

    @api.model
    def mend(self, code):
        """Put right what a check has found, where that can be done without asking.

        :return: how many records it was
        :raise odoo.exceptions.UserError: a person has to decide, or there is no such check
        """
        self._check_may_use()
        (code,) = self._check_codes([code])
        records = self._find(code)
        if not self._get_checks()[code].mend:
            raise UserError(
                self.env._("This cannot be mended by itself: open what was found, and decide.")
            )
        if not records:
            return 0
        records = next(iter(records)).union(*records)
        getattr(self, f"_mend_{code}")(records)
        return len(records)

    @api.model
    @api.readonly
    def open_found(self, code):
        """Return the action that opens what a check finds now."""
        self._check_may_use()
        (code,) = self._check_codes([code])
        return self._prepare_open_action(code, self._find(code))

    @api.model
    def _check_may_use(self):
        if not self.env.su and not self.env.user.has_group("sales_team.group_sale_manager"):
            raise AccessError(
                self.env._("Only sales administrators check how the sales process is set up.")
            )

    @api.model
    def _check_codes(self, codes):
        """The codes asked for.

        :raise odoo.exceptions.UserError: there is no check of that code
        """
        known = self._get_checks()
        codes = list(known) if codes is None else codes
        for code in codes if isinstance(codes, (list, tuple)) else [codes]:
            if not isinstance(code, str) or code not in known:
                raise UserError(
                    self.env._(
                        "There is no check “%(name)s”. Choose of: %(known)s",
                        name=str(code),
                        known=", ".join(known),
                    )
                )
        return codes if isinstance(codes, (list, tuple)) else [codes]

    @api.model
    def _find(self, code):
        return getattr(self, f"_find_{code}")()

    @api.model
    def _prepare_finding(self, code, found):
        check = self._get_checks()[code]
        return {
            "code": code,
            "label": check.label,
            "count": len(found),
            "reason": self._say(check, found),
            "action": self._prepare_open_action(code, found) if found else False,
            "mend": (found and check.mend) or False,
        }

    @api.model
    def _say(self, check, found):
        """The first ones that were found, and what to do about them."""
        if not found:
            return False
        texts = [text for text in found.values() if text][:MAX_EXAMPLES]
        if len(found) > MAX_EXAMPLES:
            texts.append(self.env._("…and %(count)s more", count=len(found) - MAX_EXAMPLES))
        return "\n".join([*texts, check.advice])

    @api.model
    def _prepare_open_action(self, code, found):
        """The action that opens records that were found."""
        if not found:
            return False
        records = next(iter(found)).union(*found)
        open_found = getattr(self, f"_open_{code}", None)
        if open_found:
            return open_found(records)
        return self._prepare_list_action(records, self._get_checks()[code].label)

    @api.model
    def _prepare_list_action(self, records, name):
        return {
            "type": "ir.actions.act_window",
            "name": name,
            "res_model": records._name,
            "views": [(False, "list"), (False, "form")],
            "domain": [("id", "in", records.ids)],
            "context": {},
        }

    @api.model
    def _prepare_window(self, xmlid, records):
        """A window of the product, with the records that were found only."""
        action = self.env["ir.actions.act_window"]._for_xml_id(f"sales_process.{xmlid}")
        return {**action, "domain": [("id", "in", records.ids)], "context": {}}

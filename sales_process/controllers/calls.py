import json
import time

from odoo import SUPERUSER_ID
from odoo.exceptions import UserError
from odoo.http import Controller, request, route

from ..tools.calls import is_recent, is_signed
from ..tools.values import find_sent

LARGEST_MESSAGE = 64 * 1024  # bytes


class Calls(Controller):
    @route(
        "/sales_process/calls/<int:company_id>",
        type="http",
        auth="public",
        methods=["POST"],
        csrf=False,
        save_session=False,
    )
    def take_call(self, company_id):
        """Log a call that a company's telephone system tells of in a signed message."""
        headers, http = request.httprequest.headers, request.httprequest
        if (http.content_length or 0) > LARGEST_MESSAGE:
            return self._refuse(413, request.env._("A call is told in 64 KB at most."))
        body = http.get_data()
        # public has no rights: who has the secret is the company's telephone system
        company = find_sent(request.env["res.company"].sudo(), company_id)
        timestamp = headers.get("X-Sales-Timestamp", "")
        signature = headers.get("X-Sales-Signature", "")
        if not is_signed(company.call_secret, timestamp, body, signature):
            return self._refuse(
                401,
                request.env._(
                    "The signature is missing or wrong. X-Sales-Signature is sha256= and the"
                    " HMAC-SHA256, in hexadecimal, of X-Sales-Timestamp, a full stop and the body,"
                    " with the secret of the settings."
                ),
            )
        if not is_recent(timestamp, time.time()):
            return self._refuse(
                401,
                request.env._(
                    "X-Sales-Timestamp is more than five minutes from now. Send the seconds since"
                    " 1970 (UTC), and check the clock of the telephone system."
                ),
            )
        return self._take(company, body)

    def _take(self, company, body):
        calls = request.env["sales.call"].with_user(SUPERUSER_ID).with_company(company)
        try:
            told = calls._read_told(json.loads(body))
        except (ValueError, RecursionError):
            return self._refuse(400, request.env._("The body is no JSON."))
        except UserError as error:
            return self._refuse(400, str(error))
        user = calls.env["res.users"]._find_by_telephone(told.user, company)
        call = calls._take(told, company, user)
        return request.make_json_response(
            {"event": call.activity_id.id, "reason": call._say_problem()}
        )

    def _refuse(self, status, message):
        return request.make_json_response({"error": message}, status=status)

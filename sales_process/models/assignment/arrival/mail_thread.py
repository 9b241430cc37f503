import codecs
import email
import email.policy

from odoo import api, models


class MailThread(models.AbstractModel):
    """A mail arrives whatever its sender's program has made of it."""

    _inherit = "mail.thread"

    @api.model
    def message_process(self, model, message, *args, **kwargs):
        """Odoo's reading stops at a character set that nobody knows, and at a NUL character."""
        return super().message_process(model, self._make_readable(message), *args, **kwargs)

    @api.model
    def _make_readable(self, message):
        """The same mail, as bytes, without what cannot be read or kept."""
        message = getattr(message, "data", message)  # XML-RPC wraps bytes
        if isinstance(message, str):
            message = message.encode()
        if not isinstance(message, bytes):
            return message  # no mail: Odoo's matter
        message = message.replace(b"\0", b"")
        parsed = email.message_from_bytes(message, policy=email.policy.SMTP)
        is_changed = False
        for part in parsed.walk():
            charset = part.get_content_charset()
            if part.get_content_maintype() == "text" and charset and not _is_known(charset):
                part.set_param("charset", "utf-8")  # read with what is wrong replaced
                is_changed = True
        return parsed.as_bytes() if is_changed else message


def _is_known(charset):
    try:
        codecs.lookup(charset)
    except LookupError:
        return False
    return True

import logging
from email.message import EmailMessage

from odoo import api, models

from ....tools.mails import UNREADABLE, make_plain, make_readable, without_unkept

_logger = logging.getLogger(__name__)


class MailThread(models.AbstractModel):
    """A mail arrives whatever its sender's program has made of it."""

    _inherit = "mail.thread"

    @api.model
    def message_process(self, model, message, *args, **kwargs):
        """Odoo's reading stops at a character set that nobody knows, and at a NUL character."""
        message = getattr(message, "data", message)  # XML-RPC wraps bytes
        if isinstance(message, str):
            message = message.encode(errors="replace")
        if isinstance(message, bytes):  # anything else is no mail: Odoo's matter
            message = make_readable(message)
        return super().message_process(model, message, *args, **kwargs)

    @api.model
    def message_parse(self, message, save_original=False):
        """What cannot be read as it is is read as plain text."""
        try:
            read = super().message_parse(message, save_original=save_original)
        except UNREADABLE as error:
            if not isinstance(message, EmailMessage):
                raise
            _logger.info("A mail is read as plain text: %s", error)
            make_plain(message)
            read = super().message_parse(message)
        return {
            name: without_unkept(value) if isinstance(value, str) else value
            for name, value in read.items()
        }

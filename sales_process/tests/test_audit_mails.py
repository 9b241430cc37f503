import email
import email.policy

from odoo.tests import BaseCase, tagged

from ..tools import mails
from .common import SalesProcessCommon

HEAD = b"From: Ann <ann@acme.example.com>\nTo: sales@example.com\nSubject: A question\n"
QP = b"Content-Type: text/plain\nContent-Transfer-Encoding: quoted-printable\n\n"
UNREADABLE_MAILS = {
    "a message id that is none": b"Message-Id: <>\n\nDo you deliver?\n",
    "a content type that is none": b"Content-Type: /\n\nDo you deliver?\n",
    "a character set that nobody knows": (
        b"Content-Type: text/plain; charset=x-of-nobody\n\nDo you deliver? \xff\n"
    ),
    "a codec that is no character set": (
        b"Content-Type: text/plain; charset=hex\n\nDo you deliver?\n"
    ),
    "a character set that replaces nothing": (
        b"Content-Type: text/plain; charset=idna\n\nDo you deliver? \xff\n"
    ),
    "NUL in the text": b"\nDo you deliver?\0\n",
    "NUL that is encoded": QP + b"=00Do you deliver?\n",
    "a report without parts": (
        b'Content-Type: multipart/report; boundary="b"\n\nDo you deliver?\n'
    ),
}


@tagged("post_install", "-at_install")
class TestUnreadableMails(SalesProcessCommon):
    """A mail arrives whatever its sender's program has made of it."""

    def _receive(self, raw, model="crm.lead"):
        return self.env["crm.lead"].browse(self.env["mail.thread"].message_process(model, raw))

    def test_each_arrives(self):
        for what, rest in UNREADABLE_MAILS.items():
            with self.subTest(what):
                lead = self._receive(HEAD + rest)
                self.assertEqual(lead.name, "A question")
                self.assertEqual(lead.email_from, '"Ann" <ann@acme.example.com>')
                self.assertIn("Do you deliver?", lead.message_ids.mapped("body")[0])

    def test_a_long_subject_arrives_whole(self):
        subject = b"Why " * 199 + b"not?"
        lead = self._receive(HEAD.replace(b"A question", subject) + b"\nDo you deliver?\n")
        self.assertEqual(lead.name, subject.decode())

    def test_a_mail_that_can_be_read_is_left_alone(self):
        raw = HEAD + "Content-Type: text/plain; charset=utf-8\n\nGrüße 🙂\n".encode()
        self.assertEqual(mails.make_readable(raw), raw)
        self.assertIn("Grüße 🙂", self._receive(raw).message_ids.mapped("body")[0])


@tagged("post_install", "-at_install")
class TestMailTools(BaseCase):
    def test_what_is_kept_of_a_mail(self):
        message = email.message_from_bytes(
            HEAD
            + b'Message-Id: <>\nContent-Type: multipart/mixed; boundary="b"\n\n'
            + b"--b\nContent-Type: text/html\n\n<p>Do you</p>\n"
            + b"--b\nContent-Type: application/pdf\n\nno text\n"
            + b"--b\nContent-Type: text/plain\n\ndeliver?\n--b--\n",
            policy=email.policy.SMTP,
        )
        mails.make_plain(message)
        self.assertEqual(message["From"], "Ann <ann@acme.example.com>")
        self.assertEqual(message["Subject"], "A question")
        self.assertEqual(message.get_content().split(), ["Do", "you", "deliver?"])

    def test_characters_that_are_not_kept(self):
        self.assertEqual(mails.without_unkept("a\0b"), "ab")
        self.assertEqual(mails.without_unkept("ä\0\ud800🙂"), "ä�🙂")

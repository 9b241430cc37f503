"""Mails as programs send them that nobody has tested, and files as people import them."""

import base64

CHARSETS = [
    "utf-8", "x-of-nobody", "utf-7", "utf-16", "cp-850", "", "\"", "unicode-1-1-utf-7", "base64",
    "idna", "rot13", "hex", "undefined", "raw_unicode_escape", "x" * 300,
]  # fmt: skip
SENDERS = [
    b"ann@acme.example.com", b"", b"Ann", b"<>", b"MAILER-DAEMON", b"a@b, c@d", b"\xff\xfe@x",
    b"@", b"a" * 900, b"=?x-of-nobody?Q?=FF?= <ann@acme.example.com>",
    b"=?utf-8?B?////?= <a@b.example.com>", b"a@\xc3\xa4.example",
    b"Ann\0 <ann@acme.example.com>", b'"; -- <ann@acme.example.com>',
    b"ann@acme.example.com\n X: y",
]  # fmt: skip
SUBJECTS = [
    b"A question", b"", b"x" * 3000, b"A ques\0tion", b"\xff\xfe\xfd",
    b"=?x-of-nobody?Q?=FF=00?=", b"=?utf-8?B?AAAA?=", b"=?utf-8?Q?=ED=A0=80?=",
    b"=?utf-8?Q?broken", b"=?hex?Q?zz?=", b"=?rot13?Q?abc?=", b"Re: Re: Fwd:", b"%s {{ 1 }}",
    b"<script>alert(1)</script>", "Größe – 🙂".encode(), b"=?utf-16?B?/////w==?=",
    b"=?undefined?B?eA==?=",
]  # fmt: skip
BODIES = [
    b"Do you deliver?", b"", b"\0" * 50, b"\xff\xfe\xfd", b"x" * 20000, b"<p>" * 300,
    b"<html><body>&#0;&#xD800;</body>",
    b"<?xml version='1.0' encoding='x-of-nobody'?><p>Hello</p>", b"<svg onload=alert(1)>",
    b"=FF=00=ZZ", b"AAAA====AA", b"<meta charset=x-of-nobody><p>\xff</p>", b"<!--",
    b"<style>" + b"a" * 5000, "Grüße\u2028\u202e🙂".encode(), b"\x1b[0m\x08",
]  # fmt: skip
ENCODINGS = [b"7bit", b"8bit", b"base64", b"quoted-printable", b"x-uuencode", b"nonsense", b""]
TYPES = [
    b"text/plain", b"text/html", b"text/", b"/", b"", b"text", b"application/octet-stream",
    b"text/calendar", b"message/rfc822", b"message/delivery-status",
    b"multipart/report; report-type=delivery-status", b"image/png", b"application/ms-tnef",
    b"text/x-amp-html", b"message/partial", b"message/external-body",
]  # fmt: skip
DATES = [
    b"", b"now", b"Mon, 99 Foo 0000 25:61:61 +9999", b"Thu, 01 Jan 0001 00:00:00 +0000", b"\xff",
    b"0" * 400, b"Fri, 31 Dec 9999 23:59:59 -1200", b"Wed, 01 Jan 2025 10:00:00 +0000",
]  # fmt: skip
NAMES = [
    b"a.txt",
    b"../../etc/passwd",
    b"",
    b"x" * 1000,
    b"\xff",
    b"=?x-of-nobody?Q?=FF?=",
    b"a\0b.txt",
]
CELLS = [
    "", "x", "x\0y", "\ud800", "x" * 10000, "NaN", "1e999", "1e308", "-1", str(2**40), "12,5",
    "1.234,56", "2025-01-01", "0001-01-01", "9999-12-31", "31.12.2025", "TRUE",
    "base.user_admin", "no.such_id", "=1+1", "[]", "{}", "'", '"', "a,b", "🙂", "\u202e",
    "line\nline", "[('id', '>', 0)]", "[('create_date', '>', 'today -999999d')]",
]  # fmt: skip


class Mails:
    """Makes raw mails, the same ones for the same seed.

    :param references: message ids that are known here
    """

    def __init__(self, random, references):
        self.random = random
        self.references = references

    def make(self):
        choose = self.random.choice
        if self.random.random() < 0.05:
            return choose([b"", b"\0", b"\n\n", b"\xff" * 100, b"From: ", b"no mail at all"])
        head = [
            (b"From", choose(SENDERS)),
            (b"To", choose([b"sales@example.com", *SENDERS])),
            (b"Subject", choose(SUBJECTS)),
            (
                b"Message-Id",
                choose([b"<%d@x>" % self.random.randrange(10**9), b"", b"<>", b"<\xff@x>"]),
            ),
            (b"Date", choose(DATES)),
            (b"In-Reply-To", choose([b"", b"<>", b"x" * 2000, b"<\xff\0>", *self.references])),
            (b"Cc", choose([b"", *SENDERS])),
            (
                b"X-Odoo-Objects",
                choose([b"", b"crm.lead-1", b"crm.lead-x", b"no.model-1", b"\xff"]),
            ),
            (b"MIME-Version", choose([b"1.0", b"", b"x"])),
        ]
        kept = [entry for entry in head if self.random.random() < 0.85]
        return b"".join(b"%s: %s\n" % entry for entry in kept) + self._make_part(3)

    def _make_part(self, depth):
        choose = self.random.choice
        if depth and self.random.random() < 0.3:
            boundary = choose([b"b", b"", b"x" * 200, b"b b"])
            parts = b"".join(
                b"--%s\n%s\n" % (boundary, self._make_part(depth - 1))
                for _number in range(self.random.randint(0, 3))
            )
            end = choose([b"--%s--\n" % boundary, b"", b"--other--\n"])
            kind = choose([b"mixed", b"alternative", b"related", b"report", b"x"])
            return b'Content-Type: multipart/%s; boundary="%s"\n\n%s%s' % (
                kind,
                boundary,
                parts,
                end,
            )
        body = choose(BODIES)
        if self.random.random() < 0.2:
            body = base64.b64encode(body)
        lines = [
            b"Content-Type: %s; charset=%s" % (choose(TYPES), choose(CHARSETS).encode()),
            b"Content-Transfer-Encoding: " + choose(ENCODINGS),
        ]
        if self.random.random() < 0.3:
            lines.append(b'Content-Disposition: attachment; filename="%s"' % choose(NAMES))
        return b"\n".join([*lines, b"", body])


class Files:
    """Makes tables to import, the same ones for the same seed.

    :param fields: of the model that takes them
    """

    def __init__(self, random, fields, values):
        self.random = random
        self.fields = fields
        self.values = values

    def make_table(self):
        """Columns and rows, as ``load`` takes them."""
        columns = [self._make_column(field) for field in self._choose_fields()]
        rows = [
            [self._make_cell(field) for _name, field in columns]
            for _number in range(self.random.randint(0, 4))
        ]
        if self.random.random() < 0.1:
            rows.append(["x"] * self.random.randint(0, len(columns) + 2))
        return [name for name, _field in columns], rows

    def make_file(self, columns, rows):
        """The same as a file of comma separated values, or what is called so."""
        text = "\n".join(",".join(map(self._quote, row)) for row in [columns, *rows])
        content = text.encode(self.random.choice(["utf-8", "utf-16", "latin-1"]), "replace")
        if self.random.random() < 0.15:
            content = self.random.choice(
                [b"", b"\0", b"\xff\xfe\xfd", b'"' * 99, content[:7], b"," * 999]
            )
        return content

    def _quote(self, cell):
        if self.random.random() < 0.05:
            return cell
        return '"' + cell.replace('"', '""') + '"'

    def _choose_fields(self):
        required = [field for field in self.fields if field.required]
        others = self.random.sample(self.fields, min(3, len(self.fields)))
        return list(dict.fromkeys([*required, *others]))

    def _make_column(self, field):
        name = field.name
        if field.relational and self.random.random() < 0.6:
            name += self.random.choice(["/id", "/.id", "/name", "/x", "/id/id"])
        elif self.random.random() < 0.05:
            name = self.random.choice(["", "x", "id", ".id", "x/y/z", name + "/"])
        return name, field

    def _make_cell(self, field):
        if self.random.random() < 0.5:
            return self.random.choice(CELLS)
        good = self.values.make_good(field)
        return str(good) if not isinstance(good, list) else "1"

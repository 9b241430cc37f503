import unittest

from devtools import dumps

DUMP = r"""--
-- what pg_dump says of itself
--
\restrict abc
SET statement_timeout = 0;
SET transaction_timeout = 0;
COMMENT ON EXTENSION pg_trgm IS 'of a superuser';
CREATE TABLE public.a (
    id integer
);

COPY public.a (id, name) FROM stdin;
1	-- no remark; SELECT 1;

2	\\.
\.

COPY public.b (id) FROM stdin;
\.
ALTER TABLE public.a ADD PRIMARY KEY (id);
\unrestrict abc
"""


class DumpTest(unittest.TestCase):
    def test_statements_of_a_dump(self):
        """Rows go with their COPY as they are; what another server cannot run is left out."""
        self.assertEqual(
            list(dumps.statements(DUMP.splitlines(keepends=True))),
            [
                "SET statement_timeout = 0;\nCREATE TABLE public.a (\n    id integer\n);\n",
                (
                    "COPY public.a (id, name) FROM stdin;\n",
                    "1\t-- no remark; SELECT 1;\n\n2\t\\\\.\n",
                ),
                ("COPY public.b (id) FROM stdin;\n", ""),
                "ALTER TABLE public.a ADD PRIMARY KEY (id);\n",
            ],
        )

    def test_versions_have_dumps_of_their_own(self):
        self.assertEqual(dumps.path_of("19.0.1.0.0").name, "release_19.0.1.0.0.sql.xz")

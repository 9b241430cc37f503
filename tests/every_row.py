"""Every row of every table, as it was and as it is: compared by PostgreSQL."""

from tests import outside

SCHEMA = "as_it_was"
ALL = None  # of a table: whichever column
# Odoo's own books of what is installed, and what it writes by itself whenever an addon comes
BOOKS = {
    "ir_model": {"info"},  # what a model says of itself
    "ir_model_fields": {"help"},
    "ir_module_module": ALL,
    "res_company": {"paperformat_id", "write_date"},  # those without one get the first one
}
# what the addon does at installation on purpose
ON_PURPOSE = {
    # CRM opens on the first page of the user's choice; uninstalled it opens as it did
    "ir_ui_menu": {"action", "write_date"},
    # these have got columns of ours, which say something: the row was written
    "digest_digest": {"write_date"},
    "mail_activity_type": {"write_date"},
    "res_company": {"write_date"},
}


class EveryRowCase(outside.OutsideCase):
    """A database whose tables can be remembered and compared with what becomes of them."""

    @classmethod
    def _tables(cls):
        """``{table: names of its columns}`` of everything that Odoo keeps."""
        return dict(
            cls.sql(
                """SELECT relation.relname,
                          ARRAY(SELECT attname::text FROM pg_attribute
                                 WHERE attrelid = relation.oid AND attnum > 0
                                   AND NOT attisdropped
                              ORDER BY attnum)
                     FROM pg_class AS relation
                    WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
                 ORDER BY relname"""
            )
        )

    @classmethod
    def remember(cls):
        """Keep a copy of every table, in a schema of its own that Odoo does not look at."""
        # under other names: Odoo asks for columns by the name of their table
        cls.remembered = {
            table: (f"{SCHEMA}.t{number}", columns)
            for number, (table, columns) in enumerate(cls._tables().items())
        }
        copies = (
            f'CREATE TABLE {copy} AS TABLE public."{table}"'
            for table, (copy, _columns) in cls.remembered.items()
        )
        cls.sql(f"CREATE SCHEMA {SCHEMA}; " + "; ".join(copies))

    @classmethod
    def find_differences(cls):
        """What is no longer as it was: ``[(table, id, column, was, is)]``; of a row that is gone
        the column is ``(gone)``, of one that has come ``(new)``. Columns that have come are not
        looked at, those that have gone are named."""
        tables, parts, differences = cls._tables(), [], []
        for table, (copy, columns) in cls.remembered.items():
            now = tables.get(table, ())
            gone = [name for name in columns if name not in now]
            differences += [(table, None, name, "(column)", None) for name in gone]
            compare = _by_id if "id" in columns else _as_a_whole
            if now:
                parts.append(compare(table, copy, [name for name in columns if name in now]))
        return [*differences, *map(tuple, cls.sql(" UNION ALL ".join(parts)))]

    def assertExplained(self, differences, *reasons):
        """Nothing has changed or gone but what one of the reasons, ``{table: columns}``, is for."""
        strange = {}
        for table, row_id, column, was, now in differences:
            known = [reason[table] for reason in reasons if table in reason]
            if column != "(new)" and not any(names is ALL or column in names for names in known):
                strange.setdefault(f"{table}.{column}", (row_id, was, now))
        self.assertEqual(strange, {})


def _by_id(table, copy, columns):
    """The values that differ, of rows with an id."""
    was, now = (", ".join(f'{side}."{name}"' for name in columns) for side in ("was", "now"))
    return f"""(
        SELECT '{table}', COALESCE(was.id, now.id)::text,
               CASE WHEN now.id IS NULL THEN '(gone)' WHEN was.id IS NULL THEN '(new)'
                    ELSE value.key END,
               COALESCE(value.value, to_jsonb(was))::text,
               COALESCE(to_jsonb(now) -> value.key, to_jsonb(now))::text
          FROM {copy} AS was
     FULL JOIN public."{table}" AS now ON now.id = was.id
     LEFT JOIN LATERAL jsonb_each(
               CASE WHEN now.id IS NOT NULL AND was.id IS NOT NULL THEN to_jsonb(was) END
               ) AS value ON TRUE
         WHERE ({was}) IS DISTINCT FROM ({now})
           AND (was.id IS NULL OR now.id IS NULL
                OR to_jsonb(now) -> value.key IS DISTINCT FROM value.value)
    )"""


def _as_a_whole(table, copy, columns):
    """The rows that have gone or come, of tables whose rows are links."""
    names = ", ".join(f'"{name}"' for name in columns)
    return f"""(
        SELECT '{table}', NULL, '(gone)', to_jsonb(gone)::text, NULL
          FROM (SELECT {names} FROM {copy} EXCEPT ALL SELECT {names} FROM public."{table}") AS gone
     UNION ALL
        SELECT '{table}', NULL, '(new)', NULL, to_jsonb(new)::text
          FROM (SELECT {names} FROM public."{table}" EXCEPT ALL SELECT {names} FROM {copy}) AS new
    )"""

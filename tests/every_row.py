"""Every row of every table, as it was and as it is: compared by PostgreSQL."""

from tests import outside

SCHEMA = "as_it_was"


class EveryRowCase(outside.OutsideCase):
    """A database whose tables can be remembered and compared with what becomes of them."""

    @classmethod
    def remember(cls):
        """Keep a copy of every table, in a schema of its own that Odoo does not look at."""
        rows = cls.sql(
            """SELECT relation.relname,
                      ARRAY(SELECT attname::text FROM pg_attribute
                             WHERE attrelid = relation.oid AND attnum > 0 AND NOT attisdropped
                          ORDER BY attnum)
                 FROM pg_class AS relation
                WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
             ORDER BY relname"""
        )
        # under other names: Odoo asks for columns by the name of their table
        cls.remembered = {
            table: (f"{SCHEMA}.t{number}", columns) for number, (table, columns) in enumerate(rows)
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
        looked at."""
        there = {name for (name,) in cls.sql("SELECT tablename FROM pg_tables")}
        parts, differences = [], []
        for table, (copy, columns) in cls.remembered.items():
            if table not in there:
                differences.append((table, None, "(table)", None, None))
            elif "id" in columns:
                parts.append(_by_id(table, copy))
            else:
                parts.append(_as_a_whole(table, copy, columns))
        return [*differences, *map(tuple, cls.sql(" UNION ALL ".join(parts)))]


def _by_id(table, copy):
    """The values that differ, of rows with an id."""
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
         WHERE was.id IS NULL OR now.id IS NULL
            OR to_jsonb(now) -> value.key IS DISTINCT FROM value.value
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

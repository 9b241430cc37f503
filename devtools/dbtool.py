"""Runs SQL for devtools under the interpreter that has a PostgreSQL driver.

Reads ``{"database", "statements"}`` from standard input, a statement being ``[text, parameters]``
(of a COPY: the text to load), and prints the last one's rows as JSON. The connection is libpq's own
(PGHOST, PGUSER…).
"""

import io
import json
import sys

import psycopg2


def main():
    request = json.load(sys.stdin)
    try:
        connection = psycopg2.connect(dbname=request["database"], connect_timeout=10)
    except psycopg2.OperationalError as error:
        sys.stderr.write(str(error))
        return 3
    connection.autocommit = True
    rows = []
    with connection.cursor() as cursor:
        for text, parameters in request["statements"]:
            try:
                if isinstance(parameters, str):
                    cursor.copy_expert(text, io.StringIO(parameters))
                else:
                    cursor.execute(text, parameters)
            except psycopg2.Error as error:
                sys.stderr.write(str(error))
                return 4
            rows = cursor.fetchall() if cursor.description else []
    connection.close()
    json.dump(rows, sys.stdout, default=str)
    return 0


if __name__ == "__main__":
    sys.exit(main())

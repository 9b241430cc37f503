"""What a result depends on: machine, PostgreSQL, Odoo, command."""

import datetime
import os
import platform
from pathlib import Path

POSTGRESQL = (
    "shared_buffers", "work_mem", "effective_cache_size", "random_page_cost", "jit", "fsync",
    "synchronous_commit", "full_page_writes", "max_wal_size", "max_parallel_workers_per_gather",
)  # fmt: skip


def describe(odoo, size, database, command):
    """The settings of a run, as texts; ``database`` is one that is measured."""
    return {
        "date": datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%d %H:%M UTC"),
        "load": f"{os.getloadavg()[0]:.1f}",
        "command": command,
        "data": _data(odoo.server, database, size),
        "machine": _machine(),
        "postgresql": _postgresql(odoo.server, database),
        "odoo": f"{odoo.source.version}",
    }


def _first(path, prefix):
    try:
        for text in Path(path).read_text().splitlines():
            if text.startswith(prefix):
                return text.partition(":")[2].strip()
    except OSError:
        pass
    return ""


def _machine():
    memory = _first("/proc/meminfo", "MemTotal").split()
    parts = [_first("/proc/cpuinfo", "model name") or platform.processor() or platform.machine()]
    parts.append(f"{os.cpu_count()} cores")
    if memory:
        parts.append(f"{int(memory[0]) / 2**20:.0f} GB memory")
    return ", ".join(parts)


def _postgresql(server, database):
    rows = server.sql(
        (
            "SELECT name, current_setting(name) FROM pg_settings WHERE name = ANY(%s)",
            [list(POSTGRESQL)],
        )
    )
    values = dict(rows)
    version = server.sql("SHOW server_version")[0][0].split()[0]
    trigrams = server.sql("SELECT 1 FROM pg_extension WHERE extname = 'pg_trgm'", database=database)
    shown = ", ".join(f"{name} {values[name]}" for name in POSTGRESQL if name in values)
    return f"{version}, {'with' if trigrams else 'without'} pg_trgm; {shown}"


def _data(server, database, size):
    counted = server.sql(
        "SELECT (SELECT count(*) FROM crm_lead), (SELECT count(*) FROM mail_activity)",
        database=database,
    )[0]
    return f"size {size}: {counted[0]:,} leads, {counted[1]:,} activities"

"""The results: kept per size in ``results/SIZE.json``, shown together in ``RESULTS.md``."""

import json
from pathlib import Path

from devtools import atomic

FOLDER = Path(__file__).resolve().parent
SIZES = ("S", "M", "L")
SECTIONS = {
    "reads": "Reading",
    "writes": "Writing",
    "import": "Importing",
    "http": "Many sellers at once, over HTTP",
    "install": "Installing, upgrading, uninstalling",
    "replica": "A read replica",
}
INTRODUCTION = (
    "Made by `make bench`; [README.md](README.md) says how to read it. Figures are medians; a "
    "ratio is the median of the pairs' ratios, with the quartiles behind it."
)
SLOPE_TOLERANCE = 0.05  # queries for a record more; batches of 1,000 make some
HEAD = (
    "operation", "stock", "ours", "plain SQL", "ours / stock", "ours / plain", "bound", "met",
    "queries",
)  # fmt: skip


# --------------------------------------------------------------------------------------------------
# keeping


def path(size, folder=FOLDER):
    return folder / "results" / f"{size}.json"


def load(size, folder=FOLDER):
    try:
        return json.loads(path(size, folder).read_text())
    except FileNotFoundError:
        return {}


def keep(size, section, rows, settings, folder=FOLDER):
    """Put a section's rows in the place of those with the same keys; the others stay."""
    kept = load(size, folder)
    part = kept.setdefault(section, {"rows": []})
    fresh = {row["key"]: _rounded({**row, "date": settings["date"]}) for row in rows}
    order = [row["key"] for row in part["rows"]]
    by_key = {row["key"]: row for row in part["rows"]} | fresh
    part["rows"] = [by_key[key] for key in dict.fromkeys([*order, *fresh])]
    part["settings"] = settings
    file = path(size, folder)
    file.parent.mkdir(exist_ok=True)
    atomic.write_file(file, json.dumps(kept, indent=1, ensure_ascii=False) + "\n")


def forget(size, section, folder=FOLDER):
    """Drop a section's rows, before all of it is measured anew."""
    kept = load(size, folder)
    if kept.pop(section, None):
        atomic.write_file(path(size, folder), json.dumps(kept, indent=1, ensure_ascii=False) + "\n")


def _rounded(part):
    if isinstance(part, dict):
        return {name: _rounded(value) for name, value in part.items()}
    if isinstance(part, (list, tuple)):
        return [_rounded(value) for value in part]
    return float(f"{part:.5g}") if isinstance(part, float) else part


# --------------------------------------------------------------------------------------------------
# judging


def bound(row):
    """What the row has to keep to, as text."""
    if row.get("bound"):
        return row["bound"]
    return ", ".join(f"≤ {limit:.3g} × {against}" for limit, against in row.get("limits", ()))


def met(row, others=None):
    """Whether all limits are kept; None where there is none, or nothing to compare with.

    ``others`` are the rows of the sizes, by size and key. A row may say ``met`` itself.
    """
    if row.get("met") is not None:
        return row["met"]
    verdicts = []
    for limit, against in row.get("limits", ()):
        found = row.get("ratios", {}).get(against)
        if found:
            verdicts.append(found[0] <= limit)
        elif against in SIZES:
            other = (others or {}).get(against, {}).get(row["key"])
            verdicts.append(row["ours"] / other["ours"] <= limit if other else None)
        else:
            verdicts.append(None)
    slopes = row.get("per_record")
    if slopes and verdicts:
        verdicts.append(slopes["ours"] <= slopes["stock"] + SLOPE_TOLERANCE)
    if False in verdicts:
        return False
    return None if None in verdicts or not verdicts else True


# --------------------------------------------------------------------------------------------------
# showing


def amount(value, unit):
    """A figure as people read it."""
    if value is None:
        return ""
    if not isinstance(value, (int, float)):
        return str(value)
    if unit == "s":
        if value < 0.01:
            return f"{value * 1000:.2f} ms"
        if value < 1:
            return f"{value * 1000:.0f} ms"
        return f"{value:.2f} s" if value < 10 else f"{value:,.0f} s"
    text = f"{value:,.0f}" if isinstance(value, int) or abs(value) >= 100 else f"{value:.3g}"
    return f"{text} {unit}".strip()


def spread(found):
    """``1.04 (1.01–1.08)``: median and quartiles."""
    if not found:
        return ""
    digits = 2 if found[0] >= 0.1 else 4
    middle, low, high = (f"{number:.{digits}f}" for number in found)
    return middle if low == high else f"{middle} ({low}–{high})"


def queries(row):
    found = row.get("queries") or {}
    if "ours" not in found:
        return ""
    if "stock" not in found:
        return str(found["ours"])
    text = f"{found['stock']} → {found['ours']}"
    if slopes := row.get("per_record"):
        text += f" ({slopes['stock']:.2f} → {slopes['ours']:.2f} each)"
    return text


def cells(row, others=None):
    verdict = met(row, others)
    unit = row.get("unit", "s")
    return [
        row["title"] + (f" ({row['note']})" if row.get("note") else ""),
        *(amount(row.get(party), unit) for party in ("stock", "ours", "plain")),
        *(spread(row.get("ratios", {}).get(party)) for party in ("stock", "plain")),
        bound(row),
        {True: "yes", False: "**no**", None: ""}[verdict],
        queries(row),
    ]


def sentence(row):
    """A row on one line of the terminal."""
    named = zip(HEAD[1:], cells(row)[1:], strict=True)
    return ", ".join(f"{name} {text}" for name, text in named if text).replace("**", "")


def markdown(kept):
    """The whole of ``RESULTS.md``; ``kept`` holds the content of each size's file."""
    by_size = {
        size: {row["key"]: row for part in content.values() for row in part["rows"]}
        for size, content in kept.items()
    }
    text = [
        "# Results",
        "",
        INTRODUCTION,
        "",
        *_summary(kept, by_size),
    ]
    for section, title in SECTIONS.items():
        sizes = [size for size in SIZES if section in kept.get(size, {})]
        if sizes:
            text += [f"## {title}", ""]
        for size in sizes:
            part = kept[size][section]
            text += [f"### {title}, {size}", "", _settings(part), ""]
            text += _table([cells(row, by_size) for row in part["rows"]])
            text.append("")
    return "\n".join(text).rstrip() + "\n"


def _summary(kept, by_size):
    verdicts = [
        (size, row["title"], met(row, by_size))
        for size, content in kept.items()
        for part in content.values()
        for row in part["rows"]
    ]
    judged = [verdict for verdict in verdicts if verdict[2] is not None]
    missed = [f"{title}, {size}" for size, title, is_met in judged if not is_met]
    if not judged:
        return []
    text = f"{len(judged) - len(missed)} of {len(judged)} bounds are met."
    return [text + (f" Missed: {'; '.join(missed)}." if missed else ""), ""]


def _settings(part):
    settings = part["settings"]
    told = f"`{settings['command']}`, {settings['date']}, load {settings['load']} at the start."
    oldest = min(row.get("date", settings["date"]) for row in part["rows"])
    if oldest != settings["date"]:
        told += f" Other rows are from {oldest} on."
    parts = [
        f"{name}: {settings[name]}."
        for name in ("data", "machine", "postgresql", "odoo")
        if settings.get(name)
    ]
    return "  \n".join([told, *parts])


def _table(rows):
    used = [any(row[number] for row in rows) for number in range(len(HEAD))]

    def line(values):
        shown = [value for value, is_used in zip(values, used, strict=True) if is_used]
        return f"| {' | '.join(shown)} |"

    rule = ["---"] + ["--:"] * 5 + ["---"] * 3
    return [line(HEAD), line(rule), *(line(row) for row in rows)]


def write(folder=FOLDER):
    """Write ``RESULTS.md`` from what is kept."""
    kept = {size: content for size in SIZES if (content := load(size, folder))}
    atomic.write_file(folder / "RESULTS.md", markdown(kept))

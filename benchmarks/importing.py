"""Importing a file of leads that assignment rules share out, against stock Odoo's import.

The client sends a file in batches of 2,000 rows, each a call of `load`, without tracking unless it
is asked for; so does this. The two take turns batch by batch, so that a pair is one batch of each.

With us the file has neither salesperson nor team: ten rules of territories (countries, and ranges
of postal codes in two of them) give each lead to a team and, in turn, to one of its sellers. Stock
has no rules for that, so its file has both columns, by database id, which costs it least: the
outcome is the same, somebody else has done the work. A second row compares with the file that has
the team only, where all leads stay with who imports them: less work, and less done.
"""

import sys

from benchmarks import pairs
from benchmarks.scenario import Scenario
from devtools.say import step

BATCH = 2000
BATCHES = {"S": 5, "M": 50, "L": 50}
BARE_BATCHES = 5
LIMIT = 1.25
NAMES = ("name", "type", "partner_name", "contact_name", "email_from", "phone", "street", "zip",
         "city", "country_id", "expected_revenue")  # fmt: skip
# country, first and last postal code of the ten territories
TERRITORIES = (
    ("fi", "00", "49"), ("fi", "50", "99"), ("de", "00", "49"), ("de", "50", "99"),
    ("pl", "", ""), ("fr", "", ""), ("es", "", ""), ("it", "", ""), ("se", "", ""),
    ("nl", "", ""),
)  # fmt: skip
SCENARIOS = {
    "rules": Scenario(
        "Import {count:,} leads through 10 rules; stock is given seller and team",
        limit=LIMIT,
    ),
    "bare": Scenario("Import {count:,} leads through 10 rules; stock leaves all to the importer"),
}


def run(bench):
    for name, scenario in bench.chosen(sys.modules[__name__]).items():
        yield _measure(bench, name, scenario)


def _measure(bench, name, scenario):
    batches = BATCHES[bench.size.name] if name == "rules" else BARE_BATCHES
    functions = {"stock": "load_named" if name == "rules" else "load_bare", "ours": "load_ruled"}
    workers = {party: bench.worker(party) for party in functions}
    results = {party: [] for party in functions}
    title = scenario.title.format(count=batches * BATCH)
    with step(title, every=30) as current:
        try:
            for party, worker in workers.items():
                worker.ask(__name__, f"prepare_{party}", keep=True)
            for number in range(-1, batches):  # the first one warms up
                order = list(workers) if number % 2 else list(workers)[::-1]
                for party in order:
                    args = {"start": (number + 1) * BATCH, "count": BATCH}
                    answer = workers[party].ask(__name__, functions[party], args, keep=True)
                    if number >= 0:
                        results[party].append(answer)
                current.detail = f"batch {number + 1} of {batches}"
        finally:
            for worker in workers.values():
                worker.ask(__name__, "forget")
    row = pairs.row(name, scenario, results)
    row["title"] = title
    for party, found in results.items():
        row[party] = sum(result["seconds"] for result in found)
        row["queries"][party] = sum(result["queries"] for result in found)
    row["note"] = f"{BATCH:,} rows in a batch, a pair is a batch"
    return row


def forget(env):
    """Nothing: what was kept open is rolled back after it."""


# --------------------------------------------------------------------------------------------------
# in the worker


def _importer(env):
    """A sales manager, as in the generated data; the administrator where there is none."""
    user = env["res.users"].search([("login", "=", "manager")]) or env.ref("base.user_admin")
    return env(
        user=user.id,
        context={
            "lang": "en_US",
            "tz": "Europe/Helsinki",
            "allowed_company_ids": user.company_id.ids,
            "import_file": True,
            "tracking_disable": True,
            "_import_limit": BATCH,
        },
    )


def _staff(env):
    """``[(team, its sellers)]``, at most ten."""
    # those of a company are what the measurements of writing work with
    domain = [("member_ids", "!=", False), ("company_id", "=", False)]
    teams = env["crm.team"].search(domain, order="id", limit=10)
    return [(team, team.member_ids.sorted("id")) for team in teams]


def prepare_stock(env):
    """The same for both: a transaction that stays open."""


def prepare_ours(env):
    staff = _staff(env)
    for number, (code, first, last) in enumerate(TERRITORIES):
        territory = env["crm.territory"].create(
            {
                "name": f"Territory {number}",
                "country_ids": [(6, 0, env.ref(f"base.{code}").ids)],
                "zip_from": first,
                "zip_to": last,
            }
        )
        env["crm.assignment.rule"].create(
            {
                "name": f"Rule {number}",
                "sequence": number,
                "trigger": "create",
                "territory_id": territory.id,
                "team_id": staff[number % len(staff)][0].id,
                "company_id": staff[number % len(staff)][0].company_id.id,
                "method": "rotation",
            }
        )


def _rows(env, start, count):
    countries = {code: env.ref(f"base.{code}").name for code, _first, _last in TERRITORIES}
    for number in range(start, start + count):
        place = number % len(TERRITORIES)
        code, first, _last = TERRITORIES[place]
        yield place, [
            f"Request {number}", "lead", f"Company {number}", f"Person {number}",
            f"person{number}@company{number}.example", f"+3584{number:08}", f"Street {number}",
            f"{first or '33'}{number % 1000:03}", "Town", countries[code], str(100 + number % 9000),
        ]  # fmt: skip


def _load(env, names, rows):
    result = env["crm.lead"].load(list(names), rows)
    if len(result["ids"] or ()) != len(rows):
        raise RuntimeError(f"The file is refused: {result['messages'][:3]}")
    return result


def load_ruled(env, start, count):
    env = _importer(env)
    rows = [row for _place, row in _rows(env, start, count)]
    yield
    result = _load(env, NAMES, rows)
    env.cr.flush()
    _check_shared_out(env["crm.lead"].browse(result["ids"]))
    return {"rows": count}


def _check_shared_out(leads):
    """Every lead has a rule and a seller; looked at in a few, which costs nothing."""
    for lead in leads[:10]:
        if not (lead.assignment_rule_id and lead.user_id and lead.team_id):
            raise RuntimeError(f"No rule has taken {lead.name}")


def load_named(env, start, count):
    env = _importer(env)
    staff = _staff(env)
    rows = []
    for place, row in _rows(env, start, count):
        team, sellers = staff[place % len(staff)]
        seller = sellers[(start + len(rows) // len(TERRITORIES)) % len(sellers)]
        rows.append([*row, str(seller.id), str(team.id)])
    yield
    _load(env, [*NAMES, "user_id/.id", "team_id/.id"], rows)
    return {"rows": count}


def load_bare(env, start, count):
    env = _importer(env)
    staff = _staff(env)
    rows = [[*row, str(staff[place % len(staff)][0].id)] for place, row in _rows(env, start, count)]
    yield
    _load(env, [*NAMES, "team_id/.id"], rows)
    return {"rows": count}

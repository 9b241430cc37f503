"""Three quarters of older opportunities, most of them decided, with the work behind them."""

import random
from datetime import timedelta

from odoo import fields

from . import records, work
from .stays import Dates

PROJECTS = [
    "Case packer",
    "End-of-line automation",
    "Spare parts frame agreement",
    "Palletizer upgrade",
    "Tray sealing line",
    "Labelling of glass jars",
    "Conveyor for the new hall",
    "Retrofit of the filling line",
    "Shrink wrapper",
    "Inspection scale",
    "Coding and marking",
    "Second shift service contract",
]
# how likely an opportunity moves on from its first, second… stage: Bruno loses them late
MOVES_ON = {"anna": (0.96, 0.93, 0.9, 0.86, 0.82), "bruno": (0.95, 0.9, 0.88, 0.62, 0.78)}
HISTORY_SIZE = 60
CAMPAIGNS = ("Packaging fair", "Spring mailing")
REVENUES = (6000, 9000, 12000, 18000, 24000, 30000, 42000)


def create_opportunities(env, customers):
    """Make them as if all happened today.

    :return: ``{lead: Dates}``, for when everything has settled
    """
    rng = random.Random(7)
    stages = records.ref(env, "team")._get_process_stages()
    prepare = _get_preparation(env, rng, customers)
    reasons = env["crm.lost.reason"].search([])
    now = fields.Datetime.now()
    today = now.replace(hour=9, minute=0, second=0, microsecond=0)
    if today > now:  # nothing has happened that is still to come
        today -= timedelta(days=1)
    dates, values = {}, []
    for index in range(HISTORY_SIZE):
        login = "anna" if index % 2 else "bruno"
        opened = today - timedelta(days=rng.randint(8, 265))
        path, outcome = _choose_path(rng, login, stages)
        lead = env["crm.lead"].create(prepare(index, login, path[0]))
        for stage in path[1:]:
            lead.stage_id = stage
        if outcome == "lost":
            lead.action_set_lost(lost_reason_id=rng.choice(reasons).id if reasons else False)
        dates[lead] = _choose_dates(rng, len(path), outcome, opened, today)
        values += _prepare_events(rng, lead, dates[lead].steps)
    work.age_events(env["mail.activity"].create(values))
    return dates


def _get_preparation(env, rng, customers):
    """A function that prepares the values of an opportunity by its number and its seller."""
    team, sellers = records.ref(env, "team"), records.get_sellers(env)
    sources = env["utm.source"].search([], limit=5)
    mediums = env["utm.medium"].search([], limit=3)
    campaigns = env["utm.campaign"].create([{"name": name} for name in CAMPAIGNS])

    def prepare(index, login, stage):
        return {
            "name": f"{PROJECTS[index % len(PROJECTS)]} {1 + index // len(PROJECTS)}",
            "type": "opportunity",
            "partner_id": rng.choice(customers).id,
            "user_id": sellers[login].id,
            "team_id": team.id,
            "stage_id": stage.id,
            "expected_revenue": rng.choice(REVENUES),
            "source_id": rng.choice(sources).id if sources else False,
            "medium_id": rng.choice(mediums).id if mediums else False,
            "campaign_id": rng.choice(campaigns).id if index % 3 == 0 else False,
        }

    return prepare


def _choose_path(rng, login, stages):
    """The stages that an opportunity goes through, and whether it is won, lost or open."""
    pipeline = stages.filtered(lambda stage: not stage.is_won)
    path = [pipeline[0]]
    chances = MOVES_ON[login]
    for place, stage in enumerate(pipeline[1:] + (stages - pipeline)[:1], start=1):
        chance = chances[min(place - 1, len(chances) - 1)]
        if rng.random() > chance:
            return path, "lost" if rng.random() < 0.8 else "open"
        if place == 1 or stage.is_won or rng.random() > 0.12:  # some skip a stage
            path.append(stage)
    return path, "won"


def _choose_dates(rng, length, outcome, opened, today):
    """When each of so many stages was entered, and what follows from the outcome."""
    steps = [opened]
    while len(steps) < length:
        steps.append(min(steps[-1] + timedelta(days=rng.randint(3, 16)), today))
    closed = None
    if outcome == "won":
        closed = steps[-1]
    elif outcome == "lost":
        closed = min(steps[-1] + timedelta(days=rng.randint(4, 18)), today)
    deadline = (closed or today + timedelta(days=rng.randint(-8, 70))) + timedelta(
        days=rng.choice([-9, -3, 0, 2]) if closed else 0
    )
    return Dates(steps, closed, steps[2] if length > 2 else None, deadline)


def _prepare_events(rng, lead, steps):
    """Calls and visits behind most of the moves."""
    values = []
    for place, moment in enumerate(steps[1:]):
        if rng.random() > (0.85 if lead.user_id.login == "anna" else 0.6):
            continue
        role = "customer_visit" if place % 2 else "sales_action"
        category = lead.env.ref(f"sales_process.category_{role}")
        day = moment.date() - timedelta(days=rng.randint(0, 4))
        texts = work.VISITS if role == "customer_visit" else work.CALLS
        values.append(work.prepare_event(category, lead, lead.user_id, day, rng.choice(texts), rng))
    return values

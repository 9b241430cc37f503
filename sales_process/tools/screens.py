"""What open screens hear of: that records of a model have changed, never which, and never how.

A message goes to a *channel*, a record and a name beside it, so that nobody can guess one. Who may
listen is decided when a screen asks for it (``models/cards/staleness/``); who is concerned by a
change is said by the changed records (``sales.stale.mixin``), and told once before the commit.
"""

CHANNEL = "sales_process"  # beside the record: a user, a team, a company, a group
MESSAGE = "sales_process/stale"
# What a screen asks for: a seller's records, or all that whoever may see all documents may see
VIEW_OF = "sales_process.view:"
ALL = "sales_process.all"


def add_concerned(concerned, keys, models):
    """Note that somebody is to look again at records of some models.

    :param dict concerned: ``{(model, id) of a channel's record: names of models}``, changed
    :param keys: such keys; those without an id are none
    :param models: names of models
    """
    for key in keys:
        if key[1]:
            concerned.setdefault(key, set()).update(models)

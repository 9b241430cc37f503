"""What the demo makes beyond its data files, and what becomes of it when the addon goes."""

from .tools import goals, history, master_data, people, quarter, records, stays, targets, work


def post_init_hook(env):
    """Make a believable year of a small sales team, relative to today.

    Kept as tables and loops: as XML records it would be some thousand lines.
    """
    env = records.quiet(env)
    plans = goals.rest(master_data.load_process(env))
    contacts = master_data.create_customers(env)
    products = master_data.create_products(env)
    leads = quarter.create_opportunities(env, contacts, products)
    work.create_quarter(env, contacts, leads)
    older = history.create_opportunities(env, contacts)
    people.add_people(leads)
    goals.set_goals(leads, plans)
    master_data.spread_product_lines(leads.union(*older))
    env.cr.flush()  # what is still to be done by itself comes before everything gets its date
    stays.spread_quarter(leads, quarter.AGES)
    stays.spread_history(older)
    env.invalidate_all()
    targets.create_targets(env)
    env["sales.forecast.snapshot"]._rebuild_from_tracking()
    env["sales.forecast.snapshot"]._freeze()


def uninstall_hook(env):
    """Archive the team and its users instead of deleting them.

    Opportunities and documents refer to them, and the stages of a team that is gone would be
    everybody's. Nobody logs in as one of them any more, and their logins are free again.
    """
    records.release(env)

"""What happens once, when the addon enters a database or leaves it."""


def post_init_hook(env):
    env["mail.activity.type"]._set_default_event_categories()

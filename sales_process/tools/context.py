"""What a screen passes along in its context stays with the record that it is meant for."""

import re

# The form that schedules activities says with this key which category was chosen in it.
CHOSEN_CATEGORY = "chosen_event_category_id"
# What a screen says of the event that it makes. Activities that code makes meanwhile say themselves
# what they are and whom they are about.
EVENT_DEFAULTS = frozenset(
    ["default_event_category_id", "default_customer_id", "default_lead_id", CHOSEN_CATEGORY]
)
# Defaults and filters of an action, whose records it is about, and what its screen shows
_SCREEN_KEYS = re.compile(
    r"""^(?:(?:default_|search_default_|show_).+|.+_view_ref|group_by|orderedBy
        |active_(?:id|ids|model|test)|params|card_search|card_user_id|event_role|keep_activity_defaults)$""",
    re.VERBOSE,
)


def without_screen(context):
    """Return the context without what the screen has set: who acts, in which language, time zone
    and companies stays, and so does how much Odoo is to say about it."""
    return {key: value for key, value in context.items() if not _SCREEN_KEYS.match(key)}

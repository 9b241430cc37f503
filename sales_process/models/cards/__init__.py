from . import sales_card
from . import content
from . import sales_card_preference

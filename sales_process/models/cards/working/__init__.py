from . import sales_card_round
from . import sales_card

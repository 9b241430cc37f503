from . import sales_card_step

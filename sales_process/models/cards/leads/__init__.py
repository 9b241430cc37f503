from . import sales_card

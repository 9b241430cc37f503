from . import test_audit_stock
from . import test_cards_stock
from . import test_flow_stock
from . import test_flow_stock_ends
from . import test_stock_features

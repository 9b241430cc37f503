from . import test_flow_pos

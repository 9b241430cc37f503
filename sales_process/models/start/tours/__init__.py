from . import web_tour_tour
from . import ir_http

from . import calls
from . import portal

"""How much the reference evaluator compares: enough for every change, or all of it by `make evaluate`."""

import os

FULL_EVALUATION = bool(os.environ.get("EVALUATOR_FULL"))

"""The garbage collector pauses while files are read and checked: nearly everything that is made there is kept."""

import gc
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")


def without_collecting(work: Callable[P, R]) -> Callable[P, R]:
    """Run the function without looking for cycles: a fifth of the time went into finding none."""

    @wraps(work)
    def paused(*arguments: P.args, **named: P.kwargs) -> R:
        was_on = gc.isenabled()
        gc.disable()
        try:
            return work(*arguments, **named)
        finally:
            if was_on:
                gc.enable()

    return paused

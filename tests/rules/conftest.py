"""How many examples Hypothesis tries: few in the suite, many when asked for with `--hypothesis-profile=thorough`."""

from hypothesis import settings

settings.register_profile("suite", max_examples=12, deadline=None)
settings.register_profile("thorough", max_examples=1000, deadline=None)
settings.load_profile("suite")

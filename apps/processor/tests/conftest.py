from hypothesis import settings

# The same examples every time: a test run is a function of its inputs, which is what makes its cache sound.
settings.register_profile("deterministic", derandomize=True, database=None, deadline=None)
settings.load_profile("deterministic")

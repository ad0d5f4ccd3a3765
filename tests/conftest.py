"""What holds for all tests."""

from hypothesis import HealthCheck, settings

# A busy machine is no error: nothing here is judged by the clock.
settings.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("untimed")

"""What holds for every test."""

from hypothesis import HealthCheck, settings

# How long an example takes is no finding: on a busy machine any may take a fifth of a second.
settings.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("untimed")

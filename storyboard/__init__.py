"""A film from a YAML storyboard: plan, generate what changed, cut, and account for every cent."""

__version__ = "0.1.0"

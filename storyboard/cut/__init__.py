"""The cut: takes become a film, and only what changed is encoded again."""

from storyboard.cut.cutter import Cut, cut
from storyboard.cut.lab import Lab

__all__ = ["Cut", "Lab", "cut"]

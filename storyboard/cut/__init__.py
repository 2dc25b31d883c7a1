"""The cut: takes become a film, and only what changed is encoded again."""

from storyboard.cut.cutter import Cut, cut

__all__ = ["Cut", "cut"]

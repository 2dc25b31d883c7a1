"""What is said when the disk refuses: the reason in plain words, and no private file's name."""

from __future__ import annotations

import errno

from storyboard.errors import StoryboardError

_HINTS = {
    errno.ENOSPC: "free some space, then render again: what is drawn already is kept",
    errno.EDQUOT: "free some space, then render again: what is drawn already is kept",
    errno.EACCES: "the folder .storyboard must be writable",
    errno.EROFS: "the folder .storyboard must be writable",
}
_WORDS = {errno.ENOSPC: "the disk is full", errno.EDQUOT: "the disk quota is used up"}


def not_written(error: Exception) -> StoryboardError:
    """The error `draft-not-written` for an OSError, or for FFmpeg's, which has the same fields."""
    number = int(getattr(error, "errno", None) or 0)
    reason = _WORDS.get(number) or str(getattr(error, "strerror", None) or "")
    return StoryboardError.of(
        "draft-not-written",
        "the draft clip could not be written: " + (reason or "FFmpeg failed"),
        hint=_HINTS.get(number, "is the disk full, or a limit on files reached? render again then"),
    )

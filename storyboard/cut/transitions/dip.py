"""Dip: a fade by another name and, unless it is told otherwise, through white."""

from __future__ import annotations

from storyboard.cut.transitions.fade import composite

__all__ = ["composite"]

"""Which of the field's sizes are near and which are far."""

from __future__ import annotations

from typing import Final

TIGHT: Final = ("ECU", "VCU", "CU")
WIDE: Final = ("LS", "WS", "ELS")

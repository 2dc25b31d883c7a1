"""The smallest files that begin and end as pictures do."""

from __future__ import annotations

PNG = b"\x89PNG\r\n\x1a\n" + bytes(4) + b"IEND" + bytes(4)
JPEG = b"\xff\xd8\xff\xe0" + bytes(32) + b"\xff\xd9"
WEBP = b"RIFF\x24\x00\x00\x00WEBPVP8 " + bytes(32)

"""The local draft: every shot drawn in pencil and wash, moved, captioned and given scratch sound."""

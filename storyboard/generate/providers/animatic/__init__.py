"""The local draft: each shot drawn in pencil and wash, moved, captioned, with scratch sound."""

"""A look into a media file: what it really holds, whatever its maker said."""

"""The seam to whoever makes clips. A new provider is one new module here."""

"""The vault as files: which ones there are, and what they hold."""

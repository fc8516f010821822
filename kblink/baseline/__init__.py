"""Living with an old vault: the findings that are known are written down, new ones stand out."""

"""Finding sections by meaning and by words."""

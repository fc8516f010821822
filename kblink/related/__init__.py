"""Which notes say something about the same things."""

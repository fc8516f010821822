"""Training: encoders made from others, over text that the user names."""

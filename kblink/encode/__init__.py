"""Turning text into unit vectors, and knowing exactly which encoder made them."""

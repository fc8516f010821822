"""Putting things in order: fused rankings of sections, the best sentence of a passage."""

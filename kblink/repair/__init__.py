"""Repairs of links that lead nowhere: what was meant, how surely, and what to write."""

"""What links lead to, and what is wrong with those that lead nowhere."""

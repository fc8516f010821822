"""The whole way of `check`: from the files of a vault, or from its index, to findings."""

"""Stands in for pyarrow where that is not installed."""

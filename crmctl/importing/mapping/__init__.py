"""Proposing which field each column of a file means."""

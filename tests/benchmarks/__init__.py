"""Benchmarks, run by hand: each prints ratios against a reference of the same run."""

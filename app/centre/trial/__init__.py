"""Servers and centres of our own, for the rehearsal, the tests and the benchmarks."""

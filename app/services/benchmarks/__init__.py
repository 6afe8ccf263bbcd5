"""Benchmarks: what the program takes against stated baselines, in fresh temporary folders and on loopback only."""

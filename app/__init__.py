"""Everything of the program that is not pixels."""

# the version of this program, as setup.cfg states it (tests/architecture/test_version.py)
VERSION = "0.1.0"

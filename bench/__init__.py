"""Measurements that take longer than tests may: `python -m bench` runs all, `python -m bench.duplicates` one."""

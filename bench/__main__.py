"""Runs every measurement in a process of its own, one after the other."""

import pkgutil
import subprocess
import sys

import bench

for found in pkgutil.iter_modules(bench.__path__):
    if not found.name.startswith("_"):
        print(f"== {found.name}", flush=True)
        subprocess.run([sys.executable, "-m", f"bench.{found.name}", *sys.argv[1:]], check=True)

"""Runs every measurement in a process of its own, one after the other: `python -m bench [NAME …] [OPTION …]`.

Names choose some of them; options go to each.
"""

import pkgutil
import subprocess
import sys

import bench

known = [found.name for found in pkgutil.iter_modules(bench.__path__) if not found.name.startswith("_")]
chosen = [word for word in sys.argv[1:] if word in known]
options = [word for word in sys.argv[1:] if word not in known]
for name in chosen or known:
    print(f"== {name}", flush=True)
    subprocess.run([sys.executable, "-m", f"bench.{name}", *options], check=True)

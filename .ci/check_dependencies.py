"""Holds what the workspace depends on to deny.toml, where cargo-deny is not installed.

Building cargo-deny takes longer than all else that is checked, and where it is built
already it is asked instead. This reads the same deny.toml and the same Cargo.lock, and
checks licences, duplicates, wildcards and sources; advisories need the database and
cargo-deny. That it refuses what it has to is tried each time, before it says yes.
"""

import json
import re
import subprocess
import sys
import tomllib

REGISTRY = "registry+https://github.com/rust-lang/crates.io-index"


def is_allowed(expression, allowed):
    """Whether an SPDX expression can be met with the licences allowed."""
    # Written `/` before SPDX had expressions.
    tokens = re.findall(r"[()]|[^\s()]+", expression.replace("/", " OR "))

    def primary():
        token = tokens.pop(0)
        if token == "(":
            met = either()
            if tokens.pop(0) != ")":
                raise ValueError(expression)
            return met
        if tokens and tokens[0] == "WITH":
            token = " ".join([token, tokens.pop(0), tokens.pop(0)])
        return token in allowed

    def both():
        met = primary()
        while tokens and tokens[0] == "AND":
            tokens.pop(0)
            met = primary() and met
        return met

    def either():
        met = both()
        while tokens and tokens[0] == "OR":
            tokens.pop(0)
            met = both() or met
        return met

    met = either()
    if tokens:
        raise ValueError(expression)
    return met


def used():
    """Name, version and licence of every package that is built, on any platform."""
    tree = ["cargo", "tree", "--locked", "--workspace", "--all-features", "--target", "all"]
    tree += ["--edges", "normal,build,dev", "--prefix", "none", "--format", "{p}|{l}"]
    lines = subprocess.run(tree, check=True, capture_output=True, text=True).stdout.split("\n")
    found = set()
    for line in filter(None, lines):
        package, licence = line.removesuffix(" (*)").split("|")
        name, version = package.split()[:2]
        found.add((name, version.removeprefix("v"), licence.removesuffix(" (*)")))
    return found


def faults(deny, packages, lock, manifests):
    """Everything that deny.toml does not allow."""
    allowed = set(deny["licenses"]["allow"])
    for name, version, licence in sorted(packages):
        try:
            met = is_allowed(licence, allowed)
        except (ValueError, IndexError):
            met = False
        if not met:
            yield f"{name} {version}: its licence is `{licence}`"

    skipped = {entry["crate"] for entry in deny["bans"]["skip"]}
    by_name = {}
    for name, version, _ in packages:
        by_name.setdefault(name, set()).add(version)
    for name, versions in sorted(by_name.items()):
        left = [version for version in sorted(versions) if f"{name}@{version}" not in skipped]
        if len(left) > 1:
            yield f"{name}: several versions, {', '.join(left)}"
    for crate in sorted(skipped):
        name, version = crate.split("@")
        if by_name.get(name, set()) - {version} == set() or version not in by_name[name]:
            yield f"deny.toml: {crate} is skipped and is no duplicate"

    for package in lock["package"]:
        known = package["name"] in manifests if "source" not in package else (
            package["source"] == REGISTRY and "checksum" in package
        )
        if not known:
            yield f"{package['name']} {package['version']}: from {package.get('source', 'a path')}"

    for manifest, dependencies in manifests.items():
        for dependency in dependencies:
            if dependency["req"] == "*" and "path" not in dependency:
                yield f"{manifest}: {dependency['name']} in any version"


def main():
    with open("deny.toml", "rb") as file:
        deny = tomllib.load(file)
    with open("Cargo.lock", "rb") as file:
        lock = tomllib.load(file)
    metadata = ["cargo", "metadata", "--locked", "--no-deps", "--format-version", "1"]
    metadata = json.loads(subprocess.run(metadata, check=True, capture_output=True).stdout)
    manifests = {package["name"]: package["dependencies"] for package in metadata["packages"]}
    packages = used()

    # What is wrong has to be found, or the check says nothing.
    wrong = [
        (packages | {("evil", "1.0.0", "GPL-3.0-only")}, lock, manifests),
        (packages | {("evil", "1.0.0", "MIT AND GPL-3.0-only")}, lock, manifests),
        (packages | {("evil", "1.0.0", "")}, lock, manifests),
        (packages | {("serde", "0.9.0", "MIT")}, lock, manifests),
        (packages - {p for p in packages if p[0] == "syn"}, lock, manifests),
        (packages, {"package": [{"name": "evil", "version": "1", "source": "git+https://x"}]}, manifests),
        (packages, lock, manifests | {"evil": [{"name": "serde", "req": "*"}]}),
    ]
    before = set(faults(deny, packages, lock, manifests))
    for number, case in enumerate(wrong):
        if not set(faults(deny, *case)) - before:
            sys.exit(f"case {number} of what is wrong was not found")

    for fault in sorted(before):
        print(fault)
    print(f"{len(packages)} packages, {len(before)} faults")
    sys.exit(bool(before))


main()

"""What a branch hands out, checked with libraries that are not ours.

    check_proofs.py BUNDLE KEYS [RECEIPT or REQUEST ...]

BUNDLE is a folder as docs/proof.md has it: `journal/<branch>/*.jsonl`, `checkpoint`,
`checkpoints/*.note`, `tile/`. KEYS holds key lines, the log's and its witnesses';
each of them has to have signed `checkpoint`. Roots, inclusion and consistency are
pymerkle's, signatures are cryptography's; what is written here is the formats of
C2SP alone. Then every file is altered, bit by bit at places drawn from a seed, and
each alteration has to be refused: a check that lets everything pass says nothing.
"""

import base64
import glob
import hashlib
import os
import random
import re
import shutil
import sys
import tempfile

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from pymerkle import InmemoryTree, InvalidProof, MerkleProof

ALTERATIONS = 25
# What an altered file is refused by; anything else is a mistake in here.
REFUSED = (ValueError, InvalidProof, InvalidSignature, FileNotFoundError)


def demand(so, what):
    if not so:
        raise ValueError(what)


def unbase64(text):
    data = base64.b64decode(text, validate=True)
    demand(base64.b64encode(data).decode() == text, f"`{text}` is not how base64 is written")
    return data


def number(text):
    demand(re.fullmatch("0|[1-9][0-9]*", text), f"`{text}` is not a number")
    return int(text)


def read(*path):
    with open(os.path.join(*path), "rb") as file:
        return file.read()


def read_keys(text):
    """Key lines (signed-note): name, id, base64 of the kind and the public key."""
    keys = {}
    for line in text.decode().splitlines():
        if line.startswith("#"):
            continue
        name, key_id, key = line.split("+", 2)
        key = unbase64(key)
        derived = hashlib.sha256(name.encode() + b"\n" + key).digest()[:4]
        demand(key_id == derived.hex(), f"`{line}`: the id is not the key's")
        demand(key[0] in (1, 4) and len(key) == 33, f"`{line}`: not Ed25519")
        keys[name, derived] = key[0], Ed25519PublicKey.from_public_bytes(key[1:])
    return keys


def read_checkpoint(text, keys):
    """A checkpoint (signed-note, tlog-checkpoint, tlog-cosignature): size, root, who signed."""
    text = text.decode()
    demand(not re.search(r"[\x00-\x09\x0b-\x1f]", text), "a control character")
    body, signatures = text[: text.rindex("\n\n") + 1], text[text.rindex("\n\n") + 2 :]
    demand(signatures.endswith("\n"), "the last line does not end")
    signers = set()
    for line in signatures[:-1].split("\n"):
        dash, name, blob = line.split(" ")
        demand(dash == "\u2014", f"`{line}` is no signature line")
        blob = unbase64(blob)
        key_id, signature = blob[:4], blob[4:]
        # Others may sign a note; here nobody has who is not known.
        demand((name, key_id) in keys, f"a signature by an unknown key: `{line}`")
        demand((name, key_id) not in signers, f"`{name}` signs twice")
        kind, key = keys[name, key_id]
        if kind == 1:
            key.verify(signature, body.encode())
        else:
            at = int.from_bytes(signature[:8], "big")
            key.verify(signature[8:], f"cosignature/v1\ntime {at}\n{body}".encode())
        signers.add((name, key_id))
    origin, size, root, end = body.split("\n")
    demand(end == "", "an extension line")
    demand(any(name == origin and keys[name, i][0] == 1 for name, i in signers), "unsigned by the log")
    root = unbase64(root)
    demand(len(root) == 32, "the root is no SHA-256 hash")
    return origin, number(size), root, signers


def read_proof(head):
    hashes = [unbase64(line) for line in head]
    demand(all(len(hash) == 32 for hash in hashes), "a hash is no SHA-256 hash")
    return hashes


def proof_of(shape, path):
    """A proof of pymerkle's with our hashes in it."""
    return MerkleProof.deserialize({**shape.serialize(), "path": [hash.hex() for hash in path]})


def check_inclusion(tree, leaf, index, size, hashes, root):
    # pymerkle counts leaves from one, and puts the leaf before its siblings.
    shape = tree.prove_inclusion(index + 1, size)
    proof_of(shape, [leaf, *hashes]).verify(leaf, root, index + 1, size, "sha256")


def check_consistency(tree, old, old_root, size, root, hashes):
    # Where `old` can be halved, a tree of half as many leaves, each the root over two of
    # ours, has the same proof. An odd one's proof of RFC 6962 and pymerkle's hold the same
    # hashes: the RFC leaves out the first where it is the old root, and pymerkle begins
    # with the second.
    halvings = (old & -old).bit_length() - 1
    if old & (old - 1) == 0:
        hashes = [old_root, *hashes]
    demand(len(hashes) >= 2, "the proof is too short")
    shape = tree.prove_consistency(old >> halvings, -(-size >> halvings))
    proof_of(shape, [hashes[1], hashes[0], *hashes[2:]]).verify(old_root, root, algorithm="sha256")


def tree_of(entries):
    tree = InmemoryTree(algorithm="sha256")
    tree.append_entries(entries)
    return tree


def tile_path(index):
    parts = [f"{index % 1000:03}"]
    while index >= 1000:
        index //= 1000
        parts.insert(0, f"x{index % 1000:03}")
    return "/".join(parts)


def tiles_of(lines):
    """Every file under `tile/` (tlog-tiles), its hashes by pymerkle."""
    files = {}

    def cut(name, items):
        for index in range(0, len(items), 256):
            here = items[index : index + 256]
            partial = f".p/{len(here)}" if len(here) < 256 else ""
            files[f"tile/{name}/{tile_path(index // 256)}{partial}"] = b"".join(here)

    cut("entries", [len(line).to_bytes(2, "big") + line for line in lines])
    level, width = 0, 1
    while width <= len(lines):
        whole = range(0, len(lines) - width + 1, width)
        cut(level, [tree_of(lines[at : at + width]).get_root() for at in whole])
        level, width = level + 1, width * 256
    return files


def check_paper(path, tree, keys):
    """A receipt or a request."""
    text = read(path)
    head, checkpoint = text.split(b"\n\n", 1)
    origin, size, root, _ = read_checkpoint(checkpoint, keys)
    demand(size <= tree.get_size() and tree.get_root(size) == root, f"{path}: another root")
    first, *head = head.decode().split("\n")
    if first.startswith("old "):
        old = number(first[4:])
        demand(0 < old < size, f"{path}: nothing to prove")
        check_consistency(tree, old, tree.get_root(old), size, root, read_proof(head))
    else:
        demand(head[0] == "c2sp.org/tlog-proof@v1", f"{path}: no tlog-proof")
        demand(head[1].startswith("index "), f"{path}: no index")
        index = number(head[1][6:])
        leaf = tree.hash_buff(first.encode())
        check_inclusion(tree, leaf, index, size, read_proof(head[2:]), root)


def check(bundle, keys, papers):
    keys = read_keys(read(keys))
    origin, size, root, signers = read_checkpoint(read(bundle, "checkpoint"), keys)
    demand(signers == set(keys), "not everybody whose key is given has signed")
    branch = origin.rpartition("/")[2]
    lines = b"".join(read(path) for path in sorted(glob.glob(f"{bundle}/journal/{branch}/*.jsonl")))
    demand(lines.endswith(b"\n"), "the last line does not end")
    lines = lines[:-1].split(b"\n")
    tree = tree_of(lines)
    demand((tree.get_size(), tree.get_root()) == (size, root), "the lines have another root")
    notes = sorted(glob.glob(f"{bundle}/checkpoints/*.note"))
    for path in notes:
        theirs, at, before, _ = read_checkpoint(read(path), keys)
        demand(theirs == origin and at <= size, f"{path}: of another log")
        demand(tree.get_root(at) == before, f"{path}: the lines had another root")
    tiles = tiles_of(lines)
    for path, expected in tiles.items():
        demand(read(bundle, path) == expected, f"{path} is not that tile")
    found = [p for p in glob.glob(f"{bundle}/tile/**", recursive=True) if os.path.isfile(p)]
    demand(len(found) == len(tiles), "a tile too many")
    for path in papers:
        check_paper(path, tree, keys)
    return f"{origin}: {size} lines, {len(notes)} checkpoints, {len(tiles)} tiles, {len(papers)} papers, {len(signers)} signatures"


def files_below(folder):
    for path, _, names in os.walk(folder):
        yield from (os.path.join(path, name) for name in names)


def check_alterations(bundle, keys, papers):
    """Alters everything that is checked, one place at a time; each has to be refused."""
    chance = random.Random(4)
    tried = 0
    with tempfile.TemporaryDirectory() as folder:
        copies = [os.path.join(folder, str(n)) for n in range(1 + len(papers))]
        for copy, path in zip(copies, [keys, *papers]):
            shutil.copyfile(path, copy)
        bundle = shutil.copytree(bundle, os.path.join(folder, "bundle"))
        parts = ("checkpoint", "checkpoints", "journal", "tile")
        ours = [path for path in files_below(bundle) if os.path.relpath(path, bundle).split(os.sep)[0] in parts]
        for path in sorted(ours) + copies:
            whole = read(path)
            for _ in range(ALTERATIONS):
                at, bit = chance.randrange(len(whole)), chance.randrange(8)
                altered = bytearray(whole)
                altered[at] ^= 1 << bit
                with open(path, "wb") as file:
                    file.write(altered)
                try:
                    check(bundle, copies[0], copies[1:])
                except REFUSED:
                    tried += 1
                else:
                    sys.exit(f"bit {bit} of byte {at} of {path} was turned, and nothing is said of it")
            with open(path, "wb") as file:
                file.write(whole)
        check(bundle, copies[0], copies[1:])
    return tried


def main():
    bundle, keys, *papers = sys.argv[1:]
    print(check(bundle, keys, papers))
    print(f"{check_alterations(bundle, keys, papers)} alterations, each refused")


if __name__ == "__main__":
    main()

#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Wrong input: each case must end with exit code 2 and exactly the messages expected, and leave no file behind.

A case is NAME.yaml with NAME.expect (what `issygrid check NAME.yaml` says on stderr, run in the case's folder) and,
where it takes options, NAME.args (one argument a line). The cases too large or too odd for a file are made here.

A case of bad_networks/ is a folder NAME with the tables that differ from the sound ones in good/ (lines.csv.absent:
there is no lines.csv), and its scenario is base.yaml with these tables.
usage: bad_input.py ISSYGRID"""
import pathlib
import shutil
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
FOLDERS = ["bad_scenarios", "bad_epw", "bad_csv"]


def bomb():
    """Nine levels of nine aliases: 387 million values, if they were followed."""
    lines = ["a: &a [x, x, x, x, x, x, x, x, x]"]
    for above, name in zip("abcdefgh", "bcdefghi"):
        lines.append(f"{name}: &{name} [{', '.join(['*' + above] * 9)}]")
    return "\n".join(lines).encode() + b"\n"


MADE = {
    "long_line": (b"title: " + b"x" * 10_000_000 + b"\n", "long_line.yaml: more than 8 MiB, too large for a scenario"),
    "long_value": (b"title: " + b"x" * 5000 + b"\n", "long_value.yaml:1:8: a value of 5000 bytes; 4096 is the most"),
    "long_key": (b"x" * 2000 + b": 1\n", "long_key.yaml:1:2001: not YAML: mapping values are not allowed in this context"),
    "deep_flow": (b"a: " + b"[" * 200_000, "deep_flow.yaml:1:35: nested deeper than 32 levels"),
    "deep_block": ("".join("  " * i + "a:\n" for i in range(40)).encode(),
                   "deep_block.yaml:33:65: nested deeper than 32 levels"),
    "many_values": (b"a:\n" + b"- 1\n" * 300_000,
                    "many_values.yaml:199999:3: more than 200000 keys and values in one file (aliases followed)"),
    "alias_bomb": (bomb(), "alias_bomb.yaml:6:12: more than 200000 keys and values in one file (aliases followed)"),
    "latin_1": ("homes:\n  units:\n    - name: café\n".encode("latin-1"), "latin_1.yaml:3:16: not UTF-8: byte 0xE9"),
    "utf_16": ("homes:\n".encode("utf-16"), "utf_16.yaml:1:1: not UTF-8: byte 0xFF"),
    "binary": (bytes(range(256)), "binary.yaml:2:118: not UTF-8: byte 0x80"),
    "zero_byte": (b"title: a\0b\n", "zero_byte.yaml:1:9: not a YAML text: control characters are not allowed"),
    "no_tables": (b"network: {tables: of_mine}\n",
                  "no_tables.yaml:1:19: network.tables: cannot open 'of_mine': No such file or directory"),
    "tables_file": (b"network: {tables: tables_file.yaml}\n",
                    "tables_file.yaml:1:19: network.tables: cannot open 'tables_file.yaml': Not a directory"),
    "control": (b"title: a\x07b\n", "control.yaml:1:9: not a YAML text: control characters are not allowed"),
}


def issygrid(program, folder, *arguments):
    return subprocess.run([program, *arguments], cwd=folder, capture_output=True, text=True, errors="replace", timeout=120)


def files(folder):
    return sorted(str(p) for p in pathlib.Path(folder).rglob("*"))


def check(program, folder, name, options, expected):
    """The complaints about one case."""
    bad = []
    before = files(folder)
    with tempfile.TemporaryDirectory() as place:
        result = pathlib.Path(place) / "x.h5"
        for command in (["check"], ["run", "-o", str(result)]):
            done = issygrid(program, folder, *command, f"{name}.yaml", *options)
            if done.returncode != 2:
                bad.append(f"{command[0]}: exit code {done.returncode}")
            if done.stderr.splitlines() != expected:
                bad.append(f"{command[0]} said\n  " + "\n  ".join(done.stderr.splitlines()[:20]) + "\nbut should say\n  " + "\n  ".join(expected))
            if done.stdout:
                bad.append(f"{command[0]}: wrote to stdout")
        if files(place):
            bad.append(f"left files behind: {files(place)}")
    if files(folder) != before:
        bad.append("left files behind in the folder of the scenario")
    return bad


def stored():
    for folder in FOLDERS:
        for expect in sorted((HERE / folder).glob("*.expect")):
            args = expect.with_suffix(".args")
            options = args.read_text().splitlines() if args.exists() else []
            yield HERE / folder, expect.stem, options, expect.read_text().splitlines()


def networks(place):
    """Puts the cases of bad_networks/ together; the network that all are made from must run."""
    source, place = HERE / "bad_networks", pathlib.Path(place)
    for name in ("base.yaml", "load.csv"):
        shutil.copy(source / name, place / name)
    shutil.copytree(source / "good", place / "good")
    for expect in sorted(source.glob("*.expect")):
        name = expect.stem
        shutil.copytree(source / "good", place / name)
        for table in (source / name).iterdir():
            if table.suffix == ".absent":
                (place / name / table.stem).unlink()
            else:
                shutil.copy(table, place / name)
        (place / f"{name}.yaml").write_text(f"extends: base.yaml\nnetwork: {{tables: {name}}}\n")
        yield place, name, [], expect.read_text().splitlines()


def sound(program, folder):
    """The complaints about the network that the bad ones are made from."""
    with tempfile.TemporaryDirectory() as place:
        done = issygrid(program, folder, "run", "base.yaml", "-o", str(pathlib.Path(place) / "x.h5"))
    return [] if done.returncode == 0 else [f"exit code {done.returncode}: {done.stderr}"]


def main():
    if len(sys.argv) != 2:
        raise SystemExit(__doc__)
    program = str(pathlib.Path(sys.argv[1]).resolve())
    failed = n = 0
    with tempfile.TemporaryDirectory() as made, tempfile.TemporaryDirectory() as grids:
        for name, (content, _) in MADE.items():
            (pathlib.Path(made) / f"{name}.yaml").write_bytes(content)
        cases = list(stored()) + [(made, name, [], [message]) for name, (_, message) in MADE.items()]
        cases.append((made, "no_such_file", [], ["no_such_file.yaml: cannot open: No such file or directory"]))
        cases += networks(grids)
        for line in sound(program, grids):
            failed += 1
            print(f"bad_networks/good: {line}")
        for folder, name, options, expected in cases:
            n += 1
            bad = check(program, folder, name, options, expected)
            failed += bool(bad)
            for line in bad:
                print(f"{pathlib.Path(folder).name}/{name}: {line}")
    print(f"{n} wrong inputs, {failed} not refused as they should be")
    return 1 if failed or n < 60 else 0


if __name__ == "__main__":
    sys.exit(main())

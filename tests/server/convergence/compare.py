"""Where two replicas show something else."""

from __future__ import annotations

from tests.server.convergence.reducer import Table

Shown = dict[str, Table]


def differences(actual: Shown, expected: Shown, *, part: bool = False) -> list[str]:
    """In words; as a `part`, only what is expected counts."""
    found = []
    for table, rows in expected.items():
        for key in rows.keys() | (set() if part else actual[table].keys()):
            ours, theirs = actual[table].get(key), rows.get(key)
            if ours is None or theirs is None:
                found += [f"{table} {key}: {ours} instead of {theirs}"] if ours is not theirs else []
            else:
                names = (name for name in ours.keys() | theirs.keys() if ours.get(name) != theirs.get(name))
                found += [f"{table} {key} {name}: {ours.get(name)!r} instead of {theirs.get(name)!r}" for name in names]
    return sorted(found)

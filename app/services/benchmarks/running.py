"""The benchmarks by name, each run in a temporary folder of its own."""

from __future__ import annotations

import compileall
import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from app.services.benchmarks import casework, exchanging, filing, handing_over, safeguarding, setting, showing, storing
from app.services.benchmarks.binding import case_file_of
from app.services.benchmarks.figures import Figure
from app.services.session.paths import resource_path

PACKAGES = ("app", "ui")
Bench = Callable[[Path, Path], list[Figure]]

# Each takes its temporary folder and the folder of forms. The papers come first: they start processes of their own.
BENCHES: dict[str, Bench] = {
    "notice": lambda folder, forms: setting.notice(forms),
    "case-file": lambda folder, forms: filing.case_file(folder, forms, case_file_of),
    "casework": casework.casework,
    "unlock": storing.unlock,
    "commit": lambda folder, forms: storing.commit(folder),
    "commit-during-pull": lambda folder, forms: storing.commit_during_pull(folder),
    "push": lambda folder, forms: exchanging.push(),
    "pull": lambda folder, forms: exchanging.pull(),
    "first-sync": exchanging.first_sync,
    "idle-sync": exchanging.idle_sync,
    "attachments": exchanging.files,
    "many-laptops": lambda folder, forms: exchanging.many_laptops(),
    "centre-backup": lambda folder, forms: safeguarding.backup(folder),
    "parcel": handing_over.parcel,
    "rebuild": lambda folder, forms: storing.rebuild(folder),
    "window": showing.window,
    "list": showing.many,
    "visit-day": showing.visit_day,
}

# The same at the sizes that their aims speak of: minutes instead of seconds.
FULL_SIZE: dict[str, Bench] = {
    "push": lambda folder, forms: exchanging.push(1_000),
    "pull": lambda folder, forms: exchanging.pull(1_000),
    "first-sync": lambda folder, forms: exchanging.first_sync(folder, forms, 20_000),
    "attachments": lambda folder, forms: exchanging.files(folder, forms, 200),
    "many-laptops": lambda folder, forms: exchanging.many_laptops(200),
}


def unknown_names(names: Sequence[str]) -> list[str]:
    """Return the names that are no benchmark."""
    return [name for name in names if name not in BENCHES]


def measured(names: Sequence[str], forms: Path, *, full: bool = False) -> Iterator[Figure]:
    """Give the figures of the named benchmarks (all where none is named), each as soon as it is there.

    ``full`` measures at the sizes of the aims where a benchmark has any.
    """
    benches = {**BENCHES, **FULL_SIZE} if full else BENCHES
    _with_bytecode()
    for name in names or list(BENCHES):
        with tempfile.TemporaryDirectory(prefix="bench-", ignore_cleanup_errors=True) as folder:
            yield from benches[name](Path(folder), forms)


def _with_bytecode() -> None:
    """Give the program the bytecode that it has where it is installed, and that the baselines come with."""
    for name in PACKAGES:
        compileall.compile_dir(resource_path(name), quiet=2)

"""``python -m tests.centre.faults [PART [SEED]]``: the long run of all faults.

PART alone runs that part only; with SEED its one round is tried again, and counted nowhere. The entry point of a
package: processes that are forked to be killed would load any other main module anew, three times their own work.
"""

from __future__ import annotations

import signal
import sys
import tempfile
import time
from pathlib import Path

from tests.centre.faults.amounts import AIMS, aim, first_seed, seconds, tally_file
from tests.centre.faults.grounds import PARTS
from tests.centre.faults.shelves import number_few
from tests.centre.faults.soak import Soak
from tests.centre.faults.tally import Tally


def main(arguments: list[str]) -> int:
    """Run the soak or one round of it; 0 where nothing was red."""
    only = arguments[:1] or list(PARTS)
    for ending in (signal.SIGINT, signal.SIGTERM):  # also where a shell in the background has it ignored
        signal.signal(ending, signal.default_int_handler)
    with tempfile.TemporaryDirectory(prefix="soak-forms-") as folder:
        number_few(Path(folder))
        tally = Tally.read(tally_file(), first_seed())
        soak = Soak({part: PARTS[part] for part in only}, {part: aim(part) for part in AIMS if part in only}, tally)
        if len(arguments) > 1:
            print(f"{only[0]}, seed {arguments[1]}: {soak.once(only[0], int(arguments[1]))} stood")
            return 0
        print(f"counting in {tally.file}", flush=True)
        red = soak.run(time.monotonic() + seconds())
        return 1 if red or any(tally.of(part).failed for part in only) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""The baseline of the start: an empty window of the toolkit that takes keys, and nothing else."""

import sys

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QLineEdit


def main() -> int:
    """Return the exit code once the field has the focus and was told."""
    application = QApplication([])
    field = QLineEdit()
    field.resize(1366, 700)
    field.show()
    field.setFocus()

    def tell() -> None:
        if not field.hasFocus():
            return
        status = "/proc/self/status"
        try:
            with open(status, encoding="ascii") as lines:
                held = next(int(line.split()[1]) for line in lines if line.startswith("VmRSS:"))
        except OSError:
            held = 0
        sys.stdout.write(f"{held}\n")
        sys.stdout.flush()
        application.quit()

    timer = QTimer()
    timer.timeout.connect(tell)
    timer.start(1)
    return application.exec()


if __name__ == "__main__":
    sys.exit(main())

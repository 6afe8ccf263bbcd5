"""The names of the pages that the bench shows, as they are remembered and as pages lead to each other."""

HOME, INSPECTIONS, SYNC, APPROVALS = "home", "inspections", "sync", "approvals"
REGISTERS, SETTINGS, HELP = "registers", "settings", "help"
VERIFY = "verify"  # reached from the registers, not from the bar
PROGRESS = "progress"  # for who decides, led to from the home page
DEADLINES = "deadlines"  # led to from the home page
DEPARTURE = "departure"  # led to from the home page and from the first step
IMPORTING = "import"  # of the tab of the stick on SYNC: what takes in a colleague's file

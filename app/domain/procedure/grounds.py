"""The provisions that the guards rest on, by article id; the texts stand in forms/legal."""

from __future__ import annotations

TWO_OFFICERS = ("penalty-law-2021:42", "responsibility-list:3-2-4-p1")
CREDENTIALS = ("implementing-regulation-2024:47", "penalty-law-2021:55", "responsibility-list:3-2-4-p1")
NO_CREDENTIAL = ("implementing-regulation-2024:47", "penalty-law-2021:76-p1-i5")
COMPETENT_BODY = ("penalty-law-2021:38", "responsibility-list:3-1-0")
RECUSAL = ("penalty-law-2021:43",)
RIGHTS = ("penalty-law-2021:43", "penalty-law-2021:45", "penalty-law-2021:55")
MODES = ("responsibility-list:3-2-3",)
INSPECTION_POWER = ("archives-law-2020:42",)
LAWFUL_PROCEDURE = ("archives-law-2020:47",)
FORMS_OF_INSPECTION = ("inspection-forms-2025", "archives-law-2020:47")
ENTERPRISE_FREQUENCY = ("state-council-2024-54",)
WHOLE_COURSE_RECORD = ("penalty-law-2021:47", "hebei-recording-2019")
COPY_GROUND = ("responsibility-list:3-2-4-p3-i2", "archives-law-2020:43")
EVIDENCE_VERIFIED = ("penalty-law-2021:46",)
THREE_PARTS = ("responsibility-list:3-2-4-p2", "penalty-law-2021:55")
SIGNED_RECORD = ("responsibility-list:3-2-4-p2", "litigation-evidence-rules-2002:15-p1")
OTHERS_SIGN = ("litigation-evidence-rules-2002:15-p1",)
UNCHANGED_RECORD = ("litigation-evidence-rules-2002:57-i1", "litigation-evidence-rules-2002:57-i7")
PLEAS = ("penalty-law-2021:45",)
NOTICE = ("responsibility-list:3-2-5-p1", "archives-law-2020:45")
FACTS = ("litigation-law-2017:70-i1",)
TERM = ("penalty-law-2021:28", "archives-law-2020:45")
REMEDY = ("reconsideration-law-2023:20", "penalty-law-2021:59-p1-i5")
STAMP = ("penalty-law-2021:59",)
PROOF_OF_SERVICE = ("civil-procedure-law-2023:87",)
DIRECT_SERVICE = ("civil-procedure-law-2023:88",)
LEFT_SERVICE = ("civil-procedure-law-2023:89",)
POSTAL_SERVICE = ("civil-procedure-law-2023:91",)
ELECTRONIC_SERVICE = ("penalty-law-2021:61", "civil-procedure-law-2023:90")
ONLINE_REMEDY = ("reconsideration-law-2023:22-p2",)
NOTICE_SERVICE = ("civil-procedure-law-2023:95",)
DEPUTY = ("civil-procedure-law-2023:88",)
CLOSING = ("archives-law-2020:47", "responsibility-list:3-2-4-p2")

UPON_A_LEAD = ("archives-law-2020:43",)
"""What may be done where an inspection follows a lead (根据违法线索进行检查时): no ground of one that follows none."""


def usual_basis(mode: str) -> tuple[str, ...]:
    """Return the articles that an inspection of a mode rests on; the checklist adds the bases of its questions."""
    return (*INSPECTION_POWER, *UPON_A_LEAD) if mode == "lead" else INSPECTION_POWER

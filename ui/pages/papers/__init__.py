"""文书与送达: papers made, printed, signed, spoiled and served."""

"""Papers: drafted, approved, frozen with their number, set as PDF, stamped, printed and served."""

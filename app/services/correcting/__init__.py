"""After the seal: what was refused, corrections (补正) and supplements (补充材料) of a sealed record."""

"""Paper: (definition, frozen data) -> PDF/A-2u bytes, by our own typesetter on reportlab's canvas.

Order of work: templates -> blocks and grids (slabs) -> pages -> composing (edges) -> painting -> archiving.
``rendering.render`` is the way in. This file imports nothing: reportlab and pikepdf cost 0.15 s, and ``seal_slot`` is
used without them.
"""

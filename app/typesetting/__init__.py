"""Paper: (definition, frozen data) -> PDF/A-2u bytes, by our own typesetter, put together by pikepdf.

Order of work: templates -> blocks and grids (slabs) -> pages -> composing (edges) -> painting -> archiving.
``rendering.render`` is the way in. This file imports nothing: pikepdf and jinja cost 0.1 s, and ``seal_slot`` is
used without them.
"""

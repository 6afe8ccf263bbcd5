"""Paper: (definition, frozen data) -> PDF/A-2u bytes, by our own typesetter on reportlab's canvas.

Order of work: templates -> blocks and grids (slabs) -> pages -> composing (edges) -> painting -> archiving.
"""

from app.typesetting.rendering import DOCUMENT_LOCK, RenderedDocument, render
from app.typesetting.seal_slot import digest_with_slot_zeroed, embed_seal, read_seal

__all__ = ["DOCUMENT_LOCK", "RenderedDocument", "digest_with_slot_zeroed", "embed_seal", "read_seal", "render"]

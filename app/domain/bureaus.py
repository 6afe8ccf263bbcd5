"""The issuing bodies: only a bureau issues papers, never one of its offices (penalty-law-2021:38)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from app.domain.source_lists import OwnList, own_list_of
from app.errors import Blocker, Refused


@dataclass(frozen=True)
class Office:
    """One office (处室); ``enforcement`` where it does the inspections."""

    code: str
    name: str
    enforcement: bool = False


@dataclass(frozen=True)
class Bureau:
    """One archives bureau.

    ``district`` is its own division code (GB/T 2260), ``districts`` every code it has authority over. ``state`` is
    待核实 until the bureau confirmed its settings. ``number_prefix`` is the 机关代字, "" until the bureau sets it;
    ``number_kinds`` maps a kind of paper to its word (D11 -> 执通). ``penalty_account`` "" = not set. ``stamp_place``
    is the centre of the stamp on sheets stamped beforehand, in mm from the left and upper edge; ``machine_fonts``:
    official papers in the machine's own fonts. ``source_list`` is the rule of the legal register that is this bureau's
    own 责任清单, "" for none; ``own_list`` what the bureau entered of it instead.
    """

    code: str
    name: str
    level: str
    district: str
    district_name: str
    districts: tuple[str, ...]
    state: str
    enabled: bool
    superior: str
    reviewing_body: str
    court: str
    network_security: tuple[str, ...] = ()
    number_prefix: str = ""
    number_kinds: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}), hash=False)
    offices: tuple[Office, ...] = ()
    public_body: str = ""
    penalty_account: str = ""
    note: str = ""
    address: str = ""
    phone: str = ""
    stamp_place: tuple[int, int] | None = None
    machine_fonts: bool = False
    source_list: str = ""
    own_list: OwnList | None = None

    @property
    def confirmed(self) -> bool:
        """Return whether the bureau confirmed these settings."""
        return self.state == "已核实"

    @property
    def lists_nothing(self) -> bool:
        """Return whether the bureau may cite no source list: it has none in the forms and entered none of its own."""
        return not self.source_list and self.own_list is None

    def covers(self, district: str) -> bool:
        """Return whether the bureau has authority over a district (fault 五(三), row S94)."""
        return district in self.districts

    def number_blockers(self, kind: str) -> list[Blocker]:
        """Return what keeps a paper of this kind ("D11") from getting a number: no prefix, or no word for the kind."""
        if not self.number_prefix:
            text = f"{self.name}的机关代字尚未设置（待核实），不能编文号"
            return [Blocker("number-prefix-missing", text, (), "bureau")]
        if kind not in self.number_kinds:
            return [Blocker("number-kind-missing", f"{self.name}没有设置 {kind} 的文号种类", (), "bureau")]
        return []

    def number_text(self, kind: str, year: int, serial: int) -> str:
        """Return the number as papers print it: 保档执通〔2026〕12号.

        Raises:
            Refused: the prefix or the kind's word is not set.
        """
        blockers = self.number_blockers(kind)
        if blockers:
            advice = "请由管理员在机关设置中补全机关代字和文号种类后重试。"
            raise Refused("不能编文号。", blockers, advice, "number-refused")
        return f"{self.number_prefix}{self.number_kinds[kind]}〔{year}〕{serial}号"


STAMP_ACROSS, STAMP_DOWN = (49, 163), (95, 230)
"""Where the centre of a stamp on sheets stamped beforehand may be, in mm: a stamp of 42 mm inside the type area, with
room for the imprint below it and for the last lines of the text above, so that it never stands alone on a page."""


def may_be_stamped_at(x: int, y: int) -> bool:
    """Return whether a sheet stamped beforehand may have its stamp there."""
    return STAMP_ACROSS[0] <= x <= STAMP_ACROSS[1] and STAMP_DOWN[0] <= y <= STAMP_DOWN[1]


OWN_LIST = ("list_title", "list_published", "list_item")
"""Title, day of publication (ISO) and item of the bureau's own 责任清单, as it is entered."""

OWN_DATA = ("name", "address", "phone", "reviewing_body", "court", "number_prefix", *OWN_LIST)
"""What a bureau sets of itself on its devices; the rest is law or administration and comes with the forms."""


def own_data(bureau: Bureau) -> dict[str, str]:
    """Return what a bureau sets of itself, as it is entered, by the names of OWN_DATA."""
    own = bureau.own_list
    entered = (own.title, own.published.isoformat(), own.item) if own is not None else ("", "", "")
    plain = {name: str(getattr(bureau, name)) for name in OWN_DATA if name not in OWN_LIST}
    return {**plain, **dict(zip(OWN_LIST, entered, strict=True))}


def with_own_data(bureau: Bureau, entered: Mapping[str, object]) -> Bureau:
    """Return the bureau with what it set of itself; a blank leaves what the forms say."""

    def own(name: str) -> str:
        return str(entered.get(name) or getattr(bureau, name))

    return replace(
        bureau, name=own("name"), address=own("address"), phone=own("phone"), reviewing_body=own("reviewing_body"),
        court=own("court"), number_prefix=own("number_prefix"),
        own_list=own_list_of(*(entered.get(name) for name in OWN_LIST)) or bureau.own_list,
    )  # fmt: skip


def with_own_paper(bureau: Bureau, kept: Mapping[str, object]) -> Bureau:
    """Return the bureau with how it wants its papers set: ``stamp`` [x, y], or [] for none, and ``machine_fonts``."""
    stamp = kept.get("stamp")
    place = tuple(one for one in stamp if isinstance(one, int)) if isinstance(stamp, list | tuple) else ()
    return replace(
        bureau,
        stamp_place=(place[0], place[1]) if len(place) == 2 and may_be_stamped_at(*place) else None,
        machine_fonts=bool(kept.get("machine_fonts")),
    )

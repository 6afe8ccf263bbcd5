"""What an administrator still prepares on a new laptop before the first inspection, step by step."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QCoreApplication

from app.domain.clock import CHINA
from app.domain.procedure.records import Officer
from app.services.exchange.leasing import numbered_papers
from app.services.numbers.ledger import numbers_left_of
from app.services.registers.officers import desk_enrolled
from app.services.registers.standing import USUAL_ROLE, credential_state_words
from app.services.safekeeping.backups import second_folder
from app.services.session.opening import OpenDesk, roster
from ui.destination_names import REGISTERS, SETTINGS
from ui.models.registers import ADMINISTRATOR

TEAM = 2  # two officers go together
tr = partial(QCoreApplication.translate, "SettingUp")


@dataclass(frozen=True, slots=True)
class SetUpStep:
    """One step: in words, whether it is done, and the page where it is done."""

    name: str
    words: str
    done: bool
    destination: str


def set_up_steps(desk: OpenDesk) -> tuple[SetUpStep, ...]:
    """Return the steps for the administrator at the desk, done ones included; nothing for others and in training."""
    acting = desk.officers().get(desk.officer)
    if desk.store.training or acting is None or ADMINISTRATOR not in acting.roles:
        return ()
    steps = [_team(desk), _people(desk)] if not desk_enrolled(desk) else [_people(desk)]
    if not desk_enrolled(desk):
        steps += [] if desk.issuing(desk.bureau).number_prefix else [_prefix()]
        steps.append(_numbers(desk))
    kept = second_folder(desk) is not None
    words = tr("选择备份文件夹，最好在另一块磁盘或 U 盘上")
    return (*steps, SetUpStep("backup", words, kept, SETTINGS))


def _team(desk: OpenDesk) -> SetUpStep:
    able = sum(_may_inspect(desk, one) for one in desk.officers().values())
    words = tr("登记执法人员并确认执法证：至少两名，现有 {n} 名").format(n=able)
    return SetUpStep("team", words, able >= TEAM, f"{REGISTERS}/officers")


def _people(desk: OpenDesk) -> SetUpStep:
    here = sum(USUAL_ROLE in one.roles for one in roster(desk))
    words = tr("发放一次性码，让他们在本机设置口令和 PIN：已开通 {n} 名").format(n=here)
    return SetUpStep("people", words, here >= TEAM, f"{REGISTERS}/officers")


def _prefix() -> SetUpStep:
    """Return the step of a bureau of which it is not known yet how its numbers begin."""
    words = tr("填写本机关的机关代字（文号用，如“保档”）：没有代字，文书不能编号")
    return SetUpStep("prefix", words, False, f"{SETTINGS}/bureau")


def _numbers(desk: OpenDesk) -> SetUpStep:
    year = desk.now().astimezone(CHINA).year
    papers = numbered_papers(desk)
    lacking = sum(left == 0 for left in numbers_left_of(desk, ((one, year) for one in papers)).values())
    more = tr("（还有 {n} 种文书没有文号）").format(n=lacking) if lacking else ""
    words = tr("发放今年的文号；年中启用的从纸质登记簿的下一个号开始") + more
    return SetUpStep("numbers", words, bool(papers) and not lacking, f"{REGISTERS}/numbers")


def _may_inspect(desk: OpenDesk, officer: Officer) -> bool:
    """Tell whether the officer may go to a unit today."""
    today = desk.now().astimezone(CHINA).date()
    return USUAL_ROLE in officer.roles and not credential_state_words(officer, today)[1]

"""``main.py centre officer``: who may act for a bureau, as its centre knows them."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from datetime import date, datetime
from uuid import uuid4

from app.cli.console import print_done
from app.domain.clock import CHINA
from app.domain.procedure.plausible_days import credential_day_problems
from app.domain.procedure.records import Officer
from app.errors import Blocker, InspectorError, Refused
from app.services.centre.office import CentreOffice
from app.services.centre.overview import OpenInspection, open_inspections
from app.services.registers.officers import ROLES, STATES

_ROLE_HELP = f"角色，可多次给出（默认 officer）：{'、'.join(f'{key} {name}' for key, name in ROLES.items())}"


def add_officer_arguments(
    add: argparse.ArgumentParser, disable: argparse.ArgumentParser, left: argparse.ArgumentParser
) -> None:
    """Add what the acts on one officer are told."""
    add.add_argument("--bureau", required=True, metavar="CODE", help="所属单位代码")
    add.add_argument("--name", required=True, help="姓名")
    add.add_argument("--credential", required=True, help="执法证件号")
    add.add_argument("--id", default="", help="人员编号；更新已有人员时必填")
    add.add_argument("--role", action="append", choices=tuple(ROLES), help=_ROLE_HELP)
    for name, text in (("office", "处室"), ("post", "职务"), ("phone", "电话")):
        add.add_argument(f"--{name}", default="", help=text)
    for name, text in (("valid-from", "证件有效期起，如 2026-01-01"), ("valid-until", "证件有效期止")):
        add.add_argument(f"--{name}", type=date.fromisoformat, metavar="DATE", help=text)
    for one in (disable, left):
        one.add_argument("--bureau", required=True, metavar="CODE", help="所属单位代码")
        one.add_argument("--id", required=True, help="人员编号")


def officer_add(office: CentreOffice, arguments: argparse.Namespace) -> int:
    """Add an officer, or change what is known of one."""
    officer = Officer(
        arguments.id or str(uuid4()), arguments.name, arguments.bureau, arguments.office, arguments.post,
        arguments.phone, tuple(arguments.role or ("officer",)), arguments.credential,
        arguments.valid_from, arguments.valid_until,
    )  # fmt: skip
    faults = credential_day_problems(officer.valid_from, officer.valid_until)
    if faults:
        raise Refused("没有登记这名执法人员。", [Blocker("entry-wrong", one.text, (), one.field) for one in faults])
    office.add_officer(officer, datetime.now(CHINA))
    lines = [f"已登记执法人员 {officer.name}，编号 {officer.id}。"]
    if None in (officer.valid_from, officer.valid_until):
        lines.append("没有填写执法证的有效期，不能承办检查。请带 --id、--valid-from、--valid-until 再执行一次。")
    return print_done(arguments, {"officer": officer.id}, *lines)


def officer_disable(office: CentreOffice, arguments: argparse.Namespace) -> int:
    """Count nothing that an officer does from now on, and tell what the officer leaves behind."""
    office.disable_officer(arguments.bureau, arguments.id, datetime.now(CHINA))
    done = "已停用。各终端同步后生效。"
    try:
        return _left_open(office, arguments, done)
    except InspectorError as error:  # what was done stands, whatever cannot be told beside it
        unknown = f"没有查到其未办结的检查：{error.title}{error.advice}"
        return print_done(arguments, {"officer": arguments.id}, done, unknown)


def officer_open(office: CentreOffice, arguments: argparse.Namespace) -> int:
    """List the inspections of an officer that are not closed, before the officer is disabled."""
    return _left_open(office, arguments)


def _left_open(office: CentreOffice, arguments: argparse.Namespace, *done: str) -> int:
    found = open_inspections(office, arguments.bureau, arguments.id)
    values = {"officer": arguments.id, "inspections": [asdict(one) for one in found]}
    if not found:
        return print_done(arguments, values, *done, "名下没有未办结的检查（终端没有送来的不在内）。")
    heading = f"名下还有 {len(found)} 次没有办结的检查（终端没有送来的不在内）："
    advice = "请在终端的“准备”中补派执法人员，需要时移交主办终端；误停用的，带 --id 再执行一次 officer add。"
    return print_done(arguments, values, *done, heading, *map(_open_line, found), advice)


def _open_line(one: OpenInspection) -> str:
    day = f"{one.planned_from} 起" if one.planned_from else "日期未定"
    others = f"另有{'、'.join(one.others)}" if one.others else "没有其他在册的执法人员"
    return f"  {one.unit or '单位资料没有送来'}（{day}，{others}）"


def officer_list(office: CentreOffice, arguments: argparse.Namespace) -> int:
    """List the officers of a bureau."""
    found = office.officers(arguments.bureau)
    listed = [
        {"id": one.id, "name": one.name, "credential": one.credential, "state": one.credential_state,
         "roles": list(one.roles)}
        for one in found
    ]  # fmt: skip
    words = [_line(one) for one in found]
    return print_done(arguments, {"officers": listed}, *(words or ["该单位还没有执法人员。"]))


def _line(one: Officer) -> str:
    until = f"有效期至 {one.valid_until}" if one.valid_until else "没有填写有效期"
    roles = "、".join(ROLES.get(role, role) for role in one.roles)
    state = STATES.get(one.credential_state, one.credential_state)
    return f"{one.id} {one.name}：{roles}，证件 {one.credential}（{state}，{until}）"

"""Papers made by their definition alone, filled in as an officer would: the values that the case does not propose."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.domain.procedure.outcomes import Document
from app.domain.procedure.traps import AMBER
from app.services.numbers import ledger
from app.services.papers import life
from app.services.papers.composing import compose
from app.services.papers.delivery import complete_service
from app.services.papers.drafting import draft, paper
from app.services.papers.legality import checkup, give_reason
from app.services.papers.making import begin, enter
from app.services.papers.sending import send
from app.services.papers.signed_papers import seal_paper, sign_paper, signers
from app.services.preparation.approvals import Decision, record_approval
from app.services.rehearsal.ink import strokes_of
from tests.services import at_the_table
from tests.services.on_site import OnSite, acting

ITEMS = [{"name": "演练服务器硬盘", "number": "演练-SN-0001", "quantity": "1块", "state": "完好，已贴封签"}]
VALUES: Mapping[str, Mapping[str, Any]] = {
    "D5": {
        "post_kind": "centre", "sex": "m", "age": 45, "address": "演练市演练路2号", "ends": "2026-06-08T10:20",
        "card": "seen", "recusal": "no", "checked_by": "read",
        "questions": [
            {"question": "操作日志保存多长时间？", "answer": "目前保存三个月，系统默认设置，没有调整过。"},
            {"question": "谁有权限删除日志？", "answer": "系统管理员可以删除。"},
        ],
    },
    "D6": {"reason": "需要核对元数据是否完整", "method": "按系统登记的件号随机抽取，双方当场核对", "items": ITEMS},
    "D7": {"reason": "日志即将被覆盖，以后难以取得", "facts": "操作日志保存期不足", "items": ITEMS},
    "D8": {},
    "D9": {"outcome": "return", "reason": "已复制取证，无继续登记保存的必要"},
    "D10": {
        "starts": "2026-06-08T09:30", "ends": "2026-06-08T10:30",
        "device": "演练服务器 X1（SN 演练-0001）", "system": "演练电子档案系统 V2.1",
        "account": "audit", "path": "/var/log/演练", "method": "系统导出功能逐条导出",
        "tool": "系统自带导出工具 2.1", "why": "服务器承载在用业务，不能停机", "proves": "日志保存期不足六个月",
    },
    "D12": {
        "grade": "violation", "grade_reason": "涉及永久保管的电子档案12万件，删除后不可恢复",
        "act": "擅自删除在用电子档案及其操作日志", "measures": "停止清理任务，恢复最近一次备份，封存操作日志",
        "articles": ["archives-law-2020:21"], "report_by": "2026-06-15",
    },
    "D13": {
        "audience": "network", "to": "演练市委网络安全和信息化委员会办公室", "what": "发现擅自删除电子档案的行为",
        "taken": "已责令立即停止并封存日志",
    },
    "D14": {
        "audience": "government", "to": "演练市人民政府", "matter": "需要协调停用有隐患的系统",
        "help": "协调业务主管部门暂停系统"
    },
    "D15": {
        "act": "seize", "object": "carrier", "law": "《演练国家条例》第十条第一款", "law_level": "regulation",
        "law_text": "（演练）主管部门可以扣押有严重事故隐患的存储介质。", "reason": "存储介质存在严重事故隐患",
        "days": 20,
        "items": ITEMS,
    },
    "D16": {
        "ends": "2026-06-08T11:00", "plea": "无",
        "steps": [
            {"step": step, "at": "2026-06-08T10:40", "note": "已办理"}
            for step in ("经批准", "两名人员", "出示证件", "通知到场", "当场告知理由、依据、权利", "听取陈述和申辩")
        ],
    },
    "D17": {"until": "2026-06-28", "keeper": "演练甲"},
    "D18": {},
    "D19": {"place": "演练服务器机房", "until": "2026-06-28"},
    "D20": {"until": "2026-07-20", "reason": "需要进一步检测，情况复杂"},
    "D21": {"object": "演练服务器硬盘1块", "body": "演练检测中心", "until": "2026-06-18"},
    "D22": {"reason": "decided", "why": "已作出处理决定"},
    "D32": {
        "articles": ["archives-law-2020:48-i8"],
        "to": "演练市委组织部", "persons": [{"name": "演练负责人", "post": "局长", "part": "直接负责的主管人员"}],
        "history": "已责令限期改正并送达，复查确认未改正", "proposal": "给予警告处分", "answer_by": "2026-08-31",
    },
    "D34": {
        "receiver": "演练收件人", "phone": "0312-0000000", "consent": "yes", "ways": ["mail"],
        "account": "drill@example.invalid",
    },
    "D35": {
        "conclusion": "all", "next": "close", "next_reason": "责令事项均已改正",
        "items": [{"text": "调整日志保存策略", "due": "2026-07-08", "result": "corrected", "seen": "已延长至三年"}],
    },
    "D36": {
        "to": "演练市公安局", "sort": "other", "articles": ["penalty-procedure-2023:12"],
        "opinion": "建议依法立案查处", "facts": "发现网络入侵痕迹",
    },
    "D23": {
        "committed": "2026-06-01", "discovered": "2026-06-08", "broken": ["archives-law-2020:48-i4"], "other": "no",
        "basis": ["archives-law-2020:49-p2"],
    },
    "D43": {
        "to": "演练举报人", "sort": "report", "received": "2026-06-01", "matter": "系统日志可以随意删除",
        "result": "反映的问题部分属实，已责令限期改正", "checked": "yes",
    },
    "D46": {},
    "D47": {
        "checked_by": "heard",
        "items": [{"where": "检查地点", "stood": "演练路1号", "should": "演练路2号", "by": "演练甲，2026年6月8日"}],
        "reason": "门牌号抄录有误，经现场核对门牌更正",
    },
    "D48": {
        "checked_by": "heard",
        "items": [{"where": "检查表 2.3", "should": "另取得日志配置截图", "by": "演练乙，2026年6月8日15:00"}],
        "reason": "封存前尚未导出，由单位信息中心当日提供",
    },
    "D49": {"decision": "refuse", "reason": "日志存储可以先在现有设备上调整，不影响在期限内整改（演练）"},
    "D37": {"result": "责令限期改正", "execution": "已全部改正"},
}


def numbers(site: OnSite) -> None:
    """Give the device a block of every kind of number."""
    kinds = ["D6", "D8", "D9", "D12", "D13", "D14", "D17", "D20", "D21", "D22", "D32", "D35", "D36", "D43", "D49"]
    ledger.lease_locally(site.desk, kinds, 2026, 1, 9)


def made(site: OnSite, kind: str, **more: Any) -> str:
    """Return the id of a paper begun, filled in and drafted; None leaves a field as the case proposes it."""
    document = begin(site.desk, site.inspection, kind)
    given = {name: value for name, value in {**VALUES[kind], **more}.items() if value is not None}
    problems = enter(site.desk, site.inspection, document.id, given)
    assert not problems, problems
    draft(site.desk, site.inspection, paper(site.desk.case(site.inspection), document.id), compose)
    return document.id


def approved(site: OnSite, document: str, kind: str, role: str = "leader") -> None:
    """Let the leader approve a paper in person."""
    entry = Decision(kind, document, "ding", role, "in_person", opinion="同意。")
    given, problems = record_approval(site.desk, site.inspection, entry)
    assert given is not None, problems


def signed(site: OnSite, document: str) -> Document:
    """Return a paper sealed after all who must sign it signed on the screen."""
    case = site.desk.case(site.inspection)
    done = {one.signer for one in case.signatures if one.document == document}
    waiting = [one for one in signers(site.desk, case, paper(case, document)) if one[0] not in done]
    for who, role in waiting:
        by = acting(site, who) if role == "officer" else site
        sign_paper(by.desk, site.inspection, document, who, role, "ink", ink=strokes_of(who))
    return seal_paper(site.desk, site.inspection, document)


def unreviewed(site: OnSite, document: str) -> None:
    """Say why a paper goes on without a legal reviewer's opinion, where one is asked for."""
    case = site.desk.case(site.inspection)
    asked = next(one for one in checkup(site.desk, case, paper(case, document)).findings if one.trap.code == "T25")
    if asked.state == AMBER:
        reason = "案情简单，经机关负责人确认不需法制审核（演练）"
        give_reason(site.desk, site.inspection, document, "T25", reason)


def final(site: OnSite, kind: str, **more: Any) -> str:
    """Return the id of a paper made final as its definition says: signed, or approved, frozen and stamped."""
    document = made(site, kind, **more)
    held = paper(site.desk.case(site.inspection), document)
    if held.lifecycle == "signed":
        return signed(site, document).id
    if held.approval:
        approved(site, document, kind)
    if kind in ("D12", "D17", "D32"):
        unreviewed(site, document)
    life.freeze(site.desk, site.inspection, document)
    if held.lifecycle == "stamped":
        life.stamp(site.desk, site.inspection, document, way=life.CARRIED)
    return document


def served(site: OnSite, document: str) -> None:
    """Serve a paper on the responsible person."""
    receipt = at_the_table.begin(site, document).id
    at_the_table.sign_for(site, receipt, (site.person, "recipient"))
    complete_service(site.desk, site.inspection, receipt)


def sent(site: OnSite, document: str, to: str = "演练机关") -> None:
    """Send a paper to another body."""
    send(site.desk, site.inspection, document, to=to, way="hand")

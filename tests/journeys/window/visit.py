"""The visit day as two officers work through it in the window, part by part; everything by mouse and keyboard."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from app.domain.clock import CHINA
from tests.journeys.window.person import ROOT, Person

OFFICERS_ON_SITE = 2
SAMPLES = ROOT / "forms" / "inspections" / "electronic-records" / "samples"
PIN = "000000"
UNIT = "保定市演练示范局（演练单位）"
STATEMENT = "对检查发现的问题没有异议，将按要求整改（演练）。"
NOTE = "操作日志仅保存三个月，系统管理员可以清空（演练）。"
REASON = "该单位未委托外单位整理、数字化或者托管档案。"
NAME = (((0.1, 0.3), (0.2, 0.7), (0.3, 0.3)), ((0.4, 0.2), (0.4, 0.8)), ((0.5, 0.5), (0.7, 0.5), (0.6, 0.8)))
QUESTIONS = tuple(
    f"{group}.{number}"
    for group, count in ((1, 10), (2, 7), (3, 6), (4, 5), (5, 10), (6, 2))
    for number in range(1, count + 1)
)
VIOLATED, NOT_APPLICABLE = "2.3", "3.6"
SAMPLE, SAMPLED = "1.5", 5


@dataclass
class Visit:
    """One inspection in the window, with the officers' ids by name."""

    person: Person
    officers: Mapping[str, str]

    def sit_down(self, name: str = "演练甲") -> None:
        """Say who is at the desk."""
        self.person.click(f"seat_{self.officers[name]}")

    def plan(self) -> None:
        """Register the unit and plan the inspection on one page; then complete what the papers must say."""
        p = self.person
        p.begins("plan")
        p.click("firstInspection")
        p.fill("unitName", UNIT)
        p.choose("unitDistrict", "竞秀区")
        for field, text in {
            "unitCreditCode": "11130600000000019T", "unitAddress": "保定市竞秀区演练路1号", "unitHead": "演练负责人",
            "unitHeadPost": "局长", "unitPhone": "0312-0000000", "source_plan_title": "演练检查计划第1项",
            "source_plan_number": "保档演练〔2026〕1号", "purpose": "检查电子档案的形成、保管、利用、移交情况",
        }.items():  # fmt: skip
            p.fill(field, text)
        p.click(f"officer_{self.officers['演练乙']}")
        p.click("planGo")
        p.click("editPlan")
        for field, text in {
            "plan_place": "演练路1号办公楼三层", "plan_prepare": "档案工作责任制；归档登记材料",
            "plan_secrecy": "不接触涉密档案；发现涉密内容不拍照、不复制", "plan_contact": "演练甲",
            "plan_phone": "0312-0000002",
        }.items():  # fmt: skip
            p.fill(field, text)
        p.click("keepPlan")
        p.click("nextPart", "执法人员")

    def approve(self) -> None:
        """Draft D1, have it approved in person, make D2, stamp it, and see that nothing red is left."""
        p = self.person
        p.begins("approve")
        p.click("nextPart", "审批表")
        for act in ("formDraft", "channel_in_person", "decision_approve", "recordDecision", "formFreeze"):
            p.click(act)
        p.click("nextPart", "通知书")
        for act in ("noticeDraft", "noticeFreeze", "recordStamp"):
            p.click(act)
        p.click("nextPart", "出发前检查")
        p.reads("可以出发")
        p.click("nextPart", "到场")

    def arrive(self) -> None:
        """Begin the visit, sign in, register who is there, show the cards and tell the rights, serve the notice."""
        p = self.person
        p.begins("arrive")
        p.click("beginVisit")
        p.until(self._all_signed_in, "both officers signed in")
        p.click("nextPart", "在场人员")
        p.fill("person_id_number", "演练证件-1")
        p.click("recordPerson")
        p.reads("演练证件-1")
        p.click("personRole_witness")
        for field, text in {"name": "演练见证人", "post": "居委会工作人员", "id_number": "演练证件-3"}.items():
            p.fill(f"person_{field}", text)
        p.click("recordPerson")
        p.reads("演练证件-3")
        p.click("nextPart", "亮证告知")
        p.click("recusal_no")
        p.click("recordRights")
        p.click("nextPart", "通知书")
        self.serve()

    def _all_signed_in(self) -> bool:
        """Press what is there to sign in, and return whether everybody has: a row comes one turn after its act."""
        for officer in self.officers.values():
            if self.person.shows(f"signIn_{officer}"):
                self.person.click(f"signIn_{officer}")
        signed = [one for one in self.person.look() if one["text"].startswith("已于") and one["text"].endswith("签到")]
        return len(signed) == OFFICERS_ON_SITE

    def serve(self) -> None:
        """Serve the paper that is offered: the party signs on the laptop handed over, then both officers."""
        p = self.person
        p.click("beginService")
        p.click("handOverReceipt")
        self.sign_as_party()
        for done in range(2):
            p.until(lambda: p.find("signerSecret")["text"] == "", "a fresh signer")
            self._sign_as_officer("signerSecret", "confirmSignature")
            if not done:
                p.until(lambda: p.shows("signerSecret"), "the other officer's turn")
        p.click("completeService")
        p.find("servedLine")

    def sign_as_party(self) -> None:
        """Sign in the window that shows the own paper only, and give the laptop back."""
        p = self.person
        p.until(lambda: p.find("readWords")["text"], "the paper is there")
        while p.shows("readOn"):
            before = p.find("pdfSheets")["scrolled"]
            p.click("readOn")  # what it does may come after the next look
            p.until(lambda b=before: not p.shows("readOn") or p.find("pdfSheets")["scrolled"] != b, "it moved on")
        if p.shows("toPad"):
            p.click("toPad")
        p.draw("inkPad", NAME)
        p.click("inkDone")
        p.fill("returnSecret", PIN)
        p.click("takeBack")
        p.until(lambda: not p.shows("returnSecret"), "the laptop is back")

    def _sign_as_officer(self, field: str, go: str) -> None:
        p = self.person
        p.draw("inkPad", NAME)
        p.fill(field, PIN)
        p.click(go)

    def register_camera(self, file: Path, begun: datetime) -> None:
        """Register a file of the body camera by its number, times and digest."""
        p = self.person
        p.begins("camera")
        p.click("part_recordings")
        ended = max(datetime.now(CHINA), begun + timedelta(minutes=1))
        p.fill("recording_camera", "YL-01")
        p.fill("recording_started_at", f"{begun:%H:%M}")
        p.fill("recording_ended_at", f"{ended:%H:%M}")
        p.fill("recording_content", "进入现场、亮证告知")
        p.click("pickRecording")
        self.pick(file)
        p.until(lambda: bool(p.find("recording_sha256")["text"]), "the digest is there")
        p.click("recordRecording")

    def pick(self, file: Path) -> None:
        """Name a file in the dialog that is open."""
        p = self.person
        p.find("fileNameEdit")
        p.types(str(file))
        p.keys("Return")

    def answer(self, codes: tuple[str, ...]) -> None:
        """Answer questions by keyboard; where one asks for more, give it."""
        p = self.person
        p.begins(f"answer from {codes[0]}")
        for code in codes:
            self.at_question(code)
            if code == VIOLATED:
                self._violated()
            elif code == NOT_APPLICABLE:
                p.keys("3")
                p.fill("reason", REASON)
                p.click("nextOpen")
            elif code == QUESTIONS[-1]:
                p.keys("1")  # where nothing is open any more, N leads to the next step
                p.until(lambda: "40 / 40" in p.find("answeredCount")["text"], "all is answered")
            else:
                p.keys("1", "n")

    def at_question(self, code: str) -> None:
        """Wait until a question is the chosen one."""
        p = self.person
        p.until(lambda: p.find("panelTitle")["text"].startswith(f"{code}　"), f"question {code}")

    def _violated(self) -> None:
        p = self.person
        p.keys("2")
        p.click("severity_serious")
        p.fill("note", NOTE)
        p.click("addEvidence")
        self.pick(SAMPLES / "rules-2019.png")  # it tells no day of its own, which would not be this one
        p.click("keepEvidence")
        p.until(lambda: "1" in p.find("evidenceTitle")["text"], "the photo is kept")
        p.click("nextOpen")

    def fill_sample(self) -> None:
        """Fill a sampling table by keyboard."""
        p = self.person
        p.begins("sample")
        p.enter("questions")
        p.keys("Home", *["Down"] * QUESTIONS.index(SAMPLE))
        self.at_question(SAMPLE)
        p.click("openSample")
        for number in range(SAMPLED):
            if number == 0:
                p.click("addRow")
            else:
                p.keys("Return")
            p.until(lambda: p.find("cellEditor", must=False).get("text") == "", "a row to fill")
            p.types(f"YL-{number + 1}")
            p.keys("Return")
            p.types("演练文件")
            p.keys("Return", "Return", "1")
            p.until(lambda n=number: f"{n + 1}/{SAMPLED}" in p.find("samplingCount")["text"], "the row counts")
        p.click("samplingBack")

    def decide(self) -> None:
        """Look over the finding and order to correct it."""
        p = self.person
        p.begins("decide")
        p.click("step_outcome")
        p.click("fact2")
        p.click("nextPart", "现场指正")
        p.click("nextPart", "责令改正")
        p.click("decideOrder")
        p.reads("已作出责令改正决定")

    def record(self) -> None:
        """Take the unit's statement, draft the record, read it back, have it signed, and seal it."""
        p = self.person
        p.begins("record")
        p.click("nextPart", "笔录与签名")
        p.fill("statement", STATEMENT)
        p.click("recordStatement")
        p.click("nextPart", "生成笔录")
        p.click("draftRecord")
        p.click("nextPart", "宣读核对")
        p.click("recordReadBack")
        p.click("nextPart", "签名")
        for name in ("演练甲", "演练乙"):
            p.until(lambda n=name: p.find("signerName")["text"].startswith(n), f"{name} signs")
            self._sign_as_officer("inkSecret", "signInk")
        p.click("handOver")
        self.sign_as_party()
        p.click("nextPart", "封存")
        p.click("sealSure")
        p.click("sealRecord")
        p.reads("笔录已封存")

    def issue(self) -> None:
        """Draft the notice, have it reviewed and approved by phone, make it final, register the stamp, and serve it."""
        p = self.person
        p.begins("issue")
        p.click("step_papers")
        p.click_cell("papers", "执法通知书")
        p.click("draftPaper")
        p.click("checkupReview")
        for opinion in ("职权依据可以成立（演练）", "同意（演练）"):
            p.click("channel_phone")
            p.click("decision_approve")
            p.fill("opinion", opinion)
            p.click("recordDecision")
        for act in ("freezePaper", "recordStamp"):
            p.click(act)
        p.click("nextPart", "送达")
        self.serve()
        p.reads("改正期限至")

    def synchronise(self) -> None:
        """Go to the page of the centre and send everything."""
        p = self.person
        p.begins("sync")
        p.click("navSync")
        p.click("syncGo")
        p.until(lambda: p.find("sync_pending")["text"].startswith("没有"), "nothing waits")


def dawn(now: datetime) -> float:
    """Return the seconds to wait until a minute with room in it: a visit must not begin in one and be told in the next.

    Around midnight of China's clock a visit would lie on two days.
    """
    midnight = (now + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
    left = (midnight - now).total_seconds()
    return left + 1 if left < 300 else 0.0


def wait_for_dawn() -> None:
    """Begin after midnight where midnight is near."""
    time.sleep(dawn(datetime.now(CHINA)))

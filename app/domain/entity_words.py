"""What officers call the kinds of entity and their fields, on screens and on papers that cite them."""

from __future__ import annotations

ENTITIES = {
    "finding": "发现的问题", "inspection": "检查计划", "item_result": "检查事项的结果", "statement": "单位陈述",
    "person": "在场人员", "evidence": "证据", "measure": "处理措施", "document": "文书", "visit": "到场",
    "course": "主办终端", "answer": "检查项答案", "rows": "抽样表的行", "unit": "单位登记", "officer": "人员登记",
    "number": "文号", "file": "附件登记", "signature": "签名", "service": "送达", "seal": "封存", "approval": "审批",
    "task": "待办事项", "content": "文书内容", "entry": "文书填写内容", "read_back": "读回", "rights": "权利告知",
    "sign_in": "签到", "printing": "打印记录", "sheet": "预盖章纸", "device": "本机登记", "recording": "执法记录仪",
    "departure": "离场", "received_report": "收到的报告", "report_act": "报告的办理", "act_period": "行为时间",
    "settlement": "未采纳内容的处理", "unit_report": "单位的整改报告",
    "other_record": "另一份记录的了结", "new_term": "重新确定的改正期限", "relief": "承办人变更",
    "measure_end": "处理措施的终结",
}  # fmt: skip
FIELDS = {
    "purpose": "检查目的", "place": "地点", "planned_from": "计划开始", "planned_to": "计划结束",
    "officers": "执法人员", "secrecy": "安全保密要求", "prepare": "请单位准备的材料", "contact": "联系人和电话",
    "text": "文字", "severity": "严重程度", "name": "名称", "post": "职务", "proves": "证明内容", "result": "结果",
    "reason": "理由", "void": "作废", "phone": "电话", "id_number": "证件号码", "employer": "工作单位",
    "arrived_at": "到场时间", "left_at": "离场时间", "method": "取得方法", "basis": "依据", "began": "开始的日期",
    "ended": "终了的日期", "continuing": "仍在持续", "kind": "类别", "district": "县（市、区）",
    "credit_code": "统一社会信用代码", "address": "地址", "head": "负责人", "head_post": "负责人职务", "office": "处室",
    "credential": "执法证号", "valid_from": "执法证有效期始", "valid_until": "执法证有效期至",
    "credential_state": "执法证状态", "credential_reason": "执法证事由", "retired": "离任", "public_key": "签名密钥",
    "sender": "来文单位", "content": "内容", "received_at": "收到时间", "way": "收到方式", "number": "文号",
}  # fmt: skip
OTHER = "其他"


def entity_words(entity: str) -> str:
    """Return what an officer calls a kind of entity."""
    return ENTITIES.get(entity, OTHER)


def field_words(entity: str, field: str) -> str:
    """Return what an officer calls a field of an entity: 发现的问题 · 文字."""
    of = ENTITIES.get(entity, entity)
    name = FIELDS.get(field, "")
    return f"{of} · {name}" if name else of

"""Who works in the demonstration: three regions, eight teams, forty people."""

from dataclasses import dataclass
from typing import Literal

COMPANY = "清和售后"
REGIONS: dict[str, tuple[str, ...]] = {
    "华东区": ("苏州一组", "苏州二组", "徐州组"),
    "华南区": ("广州一组", "广州二组", "佛山组"),
    "华北区": ("北京组", "天津组"),
}

Outcome = Literal["steady", "quick", "slow", "stalled", "unsigned", "failing", "veteran", "new"]


@dataclass(frozen=True, slots=True)
class Staff:
    """Somebody who runs things: `over` is the region or "" for the whole company."""

    number: str
    name: str
    role: Literal["mentor", "manager", "author", "admin"]
    over: str


@dataclass(frozen=True, slots=True)
class Learner:
    """Somebody who learns: hired `days` ago, answers rightly in `skill` per cent of cases, and how it goes."""

    number: str
    name: str
    team: str
    days: int
    skill: int
    outcome: Outcome


STAFF = (
    Staff("manager", "陈立", "manager", "华东区"),
    Staff("mentor", "周敏", "mentor", "华东区"),
    Staff("author", "沈悦", "author", ""),
    Staff("admin", "何静", "admin", ""),
    Staff("M1001", "顾芳", "mentor", ""),
    Staff("M2001", "罗建国", "manager", "华南区"),
    Staff("M2002", "梁嘉仪", "mentor", "华南区"),
    Staff("M3001", "韩雪", "manager", "华北区"),
    Staff("M3002", "马骏", "mentor", "华北区"),
)

# Who handed in a conversation that nobody has marked yet, and how many hours ago; the bench's deadline is 72 hours.
WAITING = {
    "S1002": 5,
    "S1101": 21,
    "S1102": 46,
    "S1203": 66,
    "S1005": 78,
    "G2102": 9,
    "G2201": 30,
    "B3102": 14,
    "B3201": 52,
}

# Who wrote to customers, how many hours ago, how many hours ago mentors marked it (None: it waits), and how well.
WRITERS: dict[str, tuple[int, int | None, bool]] = {
    "learner": (44, 20, True),
    "S1104": (700, 660, True),
    "G2203": (190, 150, False),
    "B3104": (130, 100, True),
    "S1203": (50, None, True),
    "S1103": (26, None, False),
    "G2101": (75, None, True),
    "B3101": (7, None, True),
    "B3202": (31, None, False),
}

LEARNERS = (
    Learner("learner", "林晓", "苏州一组", 8, 92, "new"),
    Learner("S1002", "王磊", "苏州一组", 48, 88, "steady"),
    Learner("S1003", "赵敏", "苏州一组", 96, 95, "quick"),
    Learner("S1004", "孙浩", "苏州一组", 620, 94, "veteran"),
    Learner("S1005", "吴倩", "苏州一组", 27, 84, "unsigned"),
    Learner("S1101", "郑凯", "苏州二组", 110, 93, "steady"),
    Learner("S1102", "冯娟", "苏州二组", 75, 90, "steady"),
    Learner("S1103", "蒋涛", "苏州二组", 33, 62, "failing"),
    Learner("S1104", "朱琳", "苏州二组", 118, 97, "quick"),
    Learner("S1201", "许阳", "徐州组", 60, 86, "slow"),
    Learner("S1202", "邓超群", "徐州组", 41, 80, "stalled"),
    Learner("S1203", "曹颖", "徐州组", 88, 91, "steady"),
    Learner("S1204", "彭博", "徐州组", 14, 87, "steady"),
    Learner("G2101", "黄家明", "广州一组", 105, 94, "quick"),
    Learner("G2102", "何晓彤", "广州一组", 66, 89, "steady"),
    Learner("G2103", "谭志强", "广州一组", 22, 85, "steady"),
    Learner("G2104", "陈思远", "广州一组", 540, 96, "veteran"),
    Learner("G2201", "李慧", "广州二组", 92, 90, "steady"),
    Learner("G2202", "叶子豪", "广州二组", 51, 78, "unsigned"),
    Learner("G2203", "苏婉", "广州二组", 115, 92, "steady"),
    Learner("G2301", "潘伟", "佛山组", 84, 88, "slow"),
    Learner("G2302", "邱雨欣", "佛山组", 29, 93, "quick"),
    Learner("G2303", "钟俊", "佛山组", 71, 86, "steady"),
    Learner("B3101", "刘洋", "北京组", 112, 95, "quick"),
    Learner("B3102", "张雅静", "北京组", 58, 91, "steady"),
    Learner("B3103", "高翔", "北京组", 44, 66, "failing"),
    Learner("B3104", "宋佳", "北京组", 700, 93, "veteran"),
    Learner("B3201", "田野", "天津组", 99, 89, "steady"),
    Learner("B3202", "白雪", "天津组", 79, 87, "unsigned"),
    Learner("B3203", "石磊", "天津组", 19, 90, "steady"),
    Learner("B3204", "姚远", "天津组", 6, 86, "new"),
)

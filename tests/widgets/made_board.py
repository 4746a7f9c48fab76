"""A made moment of a team's board."""

from domain.board import (
    AgentOnBoard,
    AgentStatus,
    AlertOnBoard,
    BoardSnapshot,
    ComplaintOnBoard,
    DueOnBoard,
    HalfHour,
    QueueOnBoard,
)
from domain.meaning import Level

MINUTE_MS = 60_000


def snapshot(now_ms: int) -> BoardSnapshot:
    def ago(minutes: int, seconds: int = 0) -> int:
        return now_ms - minutes * MINUTE_MS - seconds * 1000

    agents = (
        AgentOnBoard("302", "周敏", AgentStatus.TALKING, ago(3, 12), "维修"),
        AgentOnBoard("305", "王芳", AgentStatus.TALKING, ago(11, 47), "投诉"),
        AgentOnBoard("306", "赵磊", AgentStatus.WRAP_UP, ago(0, 41)),
        AgentOnBoard("309", "刘洋", AgentStatus.READY, ago(2, 5)),
        AgentOnBoard("311", "陈静", AgentStatus.BREAK, ago(18, 20)),
        AgentOnBoard("312", "吴敏", AgentStatus.HOLDING, ago(4, 33), "退换"),
        AgentOnBoard("315", "马超", AgentStatus.READY, ago(0, 12)),
        AgentOnBoard("318", "何琳", AgentStatus.TALKING, ago(1, 26), "咨询"),
        AgentOnBoard("320", "郑凯", AgentStatus.BREAK, ago(41, 2)),
        AgentOnBoard("321", "黄娟", AgentStatus.TALKING, ago(2, 58), "安装"),
    )
    queues = (
        QueueOnBoard("空调", 4, 108.0, 0.71, 9, 1),
        QueueOnBoard("热水器·燃气", 2, 44.0, 0.82, 5, 1),
        QueueOnBoard("冰洗", 1, 12.0, 0.91, 6, 2),
        QueueOnBoard("投诉专席", 0, None, 0.88, 3, 0),
        QueueOnBoard("安装预约", 0, None, 0.95, 4, 2),
    )
    complaints = (
        ComplaintOnBoard(Level.P1, "燃气味", "张女士", "热水器", ago(0, 38), "c1"),
        ComplaintOnBoard(Level.P1, "漏电", "王先生", "热水器", ago(2, 10), "c2"),
        ComplaintOnBoard(Level.P2, "漏水泡地板", "李建国", "空调", ago(3, 12), "c3"),
        ComplaintOnBoard(Level.P2, "12315", "陈先生", "冰箱", ago(8, 40), "c4"),
        ComplaintOnBoard(Level.P3, "三次未修", "刘女士", "洗衣机", ago(22, 5), "c5"),
        ComplaintOnBoard(Level.P3, "费用争议", "周先生", "空调", ago(31, 50), "c6"),
    )
    alerts = (
        AlertOnBoard("红线", "赵磊：有人报漏电未提示断电", ago(0, 21), "c7"),
        AlertOnBoard("情绪", "王芳：客户怒气 0.91，已 6 分钟", ago(1, 10), "c8"),
        AlertOnBoard("保持", "吴敏：保持超过 4 分钟", ago(0, 33), "c9"),
    )
    due = (
        DueOnBoard("G20261122-0107", "派工时效", now_ms + 18 * MINUTE_MS, "t1"),
        DueOnBoard("G20261122-0098", "受理时效", now_ms + 52 * MINUTE_MS, "t2"),
        DueOnBoard("G20261121-0310", "完工时效", now_ms + 91 * MINUTE_MS, "t3"),
    )
    return BoardSnapshot(
        now_ms,
        "central",
        7,
        108.0,
        0.764,
        0.831,
        0.028,
        1284,
        1284,
        3,
        agents,
        queues,
        complaints,
        alerts,
        due,
        half_hours(now_ms),
    )


def half_hours(now_ms: int) -> tuple[HalfHour, ...]:
    half_ms = 30 * MINUTE_MS
    start_ms = now_ms // half_ms * half_ms - 8 * half_ms
    forecast = (14, 19, 28, 36, 41, 38, 31, 25, 32, 39, 37, 29, 23, 18, 15)
    offered = (15, 21, 30, 38, 44, 40, 32, 27, 12)
    on_duty = (10, 12, 14, 16, 16, 16, 14, 14, 14, 14, 14, 14, 12, 10, 10)
    needed = (9, 11, 14, 17, 19, 18, 15, 13, 16, 18, 17, 14, 12, 10, 9)
    return tuple(
        HalfHour(
            start_ms + n * half_ms,
            offered[n] if n < len(offered) else 0,
            float(forecast[n]),
            needed[n],
            on_duty[n],
        )
        for n in range(len(forecast))
    )

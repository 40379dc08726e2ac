"""What the demo company sells: invented products of an invented make (青鲸 Whalesong), the same for the same seed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from random import Random

MAKE, MAKE_EN = "青鲸", "Whalesong"
REMARK = "演示数据，纯属虚构。Demo data, entirely fictitious."

# Category, its English name, the one above it.
CATEGORIES = (
    ("传动部件", "Drive components", ""),
    ("轴承", "Bearings", "传动部件"),
    ("减速机", "Gearboxes", "传动部件"),
    ("电机与驱动", "Motors and drives", ""),
    ("伺服电机", "Servo motors", "电机与驱动"),
    ("变频器", "Frequency converters", "电机与驱动"),
    ("传感器", "Sensors", ""),
    ("气动元件", "Pneumatics", ""),
    ("控制系统", "Control systems", ""),
    ("技术服务", "Technical services", ""),
)


@dataclass(frozen=True, slots=True)
class Series:
    """Products that differ in size: (number, specification, list price in yuan, weight in kg)."""

    category: str
    name: str
    name_en: str
    prefix: str
    sizes: tuple[tuple[str, str, str, str], ...]
    unit: str = "item"
    tax: str = "vat13"


@dataclass(frozen=True, slots=True)
class ProductDraft:
    """One product; fields are named like the columns they are meant for, `category` and `tax` by name and code."""

    code: str
    name: str
    name_en: str
    model: str
    specification: str
    category: str
    unit: str
    tax: str
    list_price: Decimal
    cost_price: Decimal
    weight: Decimal | None
    barcode: str | None
    stocked: bool
    reorder_level: Decimal | None


SERIES = (
    Series("轴承", "深沟球轴承", "Deep groove ball bearing", "QJ-6", (
        ("204", "20×47×14 mm", "18.50", "0.106"), ("205", "25×52×15 mm", "22.00", "0.128"),
        ("206", "30×62×16 mm", "27.80", "0.199"), ("207", "35×72×17 mm", "36.00", "0.288"),
        ("208", "40×80×18 mm", "45.50", "0.366"), ("210", "50×90×20 mm", "62.00", "0.463"),
    )),
    Series("轴承", "圆锥滚子轴承", "Tapered roller bearing", "QJ-302", (
        ("05", "25×52×16.25 mm", "46.00", "0.154"), ("06", "30×62×17.25 mm", "53.00", "0.231"),
        ("08", "40×80×19.75 mm", "78.00", "0.422"), ("10", "50×90×21.75 mm", "108.00", "0.529"),
    )),
    Series("减速机", "行星减速机", "Planetary gearbox", "QJ-PG", (
        ("060", "减速比 1:5，60 mm 法兰", "860.00", "1.3"), ("080", "减速比 1:10，80 mm 法兰", "1280.00", "3.1"),
        ("120", "减速比 1:20，120 mm 法兰", "2350.00", "7.8"), ("160", "减速比 1:40，160 mm 法兰", "4680.00", "18"),
    ), "unit"),
    Series("伺服电机", "伺服电机", "Servo motor", "QJ-SM", (
        ("100", "100 W，3000 r/min", "620.00", "0.6"), ("200", "200 W，3000 r/min", "780.00", "1.0"),
        ("400", "400 W，3000 r/min", "1080.00", "1.5"), ("750", "750 W，3000 r/min", "1460.00", "2.7"),
        ("1500", "1.5 kW，2000 r/min", "2380.00", "6.8"), ("3000", "3 kW，2000 r/min", "3960.00", "11.5"),
    ), "unit"),
    Series("变频器", "变频器", "Frequency converter", "QJ-FC", (
        ("0K7", "0.75 kW，220 V", "690.00", "1.2"), ("1K5", "1.5 kW，380 V", "880.00", "1.5"),
        ("4K0", "4 kW，380 V", "1420.00", "2.4"), ("7K5", "7.5 kW，380 V", "2180.00", "3.6"),
        ("15K", "15 kW，380 V", "3860.00", "7.5"), ("37K", "37 kW，380 V", "8900.00", "22"),
    ), "unit"),
    Series("传感器", "电感式接近开关", "Inductive proximity switch", "QJ-IP", (
        ("M08", "M8，检测距离 2 mm", "38.00", "0.03"), ("M12", "M12，检测距离 4 mm", "42.00", "0.05"),
        ("M18", "M18，检测距离 8 mm", "56.00", "0.09"), ("M30", "M30，检测距离 15 mm", "78.00", "0.18"),
    ), "piece"),
    Series("传感器", "光电传感器", "Photoelectric sensor", "QJ-PE", (
        ("R1", "漫反射，1 m", "96.00", "0.06"), ("R5", "镜面反射，5 m", "138.00", "0.08"),
        ("T20", "对射，20 m", "218.00", "0.14"),
    ), "piece"),
    Series("传感器", "温度传感器", "Temperature sensor", "QJ-TS", (
        ("PT100", "Pt100，−50…200 ℃", "65.00", "0.05"), ("K800", "K 型热电偶，0…800 ℃", "88.00", "0.07"),
    ), "piece"),
    Series("气动元件", "标准气缸", "Standard cylinder", "QJ-AC", (
        ("32", "缸径 32 mm，行程 100 mm", "118.00", "0.9"), ("50", "缸径 50 mm，行程 150 mm", "176.00", "1.8"),
        ("63", "缸径 63 mm，行程 200 mm", "238.00", "2.9"), ("100", "缸径 100 mm，行程 250 mm", "486.00", "6.4"),
    ), "piece"),
    Series("气动元件", "五通电磁阀", "5-way solenoid valve", "QJ-SV", (
        ("210", "G1/4，DC 24 V", "68.00", "0.22"), ("310", "G3/8，DC 24 V", "92.00", "0.31"),
        ("410", "G1/2，AC 220 V", "128.00", "0.48"),
    ), "piece"),
    Series("气动元件", "聚氨酯气管", "Polyurethane tube", "QJ-PU", (
        ("06", "6×4 mm，100 m/卷", "85.00", "1.9"), ("08", "8×5 mm，100 m/卷", "135.00", "3.6"),
    ), "roll"),
    Series("控制系统", "可编程控制器", "Programmable controller", "QJ-PLC", (
        ("16", "8 入 8 出", "880.00", "0.4"), ("32", "16 入 16 出", "1380.00", "0.6"),
        ("64", "32 入 32 出，以太网", "2680.00", "0.9"), ("128", "64 入 64 出，双网口", "5200.00", "1.6"),
    ), "unit"),
    Series("控制系统", "触摸屏", "Operator panel", "QJ-HMI", (
        ("043", "4.3 英寸", "560.00", "0.4"), ("070", "7 英寸", "820.00", "0.7"),
        ("101", "10.1 英寸", "1560.00", "1.3"), ("156", "15.6 英寸", "3280.00", "2.9"),
    ), "unit"),
    Series("控制系统", "开关电源", "Power supply", "QJ-PS", (
        ("120", "DC 24 V，5 A", "98.00", "0.5"), ("240", "DC 24 V，10 A", "168.00", "0.9"),
        ("480", "DC 24 V，20 A", "328.00", "1.6"),
    ), "piece"),
    Series("技术服务", "现场调试", "Commissioning on site", "QJ-SRV-C", (
        ("D", "每人天，不含差旅", "1800.00", ""),
    ), "day", "vat6"),
    Series("技术服务", "操作培训", "Operator training", "QJ-SRV-T", (
        ("D", "每期一天，不超过 10 人", "4800.00", ""),
    ), "time", "vat6"),
    Series("技术服务", "年度维护", "Annual maintenance", "QJ-SRV-M", (
        ("Y", "每条产线，含四次巡检", "16800.00", ""),
    ), "year", "vat6"),
)  # fmt: skip


def demo_products(seed: int) -> Iterator[ProductDraft]:
    """Every product, in the order of the series."""
    rng = Random(f"products {seed}")  # noqa: S311 (nothing here is secret)
    serial = 0
    for series in SERIES:
        for number, specification, price, weight in series.sizes:
            serial += 1
            yield _product(rng, serial, series, number, specification, Decimal(price), weight)


def _product(
    rng: Random, serial: int, series: Series, number: str, specification: str, price: Decimal, weight: str
) -> ProductDraft:
    stocked = bool(weight)
    share = Decimal(rng.randrange(52, 71)) / 113  # of the price, which includes 13 per cent of tax
    return ProductDraft(
        code=f"{series.prefix}{number}",
        name=f"{MAKE}{series.name} {number}",
        name_en=f"{MAKE_EN} {series.name_en.lower()} {number}",
        model=f"{series.prefix}{number}",
        specification=specification,
        category=series.category,
        unit=series.unit,
        tax=series.tax,
        list_price=price,
        cost_price=(price * share).quantize(Decimal("0.01")),
        weight=Decimal(weight) if stocked else None,
        barcode=barcode(serial) if stocked else None,
        stocked=stocked,
        reorder_level=Decimal(rng.choice((5, 10, 20, 50))) if stocked else None,
    )


def barcode(serial: int) -> str:
    """Thirteen digits with their check digit (EAN-13), of the range that shops use within their walls (2…)."""
    digits = f"2000000{serial:05}"
    total = sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(digits))
    return digits + str(-total % 10)

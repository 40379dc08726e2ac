"""The first units. Both languages stand here: these rows are data, not catalogue."""

from __future__ import annotations

from app.core.lookup_seed import LookupSeed
from app.core.text import N_

KIND_LABELS: dict[str, str] = {"unit": N_("Unit")}

LOOKUPS: dict[str, tuple[LookupSeed, ...]] = {
    "unit": (
        LookupSeed("piece", "个", "Piece", ("pcs", "pc", "只")),
        LookupSeed("set", "套", "Set", ("sets",)),
        LookupSeed("unit", "台", "Unit", ("units",)),
        LookupSeed("item", "件", "Item", ("items",)),
        LookupSeed("pair", "副", "Pair", ("双",)),
        LookupSeed("box", "箱", "Box", ("boxes", "carton")),
        LookupSeed("pack", "包", "Pack", ("packs",)),
        LookupSeed("roll", "卷", "Roll", ("rolls",)),
        LookupSeed("sheet", "张", "Sheet", ("sheets",)),
        LookupSeed("bottle", "瓶", "Bottle", ("bottles",)),
        LookupSeed("kg", "千克", "Kilogram", ("公斤", "kilogramme")),
        LookupSeed("tonne", "吨", "Tonne", ("t", "ton")),
        LookupSeed("metre", "米", "Metre", ("m", "meter")),
        LookupSeed("square_metre", "平方米", "Square metre", ("m2", "㎡")),
        LookupSeed("litre", "升", "Litre", ("l", "liter")),
        LookupSeed("hour", "小时", "Hour", ("h", "hours")),
        LookupSeed("day", "人天", "Working day", ("days",)),
        LookupSeed("time", "次", "Time", ("times",)),
        LookupSeed("year", "年", "Year", ("years",)),
    ),
}

"""What the headers of files call the fields of products and prices."""

from __future__ import annotations

PRODUCT_SYNONYMS: dict[str, tuple[str, ...]] = {
    "code": ("编号", "编码", "产品编号", "物料编码", "item number", "article"),
    "name": ("产品", "商品", "名称", "product_name", "item name"),
    "specification": ("规格型号", "quantity_per_unit", "description"),
    "category": ("类别", "分类", "产品类别", "category name"),
    "unit": ("计量单位",),
    "list_price": ("价格", "标价", "列表价", "含税价", "unit_price"),
    "cost_price": ("成本价", "进价", "purchase price"),
    "tax_rate": ("税率", "vat"),
    "barcode": ("条形码",),
    "reorder_level": ("再订货点", "安全库存", "reorder_level"),
    "stocked": ("是否管库存",),
}
PRICE_SYNONYMS: dict[str, tuple[str, ...]] = {
    "book": ("价格表",),
    "product": ("产品编码", "产品", "product code", "sku"),
    "min_quantity": ("起订量", "数量", "quantity", "from"),
    "price": ("单价", "价格"),
    "discount": ("折扣",),
}

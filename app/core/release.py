"""Which program this is. Pure: standard library only."""

PRODUCT = "kehu"
VERSION = "0.1.0"

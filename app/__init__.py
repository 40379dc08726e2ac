"""Kehu 客户管理系统. This file stays empty so that a rule can be imported without Flask."""

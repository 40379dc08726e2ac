"""Customers, their contacts, leads and the public pool."""

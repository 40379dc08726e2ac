"""The access group of this module: one scope of a role covers everything in it."""

from app.core.traits import Governed


class CustomersGoverned(Governed):
    """A record of the customers module, seen as far as the role's scope in it reaches."""

    __access_group__ = "customers"

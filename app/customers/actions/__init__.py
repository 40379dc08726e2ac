"""Every change of state in this module, a verb each, by what it is about. The caller owns the transaction."""

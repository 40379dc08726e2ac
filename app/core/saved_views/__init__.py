"""Lists as somebody wants them back: filters, order and columns under a name."""

"""Products, prices, currencies and stock: what sales stands on."""

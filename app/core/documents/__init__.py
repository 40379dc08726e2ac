"""Documents on records of any entity: their versions, and the files behind them."""

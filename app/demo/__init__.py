"""Values of the demo company: plausible to read, visibly fictitious, and the same for the same seed."""

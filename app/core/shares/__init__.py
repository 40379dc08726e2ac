"""Single records shown to single colleagues, beyond what their roles let them see."""

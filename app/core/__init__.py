"""The thin layer over Flask-AppBuilder; it knows no business module."""

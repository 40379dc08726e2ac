"""The decisions of the sales module, without Flask and database."""

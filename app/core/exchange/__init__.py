"""Files in and out: encodings, tables, headers, values. Pure: no Flask, no database, no registry."""

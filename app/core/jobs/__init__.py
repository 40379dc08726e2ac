"""Background work: a job is a row, claimed under a lease by a worker; clocks turn due schedules into such rows.

A killed worker loses nothing: its lease runs out and another worker takes the job again. A worker that wakes up late
does no harm: each of its writes is fenced. "Exactly once" ends at the database: mail and webhooks leave through rows
with a unique key of their own.
"""

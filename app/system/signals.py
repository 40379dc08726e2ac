"""What this module announces for modules above it to answer in their `reactions`."""

from __future__ import annotations

from blinker import Signal

# Somebody's records go to a colleague, or to nobody: sent by the job with `context`, `giver_id`, `receiver_id` (or
# None) and `note`. Each receiver moves the records of its module, commits in batches, and returns how many it moved.
records_handed_over = Signal()

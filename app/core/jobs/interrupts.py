"""Why a running handler is stopped from outside."""


class JobInterrupted(BaseException):
    """Passes through the `except Exception` with which a handler sorts out bad rows; never caught by a handler."""


class JobCancelled(JobInterrupted):
    """A person asked for the end."""


class WorkerStopping(JobInterrupted):
    """The process shuts down; another worker goes on with the job at once."""


class LeaseLost(JobInterrupted):
    """The job belongs to another worker by now, or is finished: nothing of this run may be written."""

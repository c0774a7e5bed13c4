"""The errors that a person may read: each says what happened, and what to do."""


class MarelleError(Exception):
    """Shown by its message, without a traceback: in a page, in the terminal, in a job's row."""

    status = 400

    def __init__(self, message, remedy=""):
        super().__init__(str(message))
        self.message, self.remedy = message, remedy

    def __str__(self):
        return " ".join(str(part) for part in (self.message, self.remedy) if part)


class Refused(MarelleError):
    """An action that a rule forbids; `obstacles` are the unmet conditions, in order."""

    status = 409

    def __init__(self, message, remedy="", obstacles=()):
        super().__init__(message, remedy)
        self.obstacles = tuple(obstacles)


class SignInAgain(MarelleError):
    """Told to a machine without a session; a person is sent to the sign-in page."""

    status = 401

    def __init__(self):
        super().__init__("Sign in first.")


class Forbidden(MarelleError):
    """An action whose permission the person does not hold."""

    status = 403


class NotFound(MarelleError):
    """A record that does not exist, or that this person may not know to exist."""

    status = 404


class Stale(MarelleError):
    """Somebody else wrote the record since it was read; `record` is the reader's copy."""

    status = 409

    def __init__(self, record, message="", remedy=""):
        super().__init__(message or f"{type(record).__name__} {record.get_id()} was changed meanwhile.", remedy)
        self.record = record


class PluginError(MarelleError):
    """A plugin that cannot be used; the message names it and says what to mend."""

    status = 500


class SettingError(MarelleError):
    """A setting that is unknown or has a value that cannot be used."""

    status = 500

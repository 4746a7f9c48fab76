"""How an exchange with central can fail, as the engine needs to know it.

CentralUnreachable   no answer: timeout, reset, 5xx
└─ CentralBusy       an answer that names a time: 429, 503
Refused
└─ CentralRefused    4xx with its status and code
SignInFailed
└─ SignInNeeded      401: the access token is too old or gone
"""

from domain.errors import CentralUnreachable, Refused, SignInFailed


class CentralBusy(CentralUnreachable):
    """Central asks to come back after a while."""

    def __init__(self, text: str, retry_after_s: float) -> None:
        super().__init__(text)
        self.retry_after_s = retry_after_s


class CentralRefused(Refused):
    """Central understood and said no."""

    def __init__(self, text: str, *, status: int, code: str = "", epoch: str = "") -> None:
        super().__init__(text)
        self.status = status
        self.code = code
        self.epoch = epoch  # the server's, told with 409


class SignInNeeded(SignInFailed):
    """The token that we sent is not, or no longer, good."""

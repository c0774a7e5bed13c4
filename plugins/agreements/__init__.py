"""Service agreements: what other plugins may use."""

from plugins.agreements.models import ServiceAgreement

__all__ = ["ServiceAgreement"]

"""The exceptional support measure (MES): what other plugins may use."""

from plugins.mes.models import Request
from plugins.mes.workflow import RequestFlow

__all__ = ["Request", "RequestFlow"]

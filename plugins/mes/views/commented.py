"""What every page of the wizard has while the service corrects: the comments of the round, and where one stands."""

from __future__ import annotations

from flask import request as http

from core.api import person
from plugins.mes.models import Request
from plugins.mes.remarks import Remarks


class Commented:
    """Before `Page` among the bases: gives `remarks` to each template that shows a request.

    `place` is the page of the wizard (remarks.PIECES, remarks.CHECK); a page of the form gives its own number.
    """

    place = 0

    def render(self, template: str, **values):
        """The template, with the comments of the request that it shows."""
        if "request_" in values:
            place = getattr(values.get("page"), "number", 0) or self.place
            values.setdefault("remarks", remarks_of(values["request_"], place))
        return super().render(template, **values)


def remarks_of(request: Request, place: int = 0) -> Remarks:
    """The comments for the person signed in; the address may name one."""
    return Remarks(request, person(), place=place, here=http.args.get("commentaire", 0, type=int))

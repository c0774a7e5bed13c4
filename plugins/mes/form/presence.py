"""Who else fills in a form just now, told from the stamps that each kept field bears."""

from __future__ import annotations

from datetime import datetime, timedelta

from core.api import User, _, utcnow
from plugins.mes.form.pages import PAGES
from plugins.mes.models import Request

JUST_NOW = timedelta(minutes=5)
PAGE_OF = {field.name: page.number for page in PAGES for field in page.fields()}


def others(request: Request, user: User) -> str:
    """« Annick Leblanc remplit la page 5 en ce moment. », a sentence for each other person; empty when there is none.

    A person is there when she wrote a field in the last five minutes; the page is that of the last one she wrote.
    Two people of one name are two: a stamp says which account wrote (MES-R25); one from before it did says nobody.
    """
    since, places = utcnow() - JUST_NOW, {}
    stamps = (request.form_data or {}).get("stamps", {})
    for name, (_count, who, at, *account) in sorted(stamps.items(), key=lambda each: each[1][2]):
        if account and account[0] != user.id and name in PAGE_OF and datetime.fromisoformat(at) >= since:
            places[account[0]] = who, PAGE_OF[name]
    return " ".join(str(_("%(name)s remplit la page %(number)s en ce moment.", name=who, number=number))
                    for who, number in places.values())

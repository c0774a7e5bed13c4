"""A few messages of the demonstration's town: to all families, to those of some children, to one; none leaves."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

from core.api import SYSTEM, Organisation, User, _, fire, masses, people_at
from plugins.families import Child, Guardian
from plugins.messages.models import Message, MessageCopy, Preference
from plugins.messages.recipients import Audience, of_children, of_guardians
from plugins.messages.sending import Written, keep
from plugins.messages.workflow import SEND

MEETING = ("Réunion d’information du service enfance", """Bonjour {civilite} {nom},

Le service enfance vous invite à sa réunion d’information, salle de la Halle, à 18 h 30.
On y parlera de la cantine, des garderies et des inscriptions de {enfants}.

Votre code famille est {code famille} : gardez-le pour nous joindre par téléphone.

Le service enfance de {collectivite}""")
OUTING = ("Sortie de {enfants} au musée", """Bonjour {prenom},

La sortie au musée a lieu jeudi. Merci de prévoir pour {enfants} un goûter et une gourde.

Le service enfance de {collectivite}""")
ONE = ("Votre demande de garderie", """Bonjour {civilite} {nom},

Nous avons bien reçu votre demande pour {enfants}. Nous vous répondons avant vendredi.

Le service enfance de {collectivite}""")
CLASS = 28
FAILED_EVERY, UNSURE_RANK = 97, 40


def messages(demo) -> str:
    """The messages that the clerk wrote."""
    town = Organisation.get_or_none(Organisation.kind == "town")
    clerk = next(iter(people_at(SEND, town.path)), None) if town else None
    if clerk is None:
        return _("Aucune collectivité : aucun message")
    guardians = [each for (each,) in Guardian.visible_to(clerk).select(Guardian.id).order_by(Guardian.id).tuples()]
    children = [each for (each,) in Child.visible_to(clerk).select(Child.id).order_by(
        Child.id).limit(CLASS).tuples()]
    Preference(guardian=guardians[-1], accepts_messages=False).save()
    write(demo, (clerk, 20), MEETING, of_guardians(guardians, clerk))
    write(demo, (clerk, 5), OUTING, of_children(children, clerk))
    write(demo, (clerk, 1), ONE, of_guardians(guardians[:1], clerk, "guardian"))
    return _("%(count)s messages aux familles", count=Message.select().count())


def write(demo, when: tuple[User, int], text: tuple[str, str], audience: Audience) -> None:
    """One message, so many days ago: most copies arrived, some were refused, one was cut off."""
    clerk, days = when
    with demo.at(demo.morning(demo.today - timedelta(days=days))):
        message, _new = keep(Written(*text, demo.digits(32)), audience, clerk)
        waiting = list(MessageCopy.select().where(
            MessageCopy.message == message.id, MessageCopy.state == "waiting").order_by(MessageCopy.id))
        failed, unsure = waiting[FAILED_EVERY - 1::FAILED_EVERY], waiting[UNSURE_RANK:UNSURE_RANK + 1]
        for copy in failed:
            fire(copy, "fail", SYSTEM, failure="refused")
        for copy in unsure:
            fire(copy, "lose", SYSTEM, failure="unsure")
        gone = {each.id for each in (*failed, *unsure)}
        arrived = masses.moved(MessageCopy, [each.id for each in waiting if each.id not in gone], "waiting", "sent")
        place = message.organisation_path()
        masses.counted(MessageCopy, Counter({(place, "waiting"): -arrived, (place, "sent"): arrived}))


PARTS = (messages,)

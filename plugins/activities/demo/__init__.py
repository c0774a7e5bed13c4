"""The invented town of Belle-Marelle: its schools, six hundred families, a school year of bookings and attendance."""

from __future__ import annotations

from core.api import Organisation, User, _, in_zone
from plugins.activities.demo.bookings import year
from plugins.activities.demo.people import inhabit
from plugins.activities.demo.town import build
from plugins.activities.models import ClassGroup, Service
from plugins.families import Child, Household

CLERK = ("colette.marchand@belle-marelle.example", "Colette Marchand", "town_clerk")
ADMIN = ("hugues.delmas@belle-marelle.example", "Hugues Delmas", "town_admin")
STAFF = ("ines.tardieu@belle-marelle.example", "Inès Tardieu", "school_staff")
SCHOOL = "École des Tilleuls"


def town(demo) -> str:
    """The town, its people, and who works there."""
    place = build(demo)
    with demo.at(place.created_at):
        demo.account(CLERK[0], CLERK[1], role=CLERK[2], place=place)
        demo.account(ADMIN[0], ADMIN[1], role=ADMIN[2], place=place)
        demo.account(STAFF[0], STAFF[1], role=STAFF[2],
                     place=Organisation.get(Organisation.parent == place, Organisation.name == SCHOOL))
    inhabit(demo, place)
    homes = Household.select().where(Household.organisation == place)
    return _("%(schools)s établissements, %(classes)s classes, %(services)s prestations, %(homes)s foyers, "
             "%(children)s enfants", schools=Organisation.select().where(Organisation.parent == place).count(),
             classes=ClassGroup.select().count(), services=Service.select().count(), homes=homes.count(),
             children=Child.select().join(Household).where(Household.organisation == place).count())


def bookings(demo) -> str:
    """A school year of bookings, marked until today, as the clerk made them by the clocks of her town."""
    place = Organisation.get(Organisation.kind == "town")
    clerk, staff = (User.get(User.email == email) for email in (CLERK[0], STAFF[0]))
    with in_zone(place.time_zone):
        count = year(demo, place, clerk, staff)
    return _("%(count)s réservations", count=count)


PARTS = (town, bookings)

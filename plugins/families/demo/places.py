"""The Ministry of the demonstration: four directions, seventeen regions, twelve services, twenty installations."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from core.api import Organisation, _, utcnow

DIRECTIONS = (
    ("Direction Capitale-Nationale, Nord et Est", "418 528-7100, 1-866-640-9919", "capitale-nationale",
     ("01", "02", "03", "09", "10", "11", "12")),
    ("Direction Île de Montréal", "514 873-7200, 1-855-336-8568", "montreal", ("06",)),
    ("Direction Ouest", "450 680-6525, 1-855-336-8568", "ouest", ("07", "08", "13", "14", "15")),
    ("Direction Sud", "450 928-7676, 1-866-640-9917", "sud", ("04", "05", "16", "17")),
)
REGIONS = {
    "01": "Bas-Saint-Laurent", "02": "Saguenay–Lac-Saint-Jean", "03": "Capitale-Nationale", "04": "Mauricie",
    "05": "Estrie", "06": "Montréal", "07": "Outaouais", "08": "Abitibi-Témiscamingue", "09": "Côte-Nord",
    "10": "Nord-du-Québec", "11": "Gaspésie–Îles-de-la-Madeleine", "12": "Chaudière-Appalaches", "13": "Laval",
    "14": "Lanaudière", "15": "Laurentides", "16": "Montérégie", "17": "Centre-du-Québec",
}


@dataclass(frozen=True)
class Service:
    """A childcare service: its number, region, kind, town, how many children it looks after, its installations."""

    code: str
    region: str
    nature: str
    name: str
    mail: str
    town: str
    postal: str
    area: str
    children: int
    installations: tuple[tuple[str, str], ...]


SERVICES = (
    Service("30002000", "11", "cpe", "CPE Les Galets de la baie", "galets", "Carleton-sur-Mer",
            "G0C", "418", 94, (
        ("Pavillon de la Grève", "cpe"), ("Pavillon du Barachois", "cpe"),
        ("Bureau coordonnateur de la Baie", "office"))),
    Service("30114500", "03", "subsidised", "Garderie Le Petit Fleuve", "petitfleuve", "Québec",
            "G1J", "418", 32, (
        ("Le Petit Fleuve – Limoilou", "subsidised"), ("Le Petit Fleuve – Beauport", "subsidised"))),
    Service("30087200", "01", "cpe", "CPE La Courte Échelle du Bas-du-Fleuve", "courteechelle", "Rimouski",
            "G5L", "418", 30, (
        ("Pavillon Sacré-Cœur", "cpe"), ("Pavillon des Goélands", "cpe"))),
    Service("30146300", "12", "office", "Bureau coordonnateur Rive-Sud", "rivesud", "Lévis",
            "G6V", "418", 28, (
        ("Bureau coordonnateur Rive-Sud", "office"),)),
    Service("30055100", "09", "cpe", "CPE Sept-Marées", "septmarees", "Sept-Îles",
            "G4R", "418", 24, (
        ("Pavillon de l’Anse", "cpe"),)),
    Service("30201800", "06", "cpe", "CPE Les Bourgeons du Plateau", "bourgeons", "Montréal",
            "H2J", "514", 48, (
        ("Pavillon Laurier", "cpe"), ("Pavillon De Lorimier", "cpe"), ("Bureau coordonnateur du Plateau", "office"))),
    Service("30219600", "06", "subsidised", "Garderie Soleil de Rosemont", "soleil", "Montréal",
            "H1Y", "514", 26, (
        ("Soleil de Rosemont", "subsidised"),)),
    Service("30233400", "06", "unsubsidised", "Garderie Les Petits Explorateurs", "explorateurs", "Montréal",
            "H4C", "514", 14, (
        ("Les Petits Explorateurs de Saint-Henri", "unsubsidised"),)),
    Service("30160900", "07", "cpe", "CPE Les Draveurs", "draveurs", "Gatineau",
            "J8T", "819", 32, (
        ("Pavillon de la Gatineau", "cpe"), ("Pavillon des Érables", "cpe"))),
    Service("30175500", "13", "subsidised", "Garderie La Ribambelle", "ribambelle", "Laval",
            "H7N", "450", 22, (
        ("La Ribambelle de Laval", "subsidised"),)),
    Service("30188700", "16", "cpe", "CPE Le Verger enchanté", "verger", "Saint-Hyacinthe",
            "J2S", "450", 30, (
        ("Pavillon des Pommiers", "cpe"), ("Pavillon de la Yamaska", "cpe"))),
    Service("30192300", "17", "office", "Bureau coordonnateur Cœur-du-Québec", "coeurduquebec", "Drummondville",
            "J2B", "819", 20, (
        ("Bureau coordonnateur Cœur-du-Québec", "office"),)),
)
JUST_OPENED = "Pavillon De Lorimier"
"""An installation in its first year: its children came since, and it has no past of requests."""
STREETS = ("boulevard Perron", "rue Principale", "rue Notre-Dame", "avenue du Phare", "rue de l’Église",
           "chemin du Vieux-Quai", "rue des Érables", "avenue Laurier", "rue Saint-Joseph")


def joined(today: date) -> date:
    """When the services began to use Marelle: in the spring of the budget year before this one."""
    return date(today.year - (1 if today.month >= 4 else 2), 4, 2)


def opened(today: date) -> date:
    """When the newest installation opened: in the spring of this budget year."""
    return joined(today).replace(year=joined(today).year + 1)


def tree(demo) -> str:
    """The Ministry, its directions with their telephones, their regions, the services and their installations."""
    with demo.at(demo.morning(joined(demo.today))):
        root = Organisation(kind="ministry", name="Ministère de la Famille", code="QC", currency="CAD",
                            time_zone="America/Toronto", locale="fr_CA", country="CA", phone="1 855 336-8568",
                            email="mes@famille.example")
        root.save()
        regions = {}
        for name, phone, mailbox, codes in DIRECTIONS:
            direction = Organisation(parent=root, kind="direction", name=name, phone=phone,
                                     email=f"{mailbox}@famille.example")
            direction.save()
            for code in codes:
                regions[code] = Organisation(parent=direction, kind="region", code=code, name=REGIONS[code])
                regions[code].save()
        for service in SERVICES:
            _service(demo, service, regions[service.region])
    return _("%(directions)s directions, %(regions)s régions, %(services)s services, %(installations)s installations",
             directions=len(DIRECTIONS), regions=len(REGIONS), services=len(SERVICES),
             installations=sum(len(each.installations) for each in SERVICES))


def _service(demo, service: Service, region: Organisation) -> None:
    """A division and its installations, with invented addresses and telephones."""
    chance = demo.chance
    postal = f"{service.postal} {chance.randint(1, 9)}{chance.choice('ABCEGHJKLMNPRSTVWXYZ')}{chance.randint(0, 9)}"
    phone = f"{service.area} 555-{chance.randint(100, 199):04d}"
    division = Organisation(
        parent=region, kind="division", nature=service.nature, code=service.code, name=service.name, phone=phone,
        address=f"{chance.randint(12, 980)}, {chance.choice(STREETS)}, {service.town} (Québec)", postal_code=postal,
        email=f"info@{service.mail}.example")
    division.save()
    for number, (name, nature) in enumerate(service.installations, start=1):
        with demo.at(demo.morning(opened(demo.today)) if name == JUST_OPENED else utcnow()):
            Organisation(parent=division, kind="installation", nature=nature, code=f"{int(service.code) + number}",
                         name=name, phone=phone, postal_code=postal,
                         address=f"{chance.randint(12, 980)}, {chance.choice(STREETS)}, {service.town} (Québec)").save()

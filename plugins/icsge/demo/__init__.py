"""The invented data of icsge: the screen of the source, the special cases, what the simulator knows."""

from plugins.icsge.demo.biscuit import calendar, followed, houses, lines
from plugins.icsge.demo.cases import cases
from plugins.icsge.demo.load import many
from plugins.icsge.demo.register import seeded

PARTS = (houses, lines, calendar, cases, many, followed, seeded)

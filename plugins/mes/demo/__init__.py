"""The demonstration of MES: the accounts of each role, and 150 requests whose lives were really lived."""

from plugins.mes.demo.cast import people
from plugins.mes.demo.lives import requests

PARTS = (people, requests)

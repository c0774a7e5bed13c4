"""The README says what is so: its accounts are the demonstration's, its links lead somewhere."""

import re
from pathlib import Path

from plugins.activities import demo as town
from plugins.agreements.demo import CLERK
from plugins.mes.demo.cast import ACCOUNTS

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text()


def test_each_demo_account_is_in_the_readme():
    addresses = {next(word for word in each if "@" in word) for each in (
        *ACCOUNTS, CLERK, town.CLERK, town.ADMIN, town.STAFF)}
    assert addresses == set(re.findall(r"\| ([\w.-]+@[\w.-]+) \|", README))


def test_each_link_of_the_readme_leads_somewhere():
    for target in re.findall(r"\]\((?!https?:)([^)#]+)\)", README):
        assert (ROOT / target).exists(), target

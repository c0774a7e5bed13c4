"""The invented people of the demonstration: the Ministry's tree, its services, and the families they look after."""

from plugins.families.demo.children import families
from plugins.families.demo.files import files
from plugins.families.demo.places import tree

PARTS = (tree, families, files)

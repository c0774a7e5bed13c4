"""A document is held until the plugin that looks at it says that it is clean (MES-R48)."""

from __future__ import annotations

import pytest

from core.errors import Refused
from core.hookspecs import hookimpl
from core.plugin import Plugin
from core.running import running
from plugins.mes import documents, rules
from plugins.mes.documents import remove
from plugins.mes.models import Document
from tests.mes.pages import Window, pieces

pytestmark = pytest.mark.words


class Scanner(Plugin):
    """A plugin that looks at documents: it knows nothing until it is told, and breaks when told so."""

    name = "scanner"

    def __init__(self):
        self.verdicts: dict[int, object] = {}
        self.asked: list[int] = []
        self.broken = False

    @hookimpl
    def document_attached(self, document):
        self.asked.append(document.id)

    @hookimpl
    def document_verdict(self, document):
        if self.broken:
            raise RuntimeError("no answer")
        return self.verdicts.get(document.id)


@pytest.fixture
def scanner(planted):
    """The scanner in the application under test, taken out afterwards."""
    host, plugin = planted[0].extensions["marelle"].host, Scanner()
    host.manager.register(plugin, plugin.name)
    host.plugins[plugin.name] = plugin
    yield plugin
    host.manager.unregister(plugin)
    del host.plugins[plugin.name]
    host.failures.pop(plugin.name, None)
    host.aside.pop(plugin.name, None)


def test_mes_r48_a_document_is_held_until_it_is_known_to_be_clean(world, planted, scanner):
    request, window = world.complete(), Window(planted, world.signer)
    assert scanner.asked == [each.id for each in request.documents]
    plan = request.documents.where(Document.slot == "plan").get()
    opening = f"/mes/demandes/{request.id}/documents/{plan.id}"
    assert "l’analyse antivirus n’est pas terminée" in window.get(pieces(request))
    assert "est retenu" in window.get(opening, 409)
    assert "retenus" in str(rules.documents_complete(request, world.signer).text)
    with pytest.raises(Refused, match="retenu"):
        world.sign(request)
    scanner.verdicts = dict.fromkeys(scanner.asked, True)
    window.get(opening)
    assert rules.documents_complete(request, world.signer) is None
    assert "antivirus" not in window.get(pieces(request))


def test_mes_r48_what_the_plugin_says_of_a_bad_document_is_shown_everywhere(world, planted, scanner):
    request, window = world.complete(), Window(planted, world.signer)
    scanner.verdicts = dict.fromkeys(scanner.asked, True)
    extra = world.attach(request, "service_plan")
    scanner.verdicts[extra.id] = "Un programme malveillant y a été trouvé."
    for path in (pieces(request), f"/mes/demandes/{request.id}", f"/mes/demandes/{request.id}/verification"):
        assert "Un programme malveillant y a été trouvé." in window.get(path), path
    assert "est retenu" in window.get(f"/mes/demandes/{request.id}/documents/{extra.id}", 409)
    remove(request, world.editor, extra.id)
    assert rules.documents_complete(request, world.signer) is None


def test_mes_r48_a_scanner_that_breaks_lets_nothing_through(world, scanner):
    request = world.complete()
    scanner.verdicts, scanner.broken = dict.fromkeys(scanner.asked, True), True
    for _times in range(7):  # beyond the failures after which a plugin is set aside
        assert documents.held(request.documents.get())
    assert "scanner" in running().host.aside


def test_mes_r48_without_such_a_plugin_nothing_is_held(world):
    assert documents.held(world.complete().documents.get()) is None

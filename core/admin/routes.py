"""The routes of a `RecordView`: each finds its record in the person's scope, and leaves the rest to its module."""

from __future__ import annotations

from core.admin import bulk, export, filter_pages, firing, form_pages, list_page, lookup, record_page
from core.admin.asked import named
from core.admin.page import expose


class Routes:
    """The pages of one kind of record, under the view's address."""

    @expose("/")
    def index(self):
        """The first list."""
        return list_page.show(self, self.lists[0])

    @expose("/liste/<slug>")
    def index_of(self, slug: str):
        """Another list."""
        return list_page.show(self, named(self, slug))

    @expose("/<int:id>")
    def record(self, id: int):
        """The page of one record."""
        return record_page.show(self, self.find(id))

    @expose("/<int:id>/historique")
    def history(self, id: int):
        """Everything that happened to a record."""
        return record_page.show_history(self, self.find(id))

    @expose("/filtres", methods=("POST",))
    def save_filter(self):
        """Save the filter of a list."""
        return filter_pages.save(self)

    @expose("/filtres/<int:id>/oublier", methods=("POST",))
    def forget_filter(self, id: int):
        """Take a saved filter away."""
        return filter_pages.forget(self, id)

    @expose("/export", methods=("POST",))
    def export(self):
        """The file of a list."""
        return export.export(self)

    @expose("/lot", methods=("POST",))
    def bulk(self):
        """What would happen to several records at once."""
        return bulk.show(self)

    @expose("/lot/liste", methods=("POST",))
    def bulk_file(self):
        """The same, as a file."""
        return bulk.download(self)

    @expose("/lot/faire", methods=("POST",))
    def bulk_run(self):
        """Do it."""
        return bulk.run(self)

    @expose("/nouveau", methods=("GET", "POST"))
    def create(self):
        """A new record."""
        return form_pages.create(self)

    @expose("/<int:id>/modifier", methods=("GET", "POST"))
    def edit(self, id: int):
        """Change a record."""
        return form_pages.edit(self, self.find(id, "edit"))

    @expose("/<int:id>/supprimer", methods=("GET", "POST"))
    def delete(self, id: int):
        """Destroy a record."""
        return form_pages.delete(self, self.find(id, "delete"))

    @expose("/<int:id>/archiver", methods=("POST",))
    def archive(self, id: int):
        """Put a record away, or take it out again."""
        return form_pages.archive(self, self.find(id, "delete"))

    @expose("/chercher/<field>")
    def lookup(self, field: str):
        """What a field proposes while one types."""
        return lookup.answer(self, field)

    @expose("/<int:id>/transition/<name>", methods=("POST",))
    def fire(self, id: int, name: str):
        """Do what a button says."""
        return firing.fired(self, self.find(id), name)

    @expose("/<int:id>/transition/<name>/confirmer")
    def confirm(self, id: int, name: str):
        """Ask before a final act."""
        return firing.confirmation(self, self.find(id), firing.transition_of(self, name))

    @expose("/<int:id>/pourquoi/<name>")
    def why(self, id: int, name: str):
        """Why something is not possible."""
        return firing.why(self, self.find(id), name)

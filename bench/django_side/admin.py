"""The admin of the comparison."""

from __future__ import annotations

from django.contrib import admin
from django_fsm.admin import FSMAdminMixin

from bench.django_side.models import Child, Installation, Request


@admin.register(Child)
class ChildAdmin(admin.ModelAdmin):
    """Children, for the look-up of the request's form."""

    search_fields = ("first_name", "last_name", "nirec")


@admin.register(Request)
class RequestAdmin(FSMAdminMixin, admin.ModelAdmin):
    """Requests, with what the documentation advises for large tables."""

    fsm_fields = ["state"]
    list_display = ("reference", "child", "installation", "type", "hours", "state_since", "state")
    list_select_related = ("child", "installation")
    list_filter = ("state", "type")
    search_fields = ("reference", "child__first_name", "child__last_name")
    list_per_page = 100
    show_full_result_count = False
    autocomplete_fields = ("child",)
    fields = ("reference", "child", "installation", "type", "hours", "days", "reason", "state")

    def save_model(self, request, obj, form, change):
        obj.by = request.user
        super().save_model(request, obj, form, change)


admin.site.register(Installation)

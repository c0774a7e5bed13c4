"""The admin of the list: the requests with the Ministry in the regions of one direction, the oldest first."""

from __future__ import annotations

from django.contrib import admin

from bench.django_work.models import Work
from bench.worklist import EAST


@admin.register(Work)
class WorkAdmin(admin.ModelAdmin):
    """Requests, with what the documentation advises for large tables; the long answers are not read."""

    list_display = ("number", "division", "type", "hours_per_day", "state_since", "assigned_to")
    list_select_related = ("division", "assigned_to")
    list_filter = ("region", "type", "reference_year")
    search_fields = ("number", "child__first_name", "child__last_name")
    ordering = ("state_since", "pk")
    list_per_page = 100
    show_full_result_count = False

    def get_queryset(self, request):
        return super().get_queryset(request).filter(state="submitted", region__in=EAST).defer("form_data")

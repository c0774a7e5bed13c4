"""The tables of the comparison, their states and transitions."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.dispatch import receiver
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField, transition
from django_fsm.signals import post_transition

STATES = {"draft": _("Brouillon"), "submitted": _("Transmis"), "returned": _("Commentaires"),
          "compliant": _("Conforme"), "closed": _("Terminée")}
KINDS = {"new": _("Nouvelle"), "renewal": _("Renouvellement sans changement"),
         "renewal_change": _("Renouvellement avec changement"), "transfer": _("Transfert")}


class Installation(models.Model):
    """A childcare installation."""

    code = models.CharField(max_length=20)
    name = models.CharField(max_length=160)

    def __str__(self):
        return self.name


class Child(models.Model):
    """A child."""

    nirec = models.CharField(max_length=20, unique=True)
    first_name = models.CharField(max_length=80)
    last_name = models.CharField(max_length=80)
    birth_date = models.DateField()
    installation = models.ForeignKey(Installation, models.PROTECT)

    def __str__(self):
        return f"{self.first_name} {self.last_name}"


def may(name):
    """The permission that a transition asks for."""
    return f"django_side.{name}_request"


class Request(models.Model):
    """A support request."""

    reference = models.CharField(_("Numéro"), max_length=20, unique=True)
    child = models.ForeignKey(Child, models.PROTECT, verbose_name=_("Enfant"))
    installation = models.ForeignKey(Installation, models.PROTECT, verbose_name=_("Installation"))
    state = FSMField(_("Statut"), default="draft", choices=list(STATES.items()), protected=True)
    type = models.CharField(_("Type"), max_length=20, choices=list(KINDS.items()))
    hours = models.IntegerField(_("Heures"), null=True, blank=True)
    days = models.IntegerField(_("Jours"))
    reason = models.TextField(_("Motif"), blank=True)
    state_since = models.DateTimeField(_("Depuis"), default=timezone.now)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        indexes = [models.Index(fields=["state", "state_since"], name="request_state_since")]
        permissions = [(f"{name}_request", name) for name in ("comply", "close", "reopen")]

    def __str__(self):
        return self.reference

    def has_hours(self):
        """A guard."""
        return self.hours is not None

    def has_days(self):
        """Another guard."""
        return self.days > 0

    def why_not(self):
        """The reason that django-fsm itself does not give."""
        return _("Les heures manquent.") if not self.has_hours() else _("Les jours manquent.")

    @transition(state, source="submitted", target="compliant", conditions=[has_hours, has_days],
                permission=may("comply"), custom={"label": _("Déclarer conforme")})
    def comply(self):
        self.state_since = timezone.now()

    @transition(state, source="compliant", target="closed", conditions=[has_hours, has_days], permission=may("close"))
    def close(self):
        self.state_since = timezone.now()

    @transition(state, source="closed", target="compliant", conditions=[has_hours, has_days], permission=may("reopen"))
    def reopen(self):
        self.state_since = timezone.now()


class TransitionLog(models.Model):
    """Who moved what, from where to where."""

    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True)
    request = models.ForeignKey(Request, models.CASCADE)
    transition = models.CharField(max_length=40)
    source = models.CharField(max_length=40)
    target = models.CharField(max_length=40)


@receiver(post_transition, sender=Request)
def log_transition(instance, name, source, target, **_more):
    """Write the log row, in the transaction of the transition."""
    TransitionLog.objects.create(by=getattr(instance, "by", None), request=instance, transition=name, source=source,
                                 target=target)

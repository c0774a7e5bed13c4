"""What a plugin may import: these names keep their meaning from one version to the next."""

from peewee import (
    BooleanField as BooleanField,
)
from peewee import (
    CharField as CharField,
)
from peewee import (
    DateField as DateField,
)
from peewee import (
    DecimalField as DecimalField,
)
from peewee import (
    ForeignKeyField as ForeignKeyField,
)
from peewee import (
    IntegerField as IntegerField,
)
from peewee import (
    JSONField as JSONField,
)
from peewee import (
    TextField as TextField,
)

from core import journal as journal
from core.accounts.models import SYSTEM as SYSTEM
from core.accounts.models import User as User
from core.accounts.models import holders as holders
from core.accounts.permissions import Permission as Permission
from core.accounts.permissions import RoleTemplate as RoleTemplate
from core.database import on_commit as on_commit
from core.database import write_transaction as write_transaction
from core.errors import Forbidden as Forbidden
from core.errors import MarelleError as MarelleError
from core.errors import NotFound as NotFound
from core.errors import Refused as Refused
from core.errors import Stale as Stale
from core.hookspecs import hookimpl as hookimpl
from core.i18n import _ as _
from core.i18n import fold as fold
from core.i18n import ngettext as ngettext
from core.organisations import Organisation as Organisation
from core.plugin import Plugin as Plugin
from core.policy import needs as needs
from core.policy import person as person
from core.records import MomentField as MomentField
from core.records import MoneyField as MoneyField
from core.records import Record as Record
from core.records import Searchable as Searchable
from core.records import Tracked as Tracked
from core.records import utcnow as utcnow
from core.running import running as running
from core.settings import Setting as Setting
from core.workflow.declare import STAY as STAY
from core.workflow.declare import Input as Input
from core.workflow.declare import State as State
from core.workflow.declare import Transition as Transition
from core.workflow.declare import Workflow as Workflow
from core.workflow.declare import days as days
from core.workflow.engine import create as create
from core.workflow.engine import fire as fire
from core.workflow.obstacles import Obstacle as Obstacle
from core.workflow.obstacles import explain as explain
from core.workflow.obstacles import guard as guard

__all__ = [name for name in dir() if not name.startswith("__")]

"""What a plugin may import: these names keep their meaning from one version to the next."""

from peewee import (
    BooleanField as BooleanField,
    CharField as CharField,
    DecimalField as DecimalField,
    ForeignKeyField as ForeignKeyField,
    IntegerField as IntegerField,
    IntegrityError as IntegrityError,
    JSONField as JSONField,
    TextField as TextField,
    fn as fn,
)

from core import journal as journal
from core.accounts.access import why_not_give as why_not_give
from core.accounts.keys import (
    decrypt as decrypt,
    encrypt as encrypt,
)
from core.accounts.memberships import (
    give as give_role,
    set_end as end_role,
)
from core.accounts.models import (
    NOBODY as NOBODY,
    SYSTEM as SYSTEM,
    Membership as Membership,
    Role as Role,
    User as User,
    holders as holders,
)
from core.accounts.permissions import (
    Permission as Permission,
    RoleTemplate as RoleTemplate,
)
from core.accounts.redirects import back_to as back_to
from core.accounts.stepup import (
    fresh as fresh,
    is_fresh as is_fresh,
    require_fresh as require_fresh,
)
from core.admin.asked import RecordList as RecordList
from core.admin.bulk import (
    BulkPage as BulkPage,
    chosen as chosen_rows,
)
from core.admin.columns import (
    Column as Column,
    StateColumn as StateColumn,
)
from core.admin.filters import (
    ConditionFilter as ConditionFilter,
    Filter as Filter,
)
from core.admin.lists import (
    CAP as CAP,
    capped as capped,
    counted as counted,
)
from core.admin.page import (
    Page as Page,
    expose as expose,
)
from core.admin.panels import (
    Card as Card,
    Command as Command,
    Panel as Panel,
)
from core.admin.standing import NextColumn as NextColumn
from core.admin.tables import as_csv as as_csv
from core.admin.timeline import told as told
from core.admin.view import RecordView as RecordView
from core.database import (
    on_commit as on_commit,
    write_transaction as write_transaction,
)
from core.documents import (
    Document as Document,
    join_pdfs as join_pdfs,
)
from core.errors import (
    Forbidden as Forbidden,
    MarelleError as MarelleError,
    NotFound as NotFound,
    Refused as Refused,
    SettingError as SettingError,
    Stale as Stale,
)
from core.files import (
    File as File,
    accept as accept,
    answer as answer,
    content as content,
    keep as keep,
    remove as remove_file,
)
from core.hookspecs import (
    hookimpl as hookimpl,
    hookspec as hookspec,
)
from core.i18n import (
    _ as _,
    clock as clock,
    days as in_days,
    fold as fold,
    in_french as in_french,
    in_zone as in_zone,
    iso_date as iso_date,
    language as language,
    local as local,
    local_date as local_date,
    long_day as long_day,
    money as money,
    ngettext as ngettext,
    number as number,
    pgettext as pgettext,
    prose_date as prose_date,
    prose_moment as prose_moment,
    short_date as short_date,
    size as size,
    slash_date as slash_date,
)
from core.jobs import (
    Job as Job,
    enqueue as enqueue,
    hasten as hasten,
    job as job,
)
from core.mail import (
    Letter as Letter,
    our_address as our_address,
    post as post_letter,
    send_later as send_later,
)
from core.menu import MenuLink as MenuLink
from core.notify import (
    at as people_at,
    everywhere as people_everywhere,
    notify as notify,
)
from core.numbering import next_number as next_number
from core.ordering import (
    keep_in_order as keep_in_order,
)
from core.organisations import Organisation as Organisation
from core.outbox import (
    GIVE_UP as GIVE_UP,
    Unanswered as Unanswered,
    Unreachable as Unreachable,
    deliverer as deliverer,
    put as put_delivery,
)
from core.plugin import Plugin as Plugin
from core.policy import (
    ANYONE as ANYONE,
    SIGNED_IN as SIGNED_IN,
    needs as needs,
    person as person,
)
from core.records import (
    ALWAYS as ALWAYS,
    EVERYONE as EVERYONE,
    NEVER as NEVER,
    NOWHERE as NOWHERE,
    DateField as DateField,
    MomentField as MomentField,
    MoneyField as MoneyField,
    Record as Record,
    Searchable as Searchable,
    Tracked as Tracked,
    as_key as as_key,
    count_if as count_if,
    today as today,
    utcnow as utcnow,
)
from core.running import running as running
from core.sentences import (
    pack as pack,
    unpack as unpack,
)
from core.settings import Setting as Setting
from core.statements import (
    Prepared as Prepared,
    among as among,
    count as rows_up_to,
    joined as joined,
    tuples as rows_of,
)
from core.theme import icon as icon
from core.wording import Form as Form
from core.workflow import masses as masses
from core.workflow.bulk import run as fire_many
from core.workflow.declare import (
    STAY as STAY,
    Input as Input,
    State as State,
    Transition as Transition,
    Workflow as Workflow,
    days as days,
)
from core.workflow.diagram import (
    Figure as Figure,
    counts as counts_diagram,
    live as live_diagram,
)
from core.workflow.engine import (
    create as create,
    fire as fire,
)
from core.workflow.obstacles import (
    Explanation as Explanation,
    Obstacle as Obstacle,
    explain as explain,
    guard as guard,
    guard_conditions as guard_conditions,
)

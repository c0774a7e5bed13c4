"""Who may do what, by hand from 1.3, 1.9b and tables 1.12.1 to 1.12.6: the proposed roles are held against it."""

from __future__ import annotations

READS = {"core.dashboard", "families.read", "mes.child.read", "mes.request.read", "mes.request.see_drafts",
         "mes.request.print"}
"""Consultation: the lists, the details and the printouts of its own division, drafts too."""
FILLS = {"core.export", "families.edit", "mes.request.create", "mes.request.edit", "mes.request.attach",
         "mes.request.mark_corrected", "mes.request.reply", "mes.request.delete"}
"""Saisie: makes and fills a request, attaches, answers comments, deletes a draft."""
SIGNS = {"mes.request.sign", "mes.request.submit", "mes.request.resubmit", "mes.request.close_departure",
         "mes.request.see_reads"}
"""Signature: signs, transmits, tells that a child left; as the direction, sees who has read what (MES-R83)."""
REVIEWS = {"core.dashboard", "core.export", "mes.request.read", "mes.request.review", "mes.request.print",
           "mes.comment.write", "mes.request.return_with_comments", "mes.request.assign"}
"""The Ministry reads what was transmitted to it and comments; it never fills in, attaches or signs (MES-R62)."""
PROPOSES = {"mes.request.propose"}
"""An agent proposes the conformity that a director declares."""
DECIDES = {"mes.request.declare_compliant", "mes.request.close_departure", "mes.request.reopen",
           "mes.request.reassign", "mes.review.delegate", "core.explain_for_others"}
YEARS = {"mes.year.edit", "mes.help.edit", "mes.request.see_reads"}
"""The Ministry's administration: calendar, rates and help texts, and who has read what."""
AGREES = {"core.dashboard", "core.export", "families.read", "families.edit",
          *(f"agreements.agreement.{verb}" for verb in (
              "read", "create", "copy", "edit", "print", "sign", "replace", "terminate"))}
"""A clerk prepares, prints, records and ends service agreements (table 1.12.4)."""
CANCELS = {"agreements.agreement.cancel"}
"""Only a service's direction cancels what was signed."""
TOLD = {"core.dashboard", "icsge.notice.read"}
"""Whoever looks after children reads whether the Ministry's system works (1.3)."""
SENDS = AGREES | TOLD | {
    "icsge.component.read", "icsge.message.read", "icsge.codes.read", "icsge.print", "icsge.test",
    "icsge.run.request", "icsge.dossier.force", "icsge.closure_batch.edit", "icsge.csss_period.create",
    "icsge.csss_period.fix"}
"""An assistant corrects, tries, synchronises and prints; sees that there is an access code."""
SETS_UP = CANCELS | {"icsge.component.edit", "icsge.closure_batch.confirm"} | {
    f"icsge.csss_period.{verb}" for verb in ("confirm", "edit", "delete", "withdraw")}
"""A direction configures the component and its code, and confirms what is told to the Ministry."""
HELPS = TOLD | {"icsge.component.read", "icsge.codes.read", "icsge.test", "icsge.notice.edit"}
"""The support tries the connection and reads codes; it reads no child's file and launches nothing."""
SEES = {"core.dashboard", "core.organisation.read", "families.read", "activities.read"}
"""Whoever works in a town or a school reads its families, bookings and attendance."""
MARKS = SEES | {"activities.attend"}
"""The team of an establishment marks attendance."""
WRITES = {"messages.read", "messages.send"}
"""Who writes to families, and reads what became of it."""
REGISTERS = MARKS | WRITES | {"families.edit", "families.archive", "families.health", "core.export", *(
    f"activities.{verb}" for verb in ("enrol", "book", "override", "periods", "bulk"))} | {
    "billing.read", "billing.rules"}
"""A clerk of a town enrols, books, closes, writes, says who pays, and knows of diets and care; the head also sets
classes and services."""
SETS_TOWN = {"activities.settings", "families.settings"}
GRANTS = {"core.user.read", "core.user.edit", "core.role.read"}
KEEPS = {"core.setting.edit", "core.organisation.read", "core.organisation.edit", "core.journal.read", "core.job.read"}
RUNS = {"core.role.edit", "core.job.edit", "core.plugin.edit", "core.export", "core.explain_for_others"}

HOLDS: dict[str, set[str]] = {
    "reader": READS, "editor": READS | FILLS, "signer": READS | FILLS | SIGNS,
    "clerk": AGREES, "head": AGREES | CANCELS,
    "sender": SENDS, "sending_head": SENDS | SETS_UP, "educator": TOLD, "support": HELPS,
    "home_provider": TOLD | {"families.read", "icsge.own_file.read"},
    "csg_operator": TOLD | {"icsge.component.read", "icsge.message.read", "icsge.notice.edit"},
    "town_clerk": REGISTERS, "town_admin": REGISTERS | SETS_TOWN, "school_staff": MARKS,
    "messenger": WRITES | {"core.dashboard", "families.read"},
    "rse": {"core.dashboard"} | GRANTS,
    "agent": REVIEWS | PROPOSES, "director": REVIEWS | DECIDES, "admin": REVIEWS | DECIDES | GRANTS | KEEPS | YEARS,
    "committee": {"core.dashboard", "mes.request.read"},
    "administrator": {"core.dashboard"} | GRANTS | KEEPS | RUNS,
    "bare": set(), "homeless": set(), "visitor": set(),
}
"""Administrators of Marelle keep the machine and its people, and read no file."""

"""Table 1.12.1 and the roles of 1.9b, written by hand: what the workflow is held against."""

SERVICE, SIGNERS = {"editor", "signer"}, {"signer"}
REVIEWERS, DECIDERS, AGENTS = {"agent", "director", "admin"}, {"director", "admin"}, {"agent"}
MARELLE = {"Marelle"}

STATES = {"draft": "Brouillon", "submitted": "Transmis", "returned": "Commentaires", "compliant": "Conforme",
          "closed": "Terminée"}

CHANGES = (
    # the lines of the table that change the state: from, to, transition, who; « » is before birth or after deletion
    ("", "draft", "create", SERVICE),
    ("draft", "", "delete", SERVICE),
    ("draft", "submitted", "submit", SIGNERS),
    ("submitted", "returned", "return_with_comments", REVIEWERS),
    ("returned", "submitted", "resubmit", SIGNERS),
    ("submitted", "compliant", "declare_compliant", DECIDERS),
    ("compliant", "closed", "close_departure", DECIDERS | SIGNERS),
    ("compliant", "closed", "close_year", MARELLE),
    ("compliant", "closed", "close_transfer", MARELLE),
    ("submitted", "closed", "close_departure", DECIDERS),
    ("returned", "closed", "close_departure", DECIDERS),
    ("closed", "compliant", "reopen", DECIDERS),
)
STAYS = (
    # its lines that leave the state as it is: where, transition, who
    ("draft", "edit", SERVICE), ("draft", "attach", SERVICE), ("draft", "sign", SIGNERS),
    ("returned", "edit", SERVICE), ("returned", "attach", SERVICE), ("returned", "sign", SIGNERS),
    ("returned", "mark_corrected", SERVICE), ("returned", "reply", SERVICE),
)
OURS = (
    # what other rules ask for and the table does not list, none of it a change of state: « Changer le type »
    # (MES-R15), « Demander le retrait » (MES-R79), whose a request is and what is proposed (1.9a, 1.9b)
    ("draft", "retype", SERVICE), ("submitted", "ask_withdrawal", SIGNERS),
    ("submitted", "take", REVIEWERS), ("returned", "take", REVIEWERS),
    ("submitted", "assign", REVIEWERS), ("returned", "assign", REVIEWERS),
    ("submitted", "propose", AGENTS), ("submitted", "unpropose", AGENTS),
)

ALLOWED = {(source, name): who for source, _target, name, who in CHANGES if source} | {
    (state, name): who for state, name, who in (*STAYS, *OURS)}
"""Who may fire what, from where."""

ARRIVES = {name: target for source, target, name, _who in CHANGES if source and target} | {
    name: "" for _state, name, _who in (*STAYS, *OURS)}
"""Where each transition arrives; « » for one that stays."""

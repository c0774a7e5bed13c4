"""Table 1.12.1 and the roles of 1.9b, written by hand: what the workflow is held against."""

SERVICE, SIGNERS = {"editor", "signer"}, {"signer"}
REVIEWERS, DECIDERS = {"agent", "director", "admin"}, {"director", "admin"}
MARELLE = {"Marelle"}

ALLOWED = {
    # written by hand from table 1.12.1 and the roles of 1.9b: (from, transition): who
    # (and whose a request is, what is proposed, « Changer le type » of a draft and « Demander le retrait », MES-R79, which are ours)
    ("draft", "retype"): SERVICE, ("draft", "edit"): SERVICE, ("draft", "attach"): SERVICE, ("draft", "sign"): SIGNERS,
    ("draft", "delete"): SERVICE, ("draft", "submit"): SIGNERS,
    ("submitted", "return_with_comments"): REVIEWERS, ("submitted", "declare_compliant"): DECIDERS,
    ("submitted", "take"): REVIEWERS, ("submitted", "assign"): REVIEWERS, ("returned", "take"): REVIEWERS,
    ("returned", "assign"): REVIEWERS, ("submitted", "propose"): {"agent"}, ("submitted", "unpropose"): {"agent"},
    ("submitted", "close_departure"): DECIDERS, ("submitted", "ask_withdrawal"): SIGNERS,
    ("returned", "edit"): SERVICE, ("returned", "attach"): SERVICE, ("returned", "mark_corrected"): SERVICE,
    ("returned", "reply"): SERVICE, ("returned", "sign"): SIGNERS, ("returned", "resubmit"): SIGNERS,
    ("returned", "close_departure"): DECIDERS,
    ("compliant", "close_departure"): DECIDERS | SIGNERS, ("compliant", "close_year"): MARELLE,
    ("compliant", "close_transfer"): MARELLE,
    ("closed", "reopen"): DECIDERS,
}
ARRIVES = {
    "take": "", "assign": "", "propose": "", "unpropose": "", "retype": "", "ask_withdrawal": "", "edit": "", "attach": "", "sign": "", "mark_corrected": "", "reply": "",
    "submit": "submitted",
    "resubmit": "submitted", "return_with_comments": "returned", "declare_compliant": "compliant",
    "close_departure": "closed", "close_year": "closed", "close_transfer": "closed", "reopen": "compliant",
}

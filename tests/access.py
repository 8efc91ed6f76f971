"""Who may open what: every named address of ours and its audience (core.audience). A test holds the code to it.

Each room adds the lines of its own addresses.
"""

ACCESS = {
    # accounts: the way in
    "home": "signed-in",
    "first-run": "first-run",
    "accept-invitation": "anyone",
    "stay": "signed-in",
    "give-reason": "signed-in",
    "second-step": "signed-in",
    "account": "signed-in",
    "kept-text": "signed-in",
    # accounts: setting up
    "setup": "administer",
    "setup-agency": "administer",
    "stages": "administer",
    "add-stage": "administer",
    "stage": "administer",
    "retire-stage": "administer",
    "structure": "administer",
    "unit": "administer",
    "add-unit": "administer",
    "unit-details": "administer",
    "move-unit": "administer",
    "close-unit": "administer",
    "reopen-unit": "administer",
    # accounts: people and roles
    "people": "people",
    "person": "people",
    "add-person": "administer",
    "invite-visitor": "administer",
    "person-details": "administer",
    "add-alias": "administer",
    "remove-alias": "administer",
    "person-invite": "administer",
    "person-sign-in": "administer",
    "join-team": "administer",
    "leave-team": "administer",
    "add-leave": "administer",
    "change-leave": "administer",
    "cancel-leave": "administer",
    "person-end": "administer",
    "bring-back": "administer",
    "roles": "people",
    "give-role": "administer",
    "approve-grant": "approve",
    "end-grant": "people",
    "prolong-grant": "administer",
}

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
    "stage": "administer",
    "structure": "administer",
    "add-unit": "administer",
    "unit": "administer",
    "move-unit": "administer",
    "close-unit": "administer",
    "reopen-unit": "administer",
    # accounts: people and roles
    "people": "people",
    "person": "people",
    "user": "people",
    "roles": "people",
    "end-grant": "people",
    "approve-grant": "approve",
    "add-person": "administer",
    "invite-visitor": "administer",
    "give-role": "administer",
    "user-sign-in": "administer",
    "person-details": "administer",
    "person-alias": "administer",
    "person-post": "administer",
    "person-leave": "administer",
    "person-end": "administer",
    "person-invite": "administer",
}

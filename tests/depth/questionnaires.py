"""A small questionnaire for tests of figures, as JSON and as a definition."""

from soundings.instruments.rules import Definition


def en(text):
    return {"en": text}


def question(code, kind="scale", **more):
    return {"code": code, "kind": kind, "text": en(code.replace("-", " ").capitalize() + "?"), **more}


def json_of(*questions):
    return {"languages": ["en"], "sections": [{"code": "one", "title": en("One"), "questions": list(questions)}]}


QUESTIONS = (
    question("understands", "yes-no-partly", no_evidence=True),
    question("mapping", why=True, no_evidence=True, ends={"low": en("not at all"), "high": en("fully")}),
    question("plan", "agree", na=True),
    question(
        "steps", "matrix", rows=[{"code": "a", "text": en("First step")}, {"code": "b", "text": en("Second step")}]
    ),
    question("kind-of-plan", "one", choices=[{"code": "x", "label": en("Ours")}, {"code": "y", "label": en("Theirs")}]),
    question("words", "long"),
)
JSON = json_of(*QUESTIONS)


def definition(*questions):
    return Definition.read(json_of(*questions) if questions else JSON)


def value(given):
    return {"value": given}

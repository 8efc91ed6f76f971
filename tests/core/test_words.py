from datetime import date

import pytest

from soundings.core.rules import Fault, Problem
from soundings.core.words import problem_sentence


@pytest.mark.parametrize("fault", list(Fault))
def test_every_fault_is_a_sentence_that_says_where(fault):
    sentence = problem_sentence(Problem(fault, "reads", 7, date(2026, 3, 16), "worker", 12))
    assert sentence.startswith("Readings") and sentence.endswith(".")
    assert "7" in sentence and "%" not in sentence

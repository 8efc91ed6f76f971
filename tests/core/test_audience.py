import pytest
from django.views import View

from soundings.core.audience import AUDIENCES, audience, audience_of


def test_a_view_says_whom_it_is_for():
    @audience("records")
    def board(request): ...

    assert audience_of(board, "board") == "records"


def test_a_class_says_it_for_its_views():
    @audience("staff")
    class Board(View): ...

    assert audience_of(Board.as_view(), "board") == "staff"


def test_a_wrapped_view_still_says_it():
    from django.views.decorators.http import require_GET

    assert audience_of(require_GET(audience("import")(lambda request: None)), None) == "import"
    assert audience_of(audience("import")(require_GET(lambda request: None)), None) == "import"


def test_the_views_of_libraries_have_theirs():
    assert audience_of(lambda request: None, "account_login") == "anyone"
    assert audience_of(lambda request: None, "mfa_view_recovery_codes") == "signed-in"


def test_whoever_has_not_said_has_nobody():
    assert audience_of(lambda request: None, "board") is None
    assert audience_of(lambda request: None, None) is None


def test_an_audience_that_does_not_exist_is_refused_at_once():
    with pytest.raises(ValueError, match="no audience; choose one of anyone"):
        audience("everyone")


@pytest.mark.parametrize("name", AUDIENCES)
def test_each_audience_is_a_sentence(name):
    assert str(AUDIENCES[name]).endswith(".")

"""Two people write in one part: nothing is lost, nobody's answer is written over unseen."""

from hypothesis import given
from hypothesis import strategies as st

from soundings.depth.rules.merging import Clash, Earlier, Sent, answer_at, merged

CODES = ("a", "b", "c")
answers = st.one_of(
    st.none(),
    st.integers(0, 10).map(lambda n: {"value": n}),
    st.text(min_size=1, max_size=5).map(lambda text: {"value": text, "why": "because"}),
)
parts = st.dictionaries(st.sampled_from(CODES), answers.filter(bool))
sends = st.dictionaries(st.sampled_from(CODES), answers)


def save(state, sent):
    """One save in a part that is (answers, saves): what it becomes, and what came of it."""
    now, saves = state
    found = merged(now, saves, sent)
    stamp = len(saves) + 1
    return (found.answers, [*saves, Earlier(stamp, found.before)]), found


def seen_at(stamp, sent):
    return {code: Sent(answer, stamp) for code, answer in sent.items()}


def test_what_each_changed_stands_when_they_changed_different_answers():
    state, _ = save(({"a": {"value": 1}, "b": {"value": 2}}, []), seen_at(0, {"a": {"value": 5}, "b": {"value": 2}}))
    state, second = save(state, seen_at(0, {"a": {"value": 1}, "b": {"value": 0}}))

    assert state[0] == {"a": {"value": 5}, "b": {"value": 0}}
    assert second.clashes == {}
    assert second.before == {"b": {"value": 2}}


def test_an_answer_that_both_changed_stands_and_both_texts_come_back():
    state, _ = save(({"a": {"value": 1}}, []), seen_at(0, {"a": {"value": 5}}))
    state, second = save(state, seen_at(0, {"a": {"value": 7}, "b": {"value": "else"}}))

    assert state[0] == {"a": {"value": 5}, "b": {"value": "else"}}
    assert second.clashes == {"a": Clash({"value": 5}, {"value": 7})}


def test_an_answer_taken_away_meanwhile_clashes_with_one_changed():
    state, _ = save(({"a": {"value": 1}}, []), seen_at(0, {"a": None}))
    _state, second = save(state, seen_at(0, {"a": {"value": 7}}))

    assert second.clashes == {"a": Clash(None, {"value": 7})}


def test_zero_is_an_answer_and_nothing_is_none():
    state, first = save(({}, []), seen_at(0, {"a": {"value": 0}, "b": None}))

    assert state[0] == {"a": {"value": 0}}
    assert first.before == {"a": None}


def test_ones_own_second_change_is_no_clash_with_ones_first():
    state, _ = save(({"a": {"value": 1}}, []), seen_at(0, {"a": {"value": 2}}))
    state, second = save(state, {"a": Sent({"value": 3}, 1)})  # the page knows the stamp of its own save

    assert state[0]["a"] == {"value": 3}
    assert not second.clashes


@given(parts, sends)
def test_alone_one_gets_what_one_sends(now, sent):
    (after, _saves), found = save((now, []), seen_at(0, sent))

    assert not found.clashes
    for code in CODES:
        assert after.get(code) == (sent[code] if code in sent else now.get(code))


@given(parts, sends)
def test_the_same_twice_changes_nothing_more(now, sent):
    state, _ = save((now, []), seen_at(0, sent))
    again, second = save(state, seen_at(0, sent))

    assert again[0] == state[0]
    assert second.before == {} and second.clashes == {}


@given(parts, sends, sends)
def test_of_two_at_once_every_answer_stands_or_comes_back(now, one, other):
    """Nothing typed is lost: each change by the second is stored, told as a clash, or was there already."""
    state, _ = save((now, []), seen_at(0, one))
    (after, _saves), second = save(state, seen_at(0, other))

    for code, answer in other.items():
        if answer == now.get(code):  # left as it was seen: the first one's change stands
            assert after.get(code) == (one[code] if code in one else now.get(code))
        else:
            assert after.get(code) == answer or second.clashes[code].sent == answer
    for code, clash in second.clashes.items():
        assert after.get(code) == clash.stands == one[code]


@given(parts, st.lists(sends, max_size=5))
def test_every_earlier_answer_can_be_read_again(now, saves):
    """What is kept beside a part tells what it said at every stamp."""
    state, told = (now, []), [now]
    for sent in saves:
        state, _ = save(state, seen_at(len(state[1]), sent))
        told.append(state[0])
    for stamp, then in enumerate(told):
        for code in CODES:
            assert answer_at(code, stamp, *state) == then.get(code)

"""Forms come out as markup that a screen reader, a keyboard and a phone can use."""

from datetime import date

import pytest
from django import forms
from django.http import QueryDict
from lxml import html

from soundings.design.forms import (
    Checkboxes,
    DateParts,
    FileField,
    FoldedCheckboxes,
    Radios,
    Scale,
    error_links,
    form_errors_id,
)
from soundings.design.templatetags.design import page_errors


class Sample(forms.Form):
    name = forms.CharField(help_text="As the family says it")
    note = forms.CharField(required=False, widget=forms.Textarea(attrs={"class": "govuk-input--width-20"}))
    how = forms.ChoiceField(
        choices=[("a", "Together"), ("b", "Apart")], widget=Radios(hints={"b": "It counts."}, inline=True)
    )
    whom = forms.MultipleChoiceField(choices=[("1", "Mary"), ("2", "Theo")], widget=Checkboxes, initial=["2"])
    day = DateParts(label="When?", help_text="For example 16 3 2026")
    rating = Scale(lowest="certain", highest="safe")
    copied = forms.BooleanField(required=False)
    upload = FileField(accept=".csv")
    secret = forms.CharField(widget=forms.PasswordInput(attrs={"placeholder": "Secret"}))

    def clean(self):
        if self.data.get("name") == "nobody":
            raise forms.ValidationError("Say who it was.")
        return super().clean()


class Narrow(forms.Form):
    mark_optional = False
    find = forms.CharField(required=False)
    on = DateParts(required=False)
    rating = Scale(required=False)


def drawn(form: forms.Form) -> html.HtmlElement:
    return html.fromstring(f"<div>{form}</div>")


def one(page: html.HtmlElement, path: str) -> html.HtmlElement:
    found = page.xpath(path)
    assert len(found) == 1, f"{path}: {len(found)}"
    return found[0]


def described(page: html.HtmlElement, node: html.HtmlElement) -> str:
    return " ".join(page.get_element_by_id(i).text_content().strip() for i in node.get("aria-describedby", "").split())


def test_label_hint_and_control_belong_together():
    page = drawn(Sample())
    control = one(page, "//input[@name='name']")
    assert one(page, f"//label[@for='{control.get('id')}']").text_content() == "Name"
    assert described(page, control) == "As the family says it"
    assert control.get("aria-invalid") is None
    assert control.get("required") is None  # the server's words, not the browser's


def test_a_wrong_field_says_so_beside_itself():
    page = drawn(Sample({}))
    control = one(page, "//input[@name='name']")
    assert control.get("aria-invalid") == "true"
    assert "govuk-input--error" in control.get("class").split()
    assert described(page, control) == "As the family says it Error: Please fill this in"


def test_classes_given_to_a_widget_are_kept():
    note = one(drawn(Sample()), "//textarea[@name='note']")
    assert {"govuk-textarea", "govuk-input--width-20"} <= set(note.get("class").split())


def test_choices_stand_in_a_fieldset_with_their_question():
    page = drawn(Sample({"how": "b"}))
    group = one(page, "//fieldset[.//input[@name='how']]")
    assert one(group, "./legend").text_content() == "How"
    assert [label.text_content() for label in group.xpath(".//label")] == ["Together", "Apart"]
    chosen = one(group, ".//input[@checked]")
    assert chosen.get("value") == "b"
    assert described(page, chosen) == "It counts."
    assert "app-inline-choices" in one(group, "./div").get("class").split()


def test_what_is_chosen_beforehand_is_ticked():
    ticked = drawn(Sample()).xpath("//input[@name='whom'][@checked]")
    assert [box.get("value") for box in ticked] == ["2"]


def test_a_group_is_described_by_its_hint_and_error():
    page = drawn(Sample({"day_day": "31", "day_month": "13", "day_year": "2026"}))
    group = one(page, "//fieldset[.//input[@name='day_day']]")
    assert described(page, group) == "For example 16 3 2026 Error: The month must be a number from 1 to 12, or its name"
    assert not group.xpath(".//input[@type='radio'][@aria-invalid]")


def test_only_the_part_of_the_date_that_is_wrong_is_marked():
    page = drawn(Sample({"day_day": "31", "day_month": "13", "day_year": "2026"}))
    assert [box.get("name") for box in page.xpath("//input[contains(@name, 'day_')][@aria-invalid]")] == ["day_month"]
    assert not drawn(Sample()).xpath("//*[@aria-invalid]")  # nor does it linger in the next form


def test_what_was_typed_comes_back():
    page = drawn(Sample({"day_day": "31", "day_month": "13", "day_year": "2026"}))
    assert [one(page, f"//input[@name='day_{part}']").get("value") for part in ("day", "month", "year")] == [
        "31", "13", "2026",
    ]  # fmt: skip


def test_a_tick_box_stands_before_its_label_and_is_never_optional():
    page = drawn(Sample())
    box = one(page, "//input[@name='copied']")
    assert box.getnext().tag == "label"
    assert box.getnext().text_content() == "Copied"


def test_optional_is_said_unless_the_form_forbids():
    assert one(drawn(Sample()), "//label[@for='id_note']").text_content() == "Note (optional)"
    assert one(drawn(Narrow()), "//label[@for='id_find']").text_content() == "Find"


def test_a_placeholder_that_repeats_the_label_is_left_out():
    assert one(drawn(Sample()), "//input[@name='secret']").get("placeholder") is None


def test_a_password_can_be_shown():
    page = drawn(Sample())
    button = one(page, "//button[@aria-controls='id_secret']")
    assert button.get("type") == "button"


def test_a_file_field_says_what_it_accepts():
    control = one(drawn(Sample()), "//input[@type='file']")
    assert control.get("accept") == ".csv"
    assert "govuk-file-upload" in control.get("class")


def test_the_scale_has_eleven_numbers_and_says_its_ends():
    page = drawn(Sample({"rating": "0"}))
    boxes = page.xpath("//input[@name='rating']")
    assert [box.get("value") for box in boxes] == [str(number) for number in range(11)]
    assert boxes[0].get("checked") is not None
    said = [one(page, f"//label[@for='{box.get('id')}']").text_content() for box in boxes]
    assert (said[0], said[1], said[10]) == ("0: certain", "1", "10: safe")


def test_an_optional_scale_can_be_left_unrated():
    page = drawn(Narrow())
    assert page.xpath("//input[@name='rating']")[-1].get("value") == ""
    form = Narrow({"rating": ""})
    assert form.is_valid()
    assert form.cleaned_data["rating"] is None


def test_nought_is_a_rating():
    form = Narrow({"rating": "0"})
    assert form.is_valid()
    assert form.cleaned_data["rating"] == 0


@pytest.mark.parametrize("typed", ["11", "-1", "3.5", "x"])
def test_a_rating_off_the_scale_is_refused(typed: str):
    assert "rating" in Narrow({"rating": typed}).errors


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        (("16", "3", "2026"), date(2026, 3, 16)),
        (("06", "03", "26"), date(2026, 3, 6)),
        (("1", "Mar", "2026"), date(2026, 3, 1)),
        (("1", "september", "2026"), date(2026, 9, 1)),
        (("29", "2", "2024"), date(2024, 2, 29)),
        ((" 5 ", " 5 ", " 2026 "), date(2026, 5, 5)),
        (("31", "12", "00"), date(2000, 12, 31)),
    ],
)
def test_a_date_is_read_as_it_was_meant(typed: tuple[str, str, str], meant: date):
    assert DateParts().clean(list(typed)) == meant


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        (("", "", ""), "required"),
        (("", "3", "2026"), "day"),
        (("1", "", "2026"), "month"),
        (("1", "3", ""), "year"),
        (("32", "3", "2026"), "day"),
        (("0", "3", "2026"), "day"),
        (("1", "13", "2026"), "month"),
        (("1", "Mrz", "2026"), "month"),
        (("1", "3", "202"), "year"),
        (("1", "3", "0000"), "year"),
        (("30", "2", "2026"), "invalid"),
        (("29", "2", "2025"), "invalid"),
        (("²", "3", "2026"), "day"),
        (("9" * 5000, "3", "2026"), "day"),
    ],
)
def test_a_wrong_date_says_which_part(typed: tuple[str, str, str], code: str):
    with pytest.raises(forms.ValidationError) as found:
        DateParts().clean(list(typed))
    assert found.value.code == code


def test_a_date_given_beforehand_fills_its_boxes():
    page = drawn(Narrow(initial={"on": date(2026, 3, 16)}))
    assert [box.get("value") for box in page.xpath("//input[contains(@name, 'on_')]")] == ["16", "3", "2026"]


def test_an_unchanged_date_is_not_a_change():
    typed = QueryDict("on_day=16&on_month=mar&on_year=26")
    assert (
        not Narrow(typed, initial={"on": date(2026, 3, 16)})
        .fields["on"]
        .has_changed(date(2026, 3, 16), ["16", "mar", "26"])
    )
    assert "on" in Narrow(typed, initial={"on": date(2026, 3, 17)}).changed_data


def test_the_summary_leads_to_each_fault_in_the_order_of_the_page():
    form = Sample({"name": "nobody", "day_day": "31", "day_month": "13", "day_year": "2026", "rating": "11"})
    links = error_links(form)
    page = drawn(form)
    assert links[0] == ("form-errors", "Say who it was.")
    assert links[1] == ("id_how_0", "How: Please fill this in")
    assert ("id_day_1", "The month must be a number from 1 to 12, or its name") in links
    assert [page.get_element_by_id(to) for to, _text in links]


def test_an_unbound_or_sound_form_has_no_summary():
    assert error_links(Sample()) == []
    assert error_links(Narrow({"find": "x"})) == []


def test_the_page_gathers_the_faults_of_its_forms_and_formsets():
    faulty, prefixed = Sample({}), Sample({}, prefix="other")
    rows = forms.formset_factory(Narrow, extra=0)(
        {"form-TOTAL_FORMS": "1", "form-INITIAL_FORMS": "0", "form-0-rating": "11"}
    )
    found = page_errors({"form": faulty, "forms": [prefixed], "formset": rows})
    ids = [to for to, _text in found]
    assert "id_name" in ids
    assert "id_other-name" in ids
    assert "id_form-0-rating_0" in ids
    assert len(ids) == len(set(ids))


def test_forms_of_one_page_keep_their_general_errors_apart():
    assert form_errors_id(Sample()) == "form-errors"
    assert form_errors_id(Sample(prefix="other")) == "other-form-errors"


def test_hostile_words_stay_words():
    class Hostile(forms.Form):
        x = forms.ChoiceField(choices=[("<b>", "<script>a</script>")], label="<i>l</i>", widget=Radios)

    text = str(Hostile({"x": "<script>"}))
    assert "<script>" not in text
    assert "<i>" not in text


def test_many_tick_boxes_are_folded_by_group_and_a_group_with_a_tick_is_open():
    class Asked(forms.Form):
        questions = forms.MultipleChoiceField(
            choices=[("What was done", [("a", "Mapped?")]), ("What changed", [("b", "Safer?"), ("c", "Heard?")])],
            required=False,
            widget=FoldedCheckboxes,
        )

    shut, ticked = str(Asked()), str(Asked(initial={"questions": ["c"]}))

    assert shut.count("<details") == shut.count("</details>") == 2
    assert " open>" not in shut
    assert ticked.count(" open>") == 1
    assert ticked.index(" open>") < ticked.index("What changed") < ticked.index("Heard?")
    assert ticked.index("What was done") < ticked.index(" open>")
    assert Asked({"questions": ["a", "c"]}).is_valid() and not Asked({"questions": ["What changed"]}).is_valid()


def test_a_box_for_a_number_is_as_wide_as_its_numbers():
    class Numbers(forms.Form):
        share = forms.IntegerField(max_value=100)
        age = forms.IntegerField(max_value=25)
        any_number = forms.IntegerField()
        own = forms.IntegerField(widget=forms.NumberInput(attrs={"class": "govuk-input--width-20"}))
        words = forms.CharField()

    page = drawn(Numbers())
    widths = {node.get("name"): node.get("class") for node in page.xpath("//input")}
    assert widths == {
        "share": "govuk-input govuk-input--width-4",
        "age": "govuk-input govuk-input--width-3",
        "any_number": "govuk-input govuk-input--width-5",
        "own": "govuk-input govuk-input--width-20",
        "words": "govuk-input",
    }

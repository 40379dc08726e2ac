"""The way of a file through the wizard, and back and again."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from app.core.access import system_access
from app.core.clock import now
from app.core.exchange.models import ImportRow
from app.core.exchange.uploads import clear_uploads
from app.core.jobs.model import Job
from app.core.lookups import lookup_values
from app.customers.models.contact import Contact
from app.customers.models.customer import Customer
from tests.factories.customers import CustomerFactory
from tests.support.foreign import english_in
from tests.support.html import visible_texts
from tests.support.import_wizard import brief, work

LIST = (
    "客户名称,联系人,职务,手机,国家,省份,城市,地址,电话\r\n"
    "华为技术有限公司,任先生,总经理,13812345678,中国,广东省,深圳市,龙岗区坂田,0755-28780808\r\n"
    "Alfreds Futterkiste,,,,Germany,,Berlin,Obere Str. 57,030-0074321\r\n"
)


def customers(session):
    return {c.name: c for c in session.scalars(select(Customer))}


def test_a_list_becomes_customers_with_their_main_contact(wizard, marketer):
    assert wizard.run(LIST) == {"row": 3, "rows": 2, "good": 2, "refused": 0, "problems": 0}
    made = customers(wizard.session)
    huawei, alfreds = made["华为技术有限公司"], made["Alfreds Futterkiste"]
    assert (huawei.country, huawei.province, huawei.city) == ("CN", "440000", "440300")
    assert (alfreds.country, alfreds.province, alfreds.city) == ("DE", None, "Berlin")
    assert {c.owner_id for c in made.values()} == {c.created_by_id for c in made.values()} == {marketer.id}
    [contact] = wizard.session.scalars(select(Contact))
    assert (contact.customer_id, contact.name, contact.position) == (huawei.id, "任先生", "总经理")
    assert contact.is_main
    assert contact.mobile == "13812345678"


def test_a_check_saves_nothing(wizard):
    wizard.upload(LIST)
    assert wizard.check() == {"row": 3, "rows": 2, "good": 2, "refused": 0, "problems": 0}
    assert customers(wizard.session) == {}


def test_what_the_import_made_is_listed_by_itself(wizard, marketer):
    CustomerFactory(name="another", owner=marketer)
    wizard.run(LIST)
    page = wizard.client.get(f"/customer/list/?import={wizard.batch_id}").text
    assert "华为技术有限公司" in page
    assert "another" not in page
    assert f"/customer/list/?import={wizard.batch_id}" in wizard.page("/create")


def test_every_row_made_is_noted_once(wizard):
    wizard.run(LIST)
    noted = wizard.session.execute(select(ImportRow.row, ImportRow.record_id)).all()
    names = {c.id: name for name, c in customers(wizard.session).items()}
    assert {row: names[record_id] for row, record_id in noted} == {2: "华为技术有限公司", 3: "Alfreds Futterkiste"}


def test_create_pressed_twice_runs_once(wizard):
    wizard.upload(LIST)
    wizard.check()
    for _ in range(2):
        assert wizard.client.post(wizard.url("/create")).status_code == 302
    assert work(wizard.app) == 1
    assert wizard.client.post(wizard.url("/create")).status_code == 302
    assert work(wizard.app) == 0
    assert len(customers(wizard.session)) == 2


def test_check_pressed_twice_runs_once(wizard):
    wizard.upload(LIST)
    page = wizard.client.get(wizard.url())
    sent = {"check": ["1"], "form_token": ["same"], "column_0": ["name"]}
    assert page.status_code == 200
    for _ in range(2):
        assert wizard.client.post(wizard.url(), data=sent).status_code == 302
    assert work(wizard.app) == 1


def test_a_file_that_was_not_checked_is_not_imported(wizard):
    wizard.upload(LIST)
    english = {"Accept-Language": "en"}
    assert wizard.client.post(wizard.url("/create"), headers=english).status_code == 302
    assert work(wizard.app) == 0
    assert "Check the file first." in wizard.page(**english)


def test_other_choices_ask_for_another_check(wizard):
    wizard.upload(LIST)
    wizard.check()
    assert wizard.choose("keep", column_8="").status_code == 302
    wizard.client.post(wizard.url("/create"))
    assert work(wizard.app) == 0
    assert wizard.check() is not None
    wizard.create()
    assert customers(wizard.session)["华为技术有限公司"].phone is None


@pytest.mark.parametrize("step", ["", "/check", "/create"])
def test_every_step_survives_a_reload_in_both_languages(wizard, step):
    wizard.upload(LIST)
    wizard.check()
    if step:
        wizard.create()
    answers = [
        wizard.client.get(wizard.url(step), headers={"Accept-Language": locale}) for locale in ("zh", "en", "zh")
    ]
    assert [answer.status_code for answer in answers] == [200] * 3
    assert visible_texts(answers[0].text) == visible_texts(answers[2].text)


def test_going_back_after_the_import_leads_to_its_result(wizard):
    wizard.upload(LIST)
    wizard.check()
    wizard.create()
    assert wizard.client.get(wizard.url()).location == wizard.url("/create")


def test_a_constant_holds_for_all_rows(wizard):
    wizard.run(LIST, constant_customer_type="supplier", constant_grade="A")
    assert {(c.customer_type, c.grade) for c in customers(wizard.session).values()} == {("supplier", "A")}


def test_a_constant_of_the_contact_makes_no_contact_by_itself(wizard):
    wizard.run(LIST, **{"constant_contact.salutation": "mr"})
    assert [c.salutation for c in wizard.session.scalars(select(Contact))] == ["mr"]


def test_an_empty_cell_is_an_empty_field_and_a_missing_column_takes_the_default(wizard):
    wizard.run("客户名称,国家,城市,状态\r\nA,,,\r\n")
    made = customers(wizard.session)["A"]
    assert (made.country, made.city, made.currency, made.kind) == (None, None, "CNY", "company")


REFUSED = {
    "a required field without a column": ({"column_0": ""}, "These fields are required and still have no column: "),
    "two columns for one field": ({"column_1": "name"}, "Two columns are mapped to the same field."),
    "a column and a constant": ({"constant_name": "x"}, "This field has a column already; choose one or the other."),
    "a constant that is no value": ({"constant_employees": "many"}, "“many” is not a number."),
    "a constant that names nobody": (
        {"constant_owner": "nobody"},
        "“nobody” was not found, or it is not visible to you.",
    ),
}


@pytest.mark.parametrize(("changes", "reason"), REFUSED.values(), ids=REFUSED.keys())
def test_choices_that_make_no_sense_are_refused_beside_them(wizard, changes, reason):
    wizard.upload(LIST)
    sent = {"form_token": "x", "column_0": "name", "column_7": "address", **changes}
    answer = wizard.client.post(wizard.url(), data={**sent, "check": "1"}, headers={"Accept-Language": "en"})
    assert answer.status_code == 422
    assert reason in answer.text
    assert '<option value="address" selected>' in answer.text, "the other choices are kept"
    assert work(wizard.app) == 0


def test_the_columns_of_the_last_time_are_remembered(wizard):
    wizard.upload("Firma,Ort\r\nA,Berlin\r\n")
    assert wizard.batch.mapping == {}
    wizard.check(column_0="name", column_1="city")
    wizard.upload("Firma,Ort\r\nB,Bonn\r\n")
    assert wizard.batch.mapping == {"0": "name", "1": "city"}


PROBLEMS = (
    "客户名称,客户编码,国家,员工人数,联系人,年营业额\r\n"
    ",A1,中国,5,,\r\n"
    "B,A2,火星,5,,\r\n"
    "C,A3,中国,many,,\r\n"
    "D,A4,中国,5,,12.34567\r\n"
    "E,A5,中国,5,王\x07伟,\r\n"
    "F,A6,中国,5,,\r\n"
    "G,A6,中国,5,,\r\n"
    "H,TAKEN,中国,5,,\r\n"
)


@pytest.fixture
def problems(wizard, session):
    """A checked file in which only F can be imported."""
    CustomerFactory(code="TAKEN")
    wizard.upload(PROBLEMS)
    wizard.check(column_3="employees", column_5="annual_revenue")
    return wizard


def test_problems_are_told_with_row_column_value_and_reason(problems):
    assert brief(problems.batch.checked) == {"row": 9, "rows": 8, "good": 1, "refused": 7, "problems": 7}
    page = problems.page("/check", **{"Accept-Language": "en"})
    countries = [country.zh for country in lookup_values("country").values()]
    beginning = f"which begins with: {'、'.join(countries[:10])} …"
    told_of_mars = f"“火星” is not in the list of {len(countries)} values, {beginning}"
    told = [
        ["2", "客户名称", "", "This field is required."],
        ["3", "国家", "火星", told_of_mars],
        ["4", "员工人数", "many", "“many” is not a number."],
        ["5", "年营业额", "12.34567", "“12.34567” has more than 4 decimals."],
        ["6", "联系人", "王\ufffd伟", "Character 2 of the text (code U+0007) cannot be stored."],
        ["8", "客户编码", "A6", "Row 7 of this file already has this value."],
        ["9", "客户编码", "TAKEN", "Another record already has this value."],
    ]
    for line in told:
        cells = "".join(f"<td>{cell}</td>" for cell in line[1:])
        assert f'<td class="number">{line[0]}</td>{cells}' in page, line


def test_problems_are_told_in_the_language_of_whoever_reads_them(problems):
    page = problems.page("/check", **{"Accept-Language": "zh"})
    assert "此项必填" in page
    assert "本文件第 7 行已使用该值。" in page


def test_good_rows_are_imported_without_the_others(problems):
    assert problems.create() == {"row": 9, "rows": 8, "good": 1, "refused": 7, "problems": 7}
    assert set(customers(problems.session)) >= {"F"}
    assert not set(customers(problems.session)) & set("BCDEGH")
    assert "Row 7 of this file" in problems.page("/create", **{"Accept-Language": "en"})


def test_problems_can_be_taken_away_as_a_workbook(problems, tmp_path):
    from app.core.exchange.reading import open_table

    path = tmp_path / "p.xlsx"
    path.write_bytes(problems.client.get(problems.url("/problems")).data)
    assert len(list(open_table(path, filename="p.xlsx").rows())) == 7


def test_a_thousand_problems_are_kept_and_all_are_counted(wizard):
    wizard.upload("客户名称,国家\r\n" + "A,Mars\r\n" * 1_100)
    assert wizard.check() == {"row": 1101, "rows": 1100, "good": 0, "refused": 1100, "problems": 1100}
    page = wizard.page("/check", **{"Accept-Language": "en"})
    assert "100 of 1100 problems are shown." in page
    assert wizard.url("/create") not in page, "there is nothing to import"


def test_the_same_file_again_adds_nothing(wizard):
    content = "客户名称,客户编码\r\n" + "".join(f"Company {n},K{n}\r\n" for n in range(60))
    assert wizard.run(content)["good"] == 60
    wizard.upload(content)
    assert wizard.check() == {"row": 61, "rows": 60, "good": 0, "refused": 60, "problems": 60}


def test_a_cancelled_import_goes_on_where_it_stopped(wizard):
    wizard.upload("客户名称\r\n" + "".join(f"Company {n}\r\n" for n in range(80)))
    wizard.check()
    wizard.client.post(wizard.url("/create"))
    assert wizard.client.post(wizard.url("/cancel")).status_code == 302
    assert work(wizard.app) == 0
    assert "Go on with the import" in wizard.page("/create", **{"Accept-Language": "en"})
    assert wizard.create()["good"] == 80
    assert len(customers(wizard.session)) == 80


def test_the_job_runs_with_the_rights_of_whoever_started_it(wizard, marketer):
    wizard.upload(LIST)
    wizard.check()
    jobs = wizard.session.scalars(select(Job)).all()
    assert {(job.created_by_id, job.system) for job in jobs} == {(marketer.id, False)}


def test_the_history_names_the_importer(wizard, marketer):
    from app.core.history import Change

    wizard.run(LIST)
    rows = wizard.session.execute(
        select(Change.kind, Change.user_id, func.count()).group_by(Change.kind, Change.user_id)
    )
    with system_access("count"):
        assert [tuple(row) for row in rows if row.user_id == marketer.id] == [("create", marketer.id, 3)]


def test_no_english_is_left_on_the_chinese_pages(problems):
    problems.create()
    own = {"list.csv", "many", "TAKEN", "marketer"}
    problems.upload(PROBLEMS)
    steps = [f"/customer/import/{problems.batch_id - 1}{step}" for step in ("/check", "/create")]
    addresses = ["/customer/import", problems.url(), *steps]
    for address in addresses:
        page = problems.client.get(address, headers={"Accept-Language": "zh"}).text
        assert english_in(page, own) <= {"XLS", "ODS", "VCF", "UTF", "Windows", "GBK", "Big"}, address


HOSTILE = "<img src=x onerror=alert(1)>"


def test_what_a_file_says_is_only_shown(wizard):
    wizard.upload(f"客户名称,{HOSTILE}\r\n{HOSTILE},{HOSTILE}\r\n,\r\n", f"{HOSTILE}.csv".replace("<", "&lt;"))
    assert HOSTILE not in wizard.page()
    wizard.check(column_1="employees")
    assert HOSTILE not in wizard.page("/check")


def test_old_uploads_are_cleared_away_and_their_counts_stay(wizard):
    counts = wizard.run(LIST)
    path = Path(wizard.app.config["KEHU_DATA_DIR"]) / "uploads" / wizard.batch.file
    assert path.is_file()
    with wizard.app.app_context():
        assert clear_uploads(wizard.session, now() + timedelta(minutes=1)) >= 1
    assert not path.exists()
    assert brief(wizard.batch.created) == counts
    assert wizard.client.get(wizard.url("/create")).status_code == 200


def test_a_cleared_file_is_asked_for_again(wizard):
    wizard.upload(LIST)
    with wizard.app.app_context():
        clear_uploads(wizard.session, now() + timedelta(minutes=1))
    answer = wizard.client.get(wizard.url(), headers={"Accept-Language": "en"})
    assert answer.status_code == 422
    assert "Upload it again." in answer.text

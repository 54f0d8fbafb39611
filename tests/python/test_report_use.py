"""The page of ``aalam report`` in use: filters, by pointer, by keyboard and with a screen reader."""

import html
import re
from pathlib import Path

import axe_playwright_python
import pytest
from playwright.sync_api import Browser, expect
from report_pages import NEWS, Opener, chips, focused, press, settle, shown, write_report

AXE = Path(axe_playwright_python.__file__).with_name("axe.min.js")

# Filters.


def test_an_entity_filters_everything(open_page: Opener, report: Path) -> None:
    page = open_page(report)
    page.locator("#entity-rows button", has_text="Bill Clinton").click()
    assert shown(page) == ["n1", "n3"]
    expect(page.locator("#count")).to_have_text("2 of 6 articles")
    assert chips(page) == ["Person Bill Clinton"]
    assert page.url.endswith("#e=person%2Fbill-clinton")
    # A mention narrows it further; the same address shows the same, and Back takes it back.
    page.locator(".mention", has_text="شرم الشيخ").click()
    assert shown(page) == ["n1"]
    copy = open_page(report, "#" + page.url.split("#")[1])
    assert shown(copy) == ["n1"]
    assert chips(copy) == chips(page)
    page.go_back()
    assert shown(page) == ["n1", "n3"]
    assert page.locator("#country-rows button").first.inner_text().startswith("Egypt")
    page.locator("#chips button").click()
    assert len(shown(page)) == 6
    assert "#" not in page.url
    assert focused(page, "element.id") == "search"


QUERIES = {
    "القاهره": ["n1"],
    "الأَمــن": ["n2", "n5"],
    "امريكي": ["n1"],
    "موسکو": ["n6"],
    "Beirut": ["n2"],
    "person": [],
    "person/kofi": [],
    "person/kofi-annan": ["n5"],
    "n3": ["n3"],
    "«القاهرة  وزراءها»": ["n1"],
    "ولواشنطن": ["n3"],
    "للبحرين": ["n4"],
    "زيارة الي": ["n4"],
    "عودة": ["n5"],
    "«بيل كلينتون في»": ["n3"],
    "كلينتون عرفات مصر": ["n1", "n3"],
    "ﻏﺰﺓ": ["n4"],
    "nothing at all": [],
}


def test_search_folds_letters(open_page: Opener, report: Path) -> None:
    page = open_page(report)
    for query, wanted in QUERIES.items():
        page.fill("#search", query)
        expect(page.locator("#chips")).to_contain_text(query)
        assert shown(page) == wanted, query
        # Where the words themselves stand in the text or headline, they are marked.
        marked = page.evaluate("() => CSS.highlights.get('search').size") > 0
        in_text = bool(wanted) and not query.isascii() and query not in ("ولواشنطن", "للبحرين")
        assert marked == in_text, query
        assert page.locator("#article-note").is_visible() == (not wanted)


def test_search_of_latin_letters(open_page: Opener, tmp_path: Path) -> None:
    texts = [
        "زار الوفد رومانيا (Romania).",
        "زار الوفد سلطنة عمان (Oman).",
        "التقى Recep Erdoğan الوفد.",
        "ERDOGAN",
    ]
    articles = [{"id": f"l{at}", "text": text} for at, text in enumerate(texts)]
    page = open_page(write_report(tmp_path, articles))
    cards = page.locator("article h3")
    for query, wanted in {
        "Oman": ["l1"],
        "erdogan": ["l2", "l3"],
        "Erdoğan": ["l2", "l3"],
        "ERDOĞAN": ["l2", "l3"],
    }.items():
        page.fill("#search", query)
        expect(page.locator("#chips")).to_contain_text(query)
        settle(page)
        assert cards.all_inner_texts() == wanted, query


@pytest.mark.parametrize("query", ['"', "ء", "  "])
def test_a_search_for_nothing_is_no_filter(open_page: Opener, report: Path, query: str) -> None:
    page = open_page(report)
    page.fill("#search", query)
    page.keyboard.press("Enter")
    assert len(shown(page)) == 6
    assert chips(page) == []
    assert page.inner_text("#count") == "6 articles"
    assert "#" not in page.url


def test_search_offers_entities_of_the_name(open_page: Opener, report: Path) -> None:
    page = open_page(report)
    page.fill("#search", "Clinton")
    page.locator("#suggestions button", has_text="Bill Clinton").click()
    assert chips(page) == ["Person Bill Clinton"]
    assert page.input_value("#search") == ""
    assert focused(page, "element.id") == "search"
    page.wait_for_timeout(250)
    assert chips(page) == ["Person Bill Clinton"]


def test_back_takes_back_a_search(open_page: Opener, report: Path) -> None:
    page = open_page(report)
    page.locator("#entity-rows button", has_text="Bill Clinton").click()
    settle(page)
    for query in ("قمة", "واشنطن"):
        page.fill("#search", query)
        expect(page.locator("#chips")).to_contain_text(query)
    assert shown(page) == ["n3"]
    # The words are one step, the entity another one; the box follows though it has the focus.
    page.go_back()
    assert shown(page) == ["n1", "n3"]
    assert (focused(page, "element.id"), page.input_value("#search")) == ("search", "")
    page.go_back()
    assert len(shown(page)) == 6
    page.go_forward()
    page.go_forward()
    assert shown(page) == ["n3"]
    assert page.input_value("#search") == "واشنطن"


def test_filters_work_where_the_address_cannot_change(
    open_page: Opener, report: Path, tmp_path: Path
) -> None:
    inner = html.escape(report.read_text("utf-8"))
    frame = f'<iframe sandbox="allow-scripts" width="1200" height="800" srcdoc="{inner}"></iframe>'
    outer = tmp_path / "frame.html"
    outer.write_text(
        f'<!DOCTYPE html><html data-ready="1"><meta charset="utf-8"><link rel="icon" href="data:,"><body>{frame}',
        "utf-8",
    )
    page = open_page(outer)
    inside = page.frame_locator("iframe")
    inside.locator("html[data-ready]").wait_for(state="attached")
    inside.locator("#entity-rows button", has_text="Bill Clinton").click()
    expect(inside.locator("#count")).to_have_text("2 of 6 articles")
    inside.locator("#search").fill("واشنطن")
    expect(inside.locator("#count")).to_have_text("1 of 6 articles")
    inside.locator("#clear").click()
    expect(inside.locator("#count")).to_have_text("6 articles")


def test_a_new_filter_while_more_is_shown(open_page: Opener, tmp_path: Path) -> None:
    articles = [{**NEWS[at % 3], "id": f"s{at}"} for at in range(90)]
    page = open_page(write_report(tmp_path, articles))
    page.evaluate(
        """() => {
            document.getElementById("article-more").click();
            for (const button of [...document.querySelectorAll("#entity-rows button")].slice(0, 2)) button.click();
            document.getElementById("article-more").click();
            document.getElementById("article-more").click();
        }"""
    )
    settle(page)
    page.wait_for_timeout(200)
    ids = shown(page)
    assert ids and len(ids) == len(set(ids))
    wanted = int(page.inner_text("#count").split()[0])
    assert len(ids) <= wanted


def test_what_was_searched_is_in_the_part_that_is_shown(open_page: Opener, report: Path) -> None:
    page = open_page(report)
    assert page.locator(".mention", has_text="عمان").count() == 0
    page.fill("#search", "غادر الوفد إلى عمان")
    expect(page.locator("article")).to_have_count(1)
    assert page.locator(".mention", has_text="عمان").count() == 1


def test_days_filter(open_page: Opener, report: Path) -> None:
    page = open_page(report)
    bars = page.locator("#timeline-chart .target")
    assert "week of 11 March 1996: 1 of 1 articles" in bars.first.get_attribute("aria-label")
    bars.first.click()
    assert shown(page) == ["n1"]
    assert chips(page) == ["Dates 11 March 1996 – 17 March 1996"]
    bars.first.click()
    assert len(shown(page)) == 6
    page.fill("#from", "1996-03-20")
    page.fill("#to", "1997-01-10")
    assert shown(page) == ["n2", "n3", "n4"]
    page.click("#clear")
    settle(page)
    # Dragging takes the bars from the first to the last.
    page.locator("#timeline-chart").evaluate("element => element.scrollIntoView({block: 'center'})")
    boxes = [bars.nth(index).bounding_box() for index in (0, 1)]
    for box, act in zip(boxes, (page.mouse.down, page.mouse.up), strict=True):
        page.mouse.move(box["x"] + box["width"] / 2, box["y"] + 60)
        act()
    assert shown(page) == ["n1", "n2"]
    page.locator("#timeline summary").click()
    assert page.locator("#timeline-rows tr").first.inner_text().split("\t") == [
        "week of 11 March 1996",
        "1",
        "1",
    ]
    page.select_option("#article-order", "newest")
    assert shown(page) == ["n2", "n1"]
    # The table counts what is selected, and shows the other days, too.
    assert {row.split("\t")[1] for row in page.locator("#timeline-rows tr").all_inner_texts()[2:]} == {"0"}


def test_days_in_any_order_and_days_that_are_none(open_page: Opener, report: Path) -> None:
    page = open_page(report, "#from=1996-05-02&to=1996-03-20")
    assert shown(page) == ["n2", "n3"]
    assert page.input_value("#from") == "1996-03-20"
    assert chips(open_page(report, "#from=1996-02-31&to=1997-13-01")) == []


def test_a_drag_that_ends_outside(open_page: Opener, report: Path) -> None:
    page = open_page(report)
    bars = page.locator("#timeline-chart .target")
    page.locator("#timeline-chart").evaluate("element => element.scrollIntoView({block: 'center'})")
    box = bars.nth(1).bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + 60)
    page.mouse.down()
    page.mouse.move(2, box["y"] - 200, steps=4)
    page.mouse.up()
    assert shown(page) == ["n1", "n2"]
    assert page.locator(".dragged").count() == 0
    page.click("#clear")
    settle(page)
    page.locator("#timeline-chart").evaluate("element => element.scrollIntoView({block: 'center'})")
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + 60)
    page.mouse.down()
    page.evaluate("() => dispatchEvent(new PointerEvent('pointercancel'))")
    page.mouse.move(2, box["y"])
    page.mouse.up()
    assert chips(page) == []


def test_types_filter_mentions_too(open_page: Opener, report: Path) -> None:
    page = open_page(report)
    page.locator("#types button", has_text="Nationality").click()
    assert shown(page) == ["n1", "n4", "n6"]
    assert set(page.locator(".mention").evaluate_all("all => all.map(one => one.classList[1])")) == {"NORP"}
    assert (
        page.locator("#entity-rows td:nth-child(2)").evaluate_all(
            "all => new Set(all.map(one => one.textContent.trim())).size"
        )
        == 1
    )


def test_the_table_sorts(open_page: Opener, report: Path) -> None:
    page = open_page(report)
    names = page.locator("#entity-rows th [lang=en]:first-child")
    page.locator("th[data-sort=name] button").click()
    ascending = names.all_inner_texts()
    assert ascending == sorted(ascending, key=str.casefold)
    page.locator("th[data-sort=name] button").click()
    assert page.locator("th[data-sort=name]").get_attribute("aria-sort") == "descending"
    assert page.locator("th[data-sort=articles]").get_attribute("aria-sort") is None
    assert names.first.inner_text() > names.last.inner_text()


def test_the_map_filters(open_page: Opener, report: Path) -> None:
    page = open_page(report)
    page.locator("#map").scroll_into_view_if_needed()
    countries = page.locator("#map-chart .country[role=button]")
    countries.first.wait_for()
    labels = countries.evaluate_all("all => all.map(one => one.getAttribute('aria-label'))")
    # The nisba and the cities count for their countries; names are the gazetteer's, small states have a circle.
    for label in [
        "Russia, 1 article",
        "Palestine, 1 article",
        "Bahrain, 1 article",
        "Kuwait, 1 article",
        "Egypt, 2 articles",
    ]:
        assert label in labels, labels
    assert page.locator("#map-chart circle[aria-label^=Bahrain]").count() == 1
    page.locator("#map-chart circle[aria-label^=Palestine]").click()
    assert shown(page) == ["n4"]
    assert chips(page) == ["Country Palestine"]
    page.locator("#country-rows button", has_text="Palestine").click()
    assert len(shown(page)) == 6
    page.click("[data-map=region]")
    scale = page.locator("#map-chart svg > g").get_attribute("transform")
    assert float(re.search(r"scale\(([\d.]+)", scale)[1]) > 3
    assert "Lebanon" in page.locator("#map-chart .labels text").all_text_contents()


def test_the_network_filters(open_page: Opener, report: Path) -> None:
    page = open_page(report)
    page.locator("#network").scroll_into_view_if_needed()
    nodes = page.locator("#network-chart .node")
    nodes.first.wait_for()
    assert page.locator("#network-chart .NORP").count() == 0
    pairs = page.locator("#pair-rows tr").all_inner_texts()
    assert "Bill Clinton and Yasser Arafat\t2" in pairs or "Yasser Arafat and Bill Clinton\t2" in pairs
    page.locator("#network-chart .node[aria-label^='Yasser Arafat'] circle").click()
    assert shown(page) == ["n1", "n3"]
    page.locator("#pair-rows button").first.click()
    assert len(chips(page)) == 2
    page.select_option("#network-size", "15")
    expect(nodes).to_have_count(min(15, nodes.count()))


def test_two_entities_have_lines_in_the_timeline(open_page: Opener, report: Path) -> None:
    page = open_page(report, "#e=person/bill-clinton&e=person/yasser-arafat")
    assert [text.strip() for text in page.locator("#timeline-legend li").all_inner_texts()] == [
        "Bill Clinton",
        "Yasser Arafat",
    ]
    assert page.locator("#timeline-chart path.line").count() == 2


def test_a_hash_of_nonsense_is_passed_over(open_page: Opener, report: Path) -> None:
    page = open_page(report, "#e=nobody&c=ZZ&t=X&from=yesterday&to=1997-99-99&%%%")
    assert len(shown(page)) == 6
    assert chips(page) == []


# Keyboard and screen readers.


def test_by_keyboard_alone(open_page: Opener, report: Path) -> None:
    page = open_page(report)
    press(page, "Tab")
    assert focused(page) == "Skip to the articles"
    press(page, "Enter")
    assert focused(page, "element.id") == "articles-heading"
    assert "#" not in page.url.removesuffix("#")
    # One tab stop an article; arrows go from mention to mention, to the left as the text runs.
    press(page, "Tab", "Tab")
    first = focused(page)
    press(page, "ArrowLeft", "ArrowLeft")
    second = focused(page)
    assert (first, second) == ("المصري", "الأمريكي")
    expect(page.locator("#card")).to_contain_text("American")
    assert focused(page, "element.getAttribute('aria-describedby')") == "card"
    press(page, "Escape")
    expect(page.locator("#card")).to_be_hidden()
    press(page, "Enter")
    assert shown(page) == ["n1"]
    assert focused(page) == "الأمريكي"
    press(page, "Enter")
    assert len(shown(page)) == 6
    assert focused(page) == "الأمريكي"


@pytest.mark.parametrize(
    ("section", "item", "chip"),
    [
        ("timeline", ".target", "Dates"),
        ("network", ".node", ""),
        ("map", ".country[role=button]", "Country"),
    ],
)
def test_pictures_by_keyboard(open_page: Opener, report: Path, section: str, item: str, chip: str) -> None:
    page = open_page(report)
    page.locator(f"#{section}").scroll_into_view_if_needed()
    page.locator(f"#{section}-chart {item}").first.wait_for()
    stops = page.locator(f"#{section}-chart [tabindex='0']")
    assert stops.count() == 1
    stops.focus()
    press(page, "ArrowRight")
    second = focused(page, "element.getAttribute('aria-label')")
    press(page, "End", "Home", "ArrowDown")
    assert focused(page, "element.getAttribute('aria-label')") == second
    press(page, "Home", "Enter")
    assert len(chips(page)) == 1 and chips(page)[0].startswith(chip)
    # The focus is where it was.
    assert focused(page, "element.closest('.chart')?.id") == f"{section}-chart"
    assert focused(page, "element.getAttribute('aria-pressed')") == "true"
    press(page, "Space")
    assert chips(page) == []


@pytest.mark.parametrize("lang", ["en", "ar"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(open_page: Opener, report: Path, report_ar: Path, lang: str, scheme: str) -> None:
    path = report_ar if lang == "ar" else report
    axe = AXE.read_text("utf-8")
    for hash in ["", "#e=person/bill-clinton&q=القمة&c=EG&from=1996-01-01"]:
        page = open_page(path, hash, scheme=scheme)
        for section in ["network", "map", "articles"]:
            page.locator(f"#{section}").scroll_into_view_if_needed()
        page.locator("#map-chart .country[role=button]").first.wait_for()
        page.locator("#network-chart .node").first.wait_for()
        page.locator("#timeline summary").click()
        page.locator(".mention").first.hover()
        page.wait_for_selector("#card:not([hidden])")
        page.evaluate(f"() => {{ {axe} }}")
        result = page.evaluate(
            "() => axe.run({runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa', 'best-practice']})"
        )
        found = [
            (violation["id"], [node["html"][:200] for node in violation["nodes"]])
            for violation in result["violations"]
        ]
        assert found == []
        assert len(result["passes"]) > 25


def test_the_focus_stays_where_a_row_goes(open_page: Opener, report: Path) -> None:
    page = open_page(report)
    assert page.locator("#entity-rows tr").count() == 25
    first = page.locator("#entity-rows tr").first.element_handle()
    page.click("#entity-more")
    assert first.evaluate("element => element.isConnected")
    page.locator("#entity-rows button").last.focus()
    press(page, "Enter")
    assert len(chips(page)) == 1
    assert focused(page, "element.closest('section')?.id") == "overview"


def test_low_windows_have_room_below_the_bar(open_page: Opener, report: Path) -> None:
    page = open_page(report, "#e=person/bill-clinton")
    padding = "() => parseFloat(document.documentElement.style.scrollPaddingTop)"
    assert page.evaluate(padding) >= page.locator("#filters").bounding_box()["height"]
    page.set_viewport_size({"width": 1200, "height": 500})
    page.wait_for_function(f"() => ({padding})() < 20")
    assert page.locator("#filters").evaluate("element => getComputedStyle(element).position") == "static"


def test_everything_is_there_for_print(open_page: Opener, report: Path) -> None:
    page = open_page(report, "#from=1996-01-01")
    for chart in ("network", "map"):
        assert page.locator(f"#{chart}-chart svg").count() == 0
    page.evaluate("() => void dispatchEvent(new Event('beforeprint'))")
    # No turn of the browser between: the browser prints as soon as the event is over.
    assert page.locator("#network-chart .node").count() > 3
    assert page.locator("#map-chart .country[role=button]").count() > 1
    page.evaluate("() => void dispatchEvent(new Event('afterprint'))")
    page.emulate_media(media="print")
    assert page.locator("#chips li").is_visible() and page.locator("#count").is_visible()
    assert not page.locator("#search").is_visible()


def test_without_scripts_the_page_says_so(browser: Browser, report: Path) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(report.as_uri())
    assert page.locator("noscript p").is_visible()
    assert page.locator("form:visible, section:visible, nav:visible").count() == 0
    context.close()

"""The page of ``aalam report`` in Chromium: what it shows, how it is filtered, by pointer and by keyboard, and that it keeps to itself."""

import html
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import aalam
import axe_playwright_python
import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

BROWSERS = ["chromium", "google-chrome", "google-chrome-stable", "chromium-browser"]
MAC = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"
AXE = Path(axe_playwright_python.__file__).with_name("axe.min.js")

NEWS = [
    {
        "id": "n1",
        "date": "1996-03-13",
        "title": "قمة شرم الشيخ",
        "text": "افتتح الرئيس المصري حسني مبارك والرئيس الأمريكي بيل كلينتون القمة في شرم الشيخ. "
        "وشارك فيها ياسر عرفات، وأوفدت القاهرة وزراءها إلى الجلسات.",
    },
    {
        "id": "n2",
        "date": "1996-03-20",
        "title": "جولة أممية",
        "text": "😀 زار بطرس غالي بيروت ودمشق، ودعا مجلس الأمن الدولي إلى الاجتماع بشأن لبنان.",
    },
    {
        "id": "n3",
        "date": "1996-05-02",
        "title": "لقاء في واشنطن",
        "text": "استقبل بيل كلينتون في واشنطن ياسر عرفات، وأشاد بموقف مصر والأردن.",
    },
    {
        "id": "n4",
        "date": "1997-01-10",
        "title": "زيارة إلى المنامة",
        "text": "وصل وفد كويتي إلى البحرين قادما من قطر، ثم غادر إلى فلسطين فزار غزة ورام الله والخليل.",
    },
    {
        "id": "n5",
        "title": "عودة الوفد",
        "text": "عاد كوفي عنان من بغداد إلى نيويورك، وقال إنه بحث مع صدام حسين قرار مجلس الأمن الدولي.",
    },
    {
        "id": "n6",
        "date": "1997-06-01",
        "title": "محادثات",
        "text": "بحث وزير الخارجية الروسي مع نظيره الإيراني في مُوسـكو ملفّ بحر قزوين، وبموسكو مقر المحادثات.\n\n"
        "ورحبت إيران بالنتائج. "
        + "وتناول البحث شؤون التجارة والنقل بين البلدين. " * 20
        + "ثم غادر الوفد إلى عمان.",
    },
]
HOSTILE = "</script><script>document.title='x'</script><img src=x onerror=alert(1)> \0 \u2028\u202e \"'&lt; {{index}} ${1}"


def write_report(folder: Path, articles: list[dict[str, str]], *arguments: str) -> Path:
    news, page = folder / "news.jsonl", folder / "report.html"
    news.write_text("".join(json.dumps(article) + "\n" for article in articles), "utf-8")
    command = [sys.executable, "-m", "aalam", "report", str(news), "-o", str(page), *arguments]
    run = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", timeout=120, check=False)
    assert run.returncode == 0, run.stderr
    return page


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    program = next(filter(None, map(shutil.which, [*BROWSERS, MAC])), None)
    if program is None:
        missing = "no Chromium or Chrome on this machine (Debian: apt-get install chromium)"
        if os.environ.get("CI"):
            pytest.fail(missing)
        pytest.skip(missing)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox", "--disable-gpu"])
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_report(tmp_path_factory.mktemp("report"), NEWS)


@pytest.fixture(scope="module")
def report_ar(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_report(tmp_path_factory.mktemp("report"), NEWS, "--lang", "ar")


class Opener:
    """Opens pages; what they say on the console, throw or ask of the network is a fault."""

    def __init__(self, browser: Browser) -> None:
        self.browser = browser
        self.faults: list[str] = []
        self.pages: list[Page] = []

    def __call__(
        self, path: Path, hash: str = "", width: int = 1200, scheme: str = "light", script: str = ""
    ) -> Page:
        context = self.browser.new_context(
            viewport={"width": width, "height": 900},
            color_scheme=scheme,
            reduced_motion="reduce",
            locale="en-GB",
        )
        page = context.new_page()
        page.set_default_timeout(15_000)
        self.pages.append(page)
        own = path.as_uri()
        page.on("console", lambda message: self.faults.append(message.text))
        page.on("pageerror", lambda error: self.faults.append(str(error)))
        page.on("dialog", lambda dialog: (self.faults.append(dialog.message), dialog.dismiss()))
        page.on(
            "request", lambda request: request.url.split("#")[0] == own or self.faults.append(request.url)
        )
        if script:
            page.add_init_script(script)
        page.goto(own + hash)
        settle(page)
        return page


@pytest.fixture
def open_page(browser: Browser) -> Iterator[Opener]:
    opener = Opener(browser)
    yield opener
    for page in opener.pages:
        page.context.close()
    assert opener.faults == []


def settle(page: Page) -> None:
    """Until everything is drawn."""
    page.wait_for_selector("html[data-ready] body:not([aria-busy])", state="attached")


def shown(page: Page) -> list[str]:
    settle(page)
    return page.locator("article").evaluate_all(
        "all => all.map(one => one.querySelector('.source').textContent)"
    )


def chips(page: Page) -> list[str]:
    settle(page)
    return [chip.removesuffix(" ×") for chip in page.locator("#chips button").all_inner_texts()]


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def focused(page: Page, expression: str = "element.textContent") -> str:
    return page.evaluate(
        f"() => {{ const element = document.activeElement; return String({expression}).trim() }}"
    )


# What is shown.


def test_the_figures_are_those_of_the_recognizer(
    open_page: Opener, report: Path, ner: aalam.Recognizer
) -> None:
    page = open_page(report)
    docs = ner.batch([article["text"] for article in NEWS], titles=[article["title"] for article in NEWS])
    mentions = [entity for doc in docs for entity in doc]
    figures = dict(
        zip(
            page.locator("#figures dt").all_inner_texts(),
            page.locator("#figures dd").all_inner_texts(),
            strict=True,
        )
    )
    assert figures == {
        "file": "1",
        "articles": "6",
        "mentions": str(len(mentions)),
        "entities": str(len({entity.entity_id for entity in mentions})),
    }
    assert page.inner_text("#span") == "13 March 1996 – 1 June 1997; 1 article without a date"
    clinton = page.locator("#entity-rows tr", has_text="Bill Clinton").locator("td").all_inner_texts()
    assert [cell.strip() for cell in clinton] == ["Person", "person/bill-clinton", "2", "2"]
    for kind, name in [("PER", "Person"), ("GPE", "Place"), ("NORP", "Nationality"), ("ORG", "Organization")]:
        count = sum(entity.type == kind for entity in mentions)
        assert page.locator("#types button", has_text=name).locator(".count").inner_text() == str(count)


def test_texts_are_whole_and_mentions_where_they_were_found(
    open_page: Opener, report: Path, ner: aalam.Recognizer
) -> None:
    page = open_page(report)
    for article in NEWS:
        box = page.locator("article", has=page.locator(".source", has_text=article["id"]))
        if box.locator(".unfold").count():
            folded = box.locator(".text").text_content().removesuffix("…")
            assert article["text"].startswith(folded) and folded[-1].isspace()
            box.locator(".unfold").click()
        text = box.locator(".text")
        assert text.text_content() == article["text"]
        assert (text.get_attribute("dir"), text.get_attribute("lang")) == ("rtl", "ar")
        doc = ner.batch([article["text"]], titles=[article["title"]])[0]
        drawn = text.locator(".mention").evaluate_all(
            "all => all.map(one => [one.textContent, one.classList[1], new URLSearchParams(one.hash.slice(1)).get('e')])"
        )
        assert drawn == [[entity.text, entity.type, entity.entity_id] for entity in doc]


def test_offices_and_overlapping_mentions(open_page: Opener, tmp_path: Path) -> None:
    page = open_page(write_report(tmp_path, NEWS[:3], "--offices", "--overlap", "all"))
    first = page.locator("article").first
    assert first.locator(".text").text_content() == NEWS[0]["text"]
    offices = first.locator(".mention.OFFICE")
    assert offices.all_text_contents() == ["الرئيس المصري", "الرئيس الأمريكي"]
    # An office counts for its holder; the nisba in it is counted, but not drawn a second time.
    assert offices.evaluate_all("all => all.map(one => new URLSearchParams(one.hash.slice(1)).get('e'))") == [
        "person/hosni-mubarak",
        "person/bill-clinton",
    ]
    mubarak = page.locator("#entity-rows tr", has_text="Hosni Mubarak").locator("td").all_inner_texts()
    assert [cell.strip() for cell in mubarak] == ["Person", "person/hosni-mubarak", "2", "1"]
    assert page.locator("#entity-rows button", has_text="Egyptian").count() == 1
    # With the type selected, every part shows what is mentioned so; a selected entity stays.
    page.locator("#types button", has_text="Office").click()
    settle(page)
    kinds = page.locator("#entity-rows .kind-of")
    assert {kind.strip() for kind in kinds.all_inner_texts()} == {"Office"}
    page.locator("#network").scroll_into_view_if_needed()
    page.locator("#network-chart .node").first.wait_for()
    assert page.locator("#network-chart .node:not(.OFFICE)").count() == 0
    page = open_page(tmp_path / "report.html", "#t=OFFICE&e=person/yasser-arafat")
    assert page.locator("#entity-rows tr", has_text="Yasser Arafat").count() == 1
    assert page.locator(".mention.chosen", has_text="ياسر عرفات").count() > 0


def test_letters_stay_joined_across_a_mention(open_page: Opener, report: Path) -> None:
    page = open_page(report)
    widths = page.evaluate(
        """() => {
            const text = [...document.querySelectorAll(".text")].find(one => one.textContent.includes("وبموسكو"));
            const width = element => { const range = new Range(); range.selectNodeContents(element); return range.getBoundingClientRect().width; };
            const copies = [text, text, text].map(one => document.body.appendChild(one.cloneNode(true)));
            for (const copy of copies) Object.assign(copy.style, {whiteSpace: "nowrap", width: "max-content"});
            copies[1].textContent = copies[1].textContent;
            for (const mention of copies[2].querySelectorAll(".mention")) mention.style.display = "inline-block";
            return copies.map(width);
        }"""
    )
    assert abs(widths[0] - widths[1]) < 0.6
    # And were they torn apart, this would show it.
    assert abs(widths[2] - widths[1]) > 3


def test_the_card_tells_about_a_mention(open_page: Opener, report: Path) -> None:
    page = open_page(report)
    page.locator(".mention", has_text="كوفي عنان").hover()
    expect(page.locator("#card")).to_be_visible()
    card = page.inner_text("#card")
    for fact in [
        "Kofi Annan",
        "كوفي عنان",
        "Person",
        "person/kofi-annan",
        "in 1 article of the corpus",
    ]:
        assert fact in card
    page.keyboard.press("Escape")
    expect(page.locator("#card")).to_be_hidden()


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


# Languages, sizes, odd input.


def test_the_arabic_page(open_page: Opener, report_ar: Path) -> None:
    page = open_page(report_ar)
    assert page.evaluate("() => [document.documentElement.lang, document.documentElement.dir]") == [
        "ar",
        "rtl",
    ]
    assert page.inner_text("#count") == "6 مقالات"
    page.locator("#entity-rows button", has_text="بيل كلينتون").click()
    assert shown(page) == ["n1", "n3"]
    assert page.inner_text("#count") == "2 من 6 مقالات"
    page.locator("#network").scroll_into_view_if_needed()
    labels = page.locator("#network-chart .node")
    labels.first.wait_for()
    assert "بيل كلينتون، شخص، مقالتان" in labels.evaluate_all(
        "all => all.map(one => one.getAttribute('aria-label'))"
    )
    # The only Latin words on the page itself are ids, other names and the name of a source.
    words = page.evaluate(
        "() => [...document.querySelectorAll('h1, h2, h3:not([dir]), label, thead th, .quiet, summary, .more')].map(one => one.textContent).join(' ')"
    )
    assert set(re.findall(r"[A-Za-z]+", words)) <= {"Ctrl", "Natural", "Earth"}


@pytest.mark.parametrize("width", [360, 768])
def test_small_windows_need_no_scrolling_sideways(
    open_page: Opener, report: Path, report_ar: Path, width: int
) -> None:
    for path in (report, report_ar):
        page = open_page(path, "#e=person/bill-clinton", width=width)
        for section in ["timeline", "network", "map", "articles"]:
            page.locator(f"#{section}").scroll_into_view_if_needed()
            assert page.evaluate("() => document.documentElement.scrollWidth") <= width


def test_hostile_articles(open_page: Opener, tmp_path: Path) -> None:
    article = {"id": HOSTILE, "title": HOSTILE, "text": f"{HOSTILE} زار بيروت {HOSTILE}"}
    page = open_page(write_report(tmp_path, [article], "--title", HOSTILE.replace("\0", "")))
    box = page.locator("article")
    assert box.locator(".text").text_content() == article["text"]
    assert box.locator("h3").text_content() == HOSTILE
    assert box.locator(".mention").text_content() == "بيروت"
    assert page.locator("img").count() == 0
    assert page.title().startswith("</script><script>document.title='x'</script>")
    page.fill("#search", "<img src=x onerror=alert(1)>")
    expect(page.locator("#count")).to_have_text("1 of 1 article")
    # And were a script to get in, the page's policy would not let it run.
    page.evaluate(
        "() => { const script = document.createElement('script'); script.textContent = 'document.body.id = 1'; document.body.append(script); }"
    )
    assert page.evaluate("() => document.body.id") == ""
    faults = open_page.faults
    assert len(faults) == 1 and "Content Security Policy" in faults.pop()


def test_articles_of_other_languages_and_without_a_name(open_page: Opener, tmp_path: Path) -> None:
    articles = [
        {"id": "e", "title": "A visit", "text": "The delegation went to (بيروت)."},
        {"id": "x", "title": "\u200b", "text": "زار بيروت"},
        {"id": " ", "text": "زار دمشق"},
    ]
    page = open_page(write_report(tmp_path, articles))
    assert page.locator("article h3").all_text_contents() == ["A visit", "x", "Article 3"]
    english = page.locator("article .text").first
    assert english.get_attribute("dir") == "auto"
    assert english.evaluate("element => getComputedStyle(element).direction") == "ltr"
    assert page.locator("article.foreign").count() == 1


def test_entities_of_one_name_have_their_countries(open_page: Opener, tmp_path: Path) -> None:
    # As if two cities had one name: the page's own data, changed before its scripts run.
    path = write_report(tmp_path, NEWS)
    text = path.read_text("utf-8")
    for name in ("Beirut", "Damascus"):
        assert f'"en":"{name}"' in text
        text = text.replace(f'"en":"{name}"', '"en":"Newtown"')
    path.write_text(text, "utf-8")
    page = open_page(path)
    names = page.locator("#entity-rows th [lang=en]", has_text="Newtown").all_inner_texts()
    assert sorted(names) == ["Newtown (Lebanon)", "Newtown (Syria)"]


def test_the_page_replaces_no_input(tmp_path: Path) -> None:
    article = tmp_path / "a.txt"
    article.write_text("زار بيروت", "utf-8")
    for source in (article, tmp_path):
        output = tmp_path / "." / "a.txt"
        command = [sys.executable, "-m", "aalam", "report", str(source), "-o", str(output)]
        run = subprocess.run(
            command, capture_output=True, text=True, encoding="utf-8", timeout=60, check=False
        )
        assert (run.returncode, "is also an input" in run.stderr) == (2, True)
    assert article.read_text("utf-8") == "زار بيروت"
    command[-1] = str(tmp_path / "a.html")
    run = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", timeout=60, check=False)
    assert "1 article, 1 mention, " in run.stderr


def test_pages_without_dates_and_without_articles(open_page: Opener, tmp_path: Path) -> None:
    page = open_page(write_report(tmp_path, [{"id": "a", "text": "زار الوفد بيروت"}]))
    assert page.locator("#timeline").is_hidden()
    assert page.inner_text("#span") == "No article has a date."
    assert page.locator("nav a").all_inner_texts() == ["Entities", "Named together", "Map", "Articles"]
    assert page.locator("article h3").inner_text() == "a"
    page = open_page(write_report(tmp_path, []))
    assert page.inner_text("#count") == "0 articles"
    for section in ["network", "map"]:
        page.locator(f"#{section}").scroll_into_view_if_needed()
    assert page.locator("#article-note").is_visible()


def test_a_thousand_articles(open_page: Opener, tmp_path: Path) -> None:
    plain = "وناقش المجتمعون في جلسة مغلقة سبل دعم التعاون الاقتصادي وتيسير حركة النقل بين البلدان. "
    articles = [
        {
            "id": f"a{index}",
            "date": f"{1995 + index % 4}-{1 + index % 12:02}-{1 + index % 28:02}",
            "text": (NEWS[index % 6]["text"] + "\n" + plain * 4) * 6,
        }
        for index in range(1000)
    ]
    assert min(len(article["text"].split()) for article in articles) > 390
    observe = """window.tasks = [];
        new PerformanceObserver(list => tasks.push(...list.getEntries().map(entry => entry.duration))).observe({type: "longtask", buffered: true});"""
    page = open_page(write_report(tmp_path, articles), script=observe)
    assert page.inner_text("#count") == "1,000 articles"
    ready = page.evaluate("() => performance.getEntriesByName('aalam-ready')[0].startTime")
    assert page.locator("article").count() == 20
    page.fill("#search", "القاهره كلينتون")
    expect(page.locator("#count")).to_have_text("167 of 1,000 articles")
    page.click("#clear")
    page.locator("#entity-rows button", has_text="Kofi Annan").click()
    expect(page.locator("#count")).to_have_text("166 of 1,000 articles")
    page.locator("#articles").scroll_into_view_if_needed()
    for _ in range(8):
        page.mouse.wheel(0, 4000)
        page.wait_for_timeout(50)
    assert page.locator("article").count() > 40
    # Figures of a quiet machine are in docs/report.md; these bounds hold on one that builds something else at the same time.
    tasks = page.evaluate("() => tasks")
    assert ready < 8000
    assert max(tasks, default=0) < 1000, tasks

"""The page of ``aalam report`` in Chromium: what it shows, of which corpora, and that it keeps to itself."""

import re
import subprocess
import sys
from pathlib import Path

import aalam
import pytest
from playwright.sync_api import expect
from report_pages import HOSTILE, NEWS, Opener, settle, shown, write_report

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

"""What the tests of ``aalam report`` share: a corpus, its pages, and what is read off them and done to them."""

import json
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import Browser, Page

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

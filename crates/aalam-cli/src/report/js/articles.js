// The articles, twenty at a time, with their mentions as links that select the entity.

const PAGE = 20;
/** UTF-16 units that a folded text shows. */
const FOLD = 560;
/** How many articles are drawn at once to come back to the one that had the focus. */
const KEPT = 200;
const list = {order: "given", rows: [], shown: 0, asked: "", unfolded: new Set(), generation: 0};

/** Where the shown part of a text ends: after white space about `wanted`, never in a word or a mention. */
function foldAt(text, drawnMentions, wanted) {
    if (text.length <= wanted * 1.25) return text.length;
    const isEnd = at => /\s/.test(text[at - 1]) && !drawnMentions.some(([start, end]) => start < at && at < end);
    for (let at = wanted; at > wanted / 2; at--) if (isEnd(at)) return at;
    for (let at = wanted + 1; at < text.length; at++) if (isEnd(at)) return at;
    return text.length;
}

/** Whether most letters at the beginning of a text are Arabic ones. */
function isArabic(text) {
    const letters = text.slice(0, 1000).match(/\p{L}/gu) ?? [];
    return letters.length === 0 || letters.filter(letter => /\p{Script=Arabic}/u.test(letter)).length * 2 >= letters.length;
}

/** The mentions that are drawn: the outermost where they overlap, in the order of the text. */
function outermost(article) {
    const all = [];
    for (let at = 0; at < article.m.length; at += 4) all.push(article.m.slice(at, at + 4));
    all.sort((a, b) => a[0] - b[0] || b[1] - a[1]);
    let last = 0;
    return all.filter(([start, end]) => start >= last && ((last = end), true));
}

/** The places in a text where search found its terms, as pairs of UTF-16 offsets. */
function hitsIn(text) {
    const terms = termsOf(state.q);
    if (terms.length === 0) return [];
    const places = [];
    const folded = fold(text, places);
    const hits = [];
    for (const term of terms) {
        for (let at = findTerm(folded, term); at >= 0; at = findTerm(folded, term, at + term.length)) {
            hits.push([places[at], places[at + term.length - 1] + 1]);
        }
    }
    return hits;
}

function drawText(article, box) {
    const text = textOf(article.index);
    const mentions = outermost(article);
    let end = text.length;
    if (!list.unfolded.has(article.index)) {
        // What was asked for is in the part that is shown, wherever it stands.
        const wanted = [hitsIn(text)[0]?.[1], mentions.find(mention => state.entities.includes(mention[2]))?.[1]];
        end = foldAt(text, mentions, Math.max(FOLD, ...wanted.map(place => (place ?? 0) + 90)));
    }
    const body = el("div", {class: "text", ...(isArabic(text) ? {lang: "ar", dir: "rtl"} : {dir: "auto"})});
    let at = 0;
    let isFirst = true;
    for (const [start, stop, index, typeIndex] of mentions) {
        if (stop > end) break;
        const type = corpus.types[typeIndex];
        if (!isShown(index, type)) continue;
        body.append(text.slice(at, start), el("a", {
            class: `mention ${type}${state.entities.includes(index) ? " chosen" : ""}`, href: `#${new URLSearchParams({e: entities[index].id})}`,
            "data-entity": index, tabindex: isFirst ? "0" : "-1",
        }, text.slice(start, stop)));
        isFirst = false;
        at = stop;
    }
    body.append(text.slice(at, end));
    const more = el("button", {
        type: "button", class: "unfold", "aria-expanded": String(end === text.length),
        onclick: () => {
            if (list.unfolded.has(article.index)) list.unfolded.delete(article.index);
            else list.unfolded.add(article.index);
            drawText(article, box);
            box.querySelector(".unfold").focus({preventScroll: true});
        },
    }, end < text.length ? say("unfold", {n: text.slice(end).split(/\s+/).filter(Boolean).length}) : say("foldAgain"));
    if (end < text.length) body.append("…");
    box.replaceChildren(body, ...(end < text.length || list.unfolded.has(article.index) ? [more] : []));
    rove(body, ".mention");
    markHits(body);
}

/** Paints what search found without a change to the document, so that letters stay joined and mentions whole. */
function markHits(element) {
    if (!globalThis.Highlight || !isSearching()) return;
    const hits = hitsIn(element.textContent);
    if (hits.length === 0) return;
    const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
    const nodes = [];
    for (let start = 0, node; (node = walker.nextNode()); start += node.data.length) nodes.push({node, start});
    const point = place => {
        const {node, start} = nodes.findLast(one => one.start <= place) ?? nodes[0];
        return [node, Math.min(node.data.length, place - start)];
    };
    for (const [from, to] of hits) {
        const range = new Range();
        range.setStart(...point(from));
        range.setEnd(...point(to));
        list.highlight.add(range);
    }
}

function articleElement(article) {
    const isWritten = text => /[\p{L}\p{N}\p{P}\p{S}]/u.test(text ?? "");
    const heading = isWritten(article.title) ? el("h3", {lang: isArabic(article.title) && "ar", dir: "auto"}, article.title)
        : isWritten(article.id) ? el("h3", {lang: "en", dir: "ltr"}, article.id)
            : el("h3", {lang: LANG, dir: document.documentElement.dir}, say("articleNumber", {n: article.index + 1}));
    const facts = [
        article.day && el("time", {datetime: article.day}, formatDay(parseDay(article.day))),
        article.title && el("bdi", {class: "source"}, article.id),
        el("span", {}, say("mentionsHere", {n: article.m.length / 4})),
    ].filter(Boolean);
    const box = el("div");
    drawText(article, box);
    const isForeign = !isArabic(textOf(article.index));
    const element = el("article", {"data-article": article.index, class: isForeign && "foreign"}, heading, el("p", {class: "facts"}, facts.flatMap((fact, at) => (at ? [" · ", fact] : [fact]))), box);
    markHits(heading);
    return element;
}

/** Shows `count` articles more. False if another list came meanwhile. */
async function showMore(count, isWanted = () => true) {
    const {generation} = list;
    const end = list.shown + count;
    const rest = slicer();
    while (list.shown < end && list.shown < list.rows.length) {
        byId("article-list").append(articleElement(list.rows[list.shown++]));
        await rest();
        if (generation !== list.generation || !isWanted()) return false;
    }
    const left = list.rows.length - list.shown;
    byId("article-more").hidden = left === 0;
    byId("article-more").textContent = say("moreArticles", {n: Math.min(PAGE, left), all: left});
    return true;
}

/** Which mention of which article has the focus, and how high in the window it is. */
function placeOfFocus() {
    const article = byId("article-list").contains(document.activeElement) && document.activeElement.closest("article");
    if (!article) return null;
    return {article: Number(article.dataset.article), entity: document.activeElement.dataset.entity, top: article.getBoundingClientRect().top};
}

/** Gives the focus back after a change, with the article where it was in the window. */
function goBack({article: index, entity, top}) {
    const article = byId("article-list").querySelector(`[data-article="${index}"]`) ?? byId("article-list").firstElementChild;
    if (!article) return searchBox.focus();
    const mention = entity && article.querySelector(`[data-entity="${entity}"]`);
    const target = mention || article.querySelector("h3");
    if (mention) article.querySelector('.mention[tabindex="0"]')?.setAttribute("tabindex", "-1");
    target.setAttribute("tabindex", mention ? "0" : "-1");
    target.focus({preventScroll: true});
    scrollBy({top: article.getBoundingClientRect().top - top, behavior: "instant"});
}

part(async function drawArticles(view, isWanted) {
    const orders = {
        given: () => 0,
        newest: (a, b) => (b.day ?? "").localeCompare(a.day ?? ""),
        oldest: (a, b) => (a.day ?? "9").localeCompare(b.day ?? "9"),
    };
    list.generation++;
    list.rows = [...view.articles].sort(orders[list.order]);
    const place = placeOfFocus();
    const same = list.asked === encode(state);
    const count = same ? Math.max(PAGE, list.shown) : PAGE;
    list.asked = encode(state);
    list.shown = 0;
    list.unfolded = same ? list.unfolded : new Set();
    list.highlight = globalThis.Highlight && new Highlight();
    if (list.highlight) CSS.highlights.set("search", list.highlight);
    const box = byId("article-list");
    // The old articles keep the page's height until the new ones are there, so that it does not scroll.
    box.style.minHeight = `${box.offsetHeight}px`;
    box.replaceChildren();
    byId("article-note").hidden = list.rows.length > 0;
    const wanted = place ? list.rows.findIndex(article => article.index === place.article) + 1 : 0;
    await showMore(wanted < KEPT ? Math.max(count, wanted) : count, isWanted);
    box.style.minHeight = "";
    if (place && isWanted()) goBack(place);
});

byId("article-more").addEventListener("click", async () => {
    const next = list.shown;
    if (!(await showMore(PAGE))) return;
    // The button moves on; whoever reads with the keyboard goes on reading at the first new article.
    const heading = byId("article-list").children[next]?.querySelector("h3");
    heading?.setAttribute("tabindex", "-1");
    heading?.focus({preventScroll: true});
});
// Who scrolls down gets the next articles without asking.
new IntersectionObserver(([{isIntersecting}]) => {
    if (isIntersecting && list.shown > 0 && document.activeElement !== byId("article-more")) showMore(PAGE);
}, {rootMargin: "600px"}).observe(byId("article-more"));

byId("article-list").addEventListener("click", event => {
    const mention = event.target.closest(".mention");
    if (!mention || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    toggleEntity(Number(mention.dataset.entity));
});
card.serve(byId("article-list"), ".mention", mention => {
    const entity = entities[Number(mention.dataset.entity)];
    return aboutEntity(entity, say("inArticles", {n: entity.articles.length}));
});
byId("article-order").addEventListener("change", event => {
    list.order = event.target.value;
    list.generation++;
    list.shown = 0;
    refresh();
});
byId("orders").hidden = !firstDay;

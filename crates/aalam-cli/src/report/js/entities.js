// The table of entities: sorted by any column, the first rows of it and more when asked for.

const ROWS = 25;
const COLUMNS = {
    name: (a, b) => mainName(a.entity).localeCompare(mainName(b.entity), LANG),
    type: (a, b) => TYPES.indexOf(a.type) - TYPES.indexOf(b.type),
    id: (a, b) => (a.entity.id < b.entity.id ? -1 : 1),
    mentions: (a, b) => b.mentions - a.mentions,
    articles: (a, b) => b.articles - a.articles,
};
const table = {sort: "articles", backwards: false, rows: ROWS, view: null, asked: "", sorted: [], most: 1};

function sortedRows(view) {
    const rows = [...view.byEntity.values()];
    const order = COLUMNS[table.sort];
    rows.sort((a, b) => (table.backwards ? order(b, a) : order(a, b)) || b.articles - a.articles || b.mentions - a.mentions || a.entity.index - b.entity.index);
    return rows;
}

const rowElement = ({entity, type, mentions, articles: inArticles}) =>
    el("tr", {class: state.entities.includes(entity.index) && "chosen"},
        el("th", {scope: "row"}, el("button", {
            type: "button", class: "name", "data-key": entity.index, "aria-pressed": String(state.entities.includes(entity.index)),
            onclick: () => toggleEntity(entity.index),
        }, mainNameElement(entity), " ", otherNameElement(entity))),
        el("td", {class: "kind-of"}, el("span", {}, el("span", {class: `dot ${type}`}), " ", el("span", {}, say(`type${type}`)))),
        el("td", {class: "id"}, el("code", {dir: "ltr"}, entity.id)),
        el("td", {class: "number mentions"}, number(mentions)),
        el("td", {class: "number share", "--share": `${(100 * inArticles) / table.most}%`}, number(inArticles)));

function drawMoreButton() {
    const left = table.sorted.length - table.rows;
    byId("entity-more").hidden = left <= 0;
    byId("entity-more").textContent = say("moreEntities", {n: Math.min(ROWS * 2, left), all: table.sorted.length});
}

function drawTable() {
    const rows = (table.sorted = sortedRows(table.view));
    table.most = rows.reduce((most, row) => Math.max(most, row.articles), 1);
    for (const header of document.querySelectorAll("#entity-table th[data-sort]")) {
        const own = header.dataset.sort === table.sort;
        const ascends = (table.sort === "mentions" || table.sort === "articles") === table.backwards;
        if (own) header.setAttribute("aria-sort", ascends ? "ascending" : "descending");
        else header.removeAttribute("aria-sort");
    }
    keepFocus(byId("entity-rows"), () => byId("entity-rows").replaceChildren(...rows.slice(0, table.rows).map(rowElement)));
    drawMoreButton();
    byId("entity-note").textContent = rows.length === 0 ? say("noEntities") : say(isFiltered() ? "entitiesShown" : "entitiesAll", {n: rows.length});
}

for (const header of document.querySelectorAll("#entity-table th[data-sort] button")) {
    header.addEventListener("click", () => {
        const key = header.parentElement.dataset.sort;
        table.backwards = key === table.sort && !table.backwards;
        table.sort = key;
        drawTable();
    });
}
byId("entity-more").addEventListener("click", () => {
    const next = table.rows;
    table.rows += ROWS * 2;
    byId("entity-rows").append(...table.sorted.slice(next, table.rows).map(rowElement));
    drawMoreButton();
    byId("entity-rows").children[next]?.querySelector("button").focus({preventScroll: true});
});

part(function drawEntities(view) {
    // A new selection begins at the top again; the same one, drawn anew, keeps its rows.
    if (table.asked !== encode(state)) table.rows = ROWS;
    table.asked = encode(state);
    table.view = view;
    drawTable();
});

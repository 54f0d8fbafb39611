// The bar with search and filters, and the way from a change to a new picture.

const parts = [];
/** Registers a part of the page that draws a view. */
const part = draw => parts.push(draw);
/** Registers a picture: it is drawn when its box is near the window, and again when it comes near after a change. */
function picture(box, draw) {
    let isNear = false;
    let waiting = null;
    let newest = null;
    let drawn = null;
    let last = 0;
    const drawWaiting = async (isWanted = () => true) => {
        const [view, own] = [waiting, ++last];
        waiting = null;
        await draw(view, () => isWanted() && own === last);
        if (own === last && isWanted()) drawn = view;
    };
    // Paper shows pictures that were never near the window, too.
    addEventListener("beforeprint", () => {
        if (drawn === newest) return;
        waiting = newest;
        drawWaiting().catch(reportError);
    });
    new IntersectionObserver(([{isIntersecting}]) => {
        isNear = isIntersecting;
        if (isNear && waiting) drawWaiting();
    }, {rootMargin: "500px"}).observe(box);
    const own = (view, isWanted) => {
        waiting = newest = view;
        return isNear ? drawWaiting(isWanted) : undefined;
    };
    part(own);
    return own;
}
let drawing = 0;

/** Draws everything anew: the parts one after the other, with a turn for the browser between them. Stops where another change came. */
async function refresh() {
    const own = ++drawing;
    const isWanted = () => own === drawing;
    document.body.setAttribute("aria-busy", "true");
    drawBar();
    if (!isSearching()) found = null;
    else {
        const result = await search(state.q, isWanted);
        if (!result) return;
        found = result;
    }
    const view = await makeView();
    if (!isWanted()) return;
    drawCount(view);
    for (const draw of parts) {
        await turn();
        if (!isWanted()) return;
        // A part that fails is reported and does not take the others with it.
        await Promise.resolve(view).then(view => draw(view, isWanted)).catch(reportError);
    }
    if (isWanted()) document.body.removeAttribute("aria-busy");
}

/** Changes what is selected. `quiet` changes (letters typed in a row) make no step for the Back button, nor does what changes nothing. */
function change(changes, quiet = false) {
    const before = encode(state);
    state = inOrder({...state, ...changes});
    const hash = encode(state);
    const address = hash ? `#${hash}` : location.pathname + location.search;
    try {
        if (quiet || hash === before) history.replaceState(null, "", address);
        else history.pushState(null, "", address);
    } catch {
        // A page inside of another one, or one that changes often, may have no say in the address. Its filters work all the same.
    }
    return refresh();
}

const toggleEntity = index => change({entities: toggled(state.entities, index)});
const toggleCountry = index => change({countries: toggled(state.countries, index)});
const toggleType = type => change({types: toggled(state.types, type)});

/** Sets a range of days, or lifts it where it is the one that is set. */
function toggleDays(from, to) {
    change(state.from === from && state.to === to ? {from: "", to: ""} : {from, to});
}

const searchBox = byId("search");
let typing = 0;
/** Searches what is in the box. The first words of a search are a step for the Back button, what is typed on is not. */
function searchTyped() {
    clearTimeout(typing);
    return change({q: searchBox.value}, isSearching());
}
/** The hint runs as the page does, what is typed as its own letters do. */
const turnSearchBox = () => (searchBox.dir = searchBox.value ? "auto" : document.documentElement.dir);
searchBox.addEventListener("input", () => {
    turnSearchBox();
    clearTimeout(typing);
    typing = setTimeout(searchTyped, 180);
});
byId("filters").addEventListener("submit", event => {
    event.preventDefault();
    searchTyped();
});
for (const name of ["from", "to"]) {
    const box = byId(name);
    if (firstDay) [box.min, box.max] = [firstDay, lastDay];
    box.addEventListener("change", () => box.checkValidity() && change({[name]: box.value}));
}
byId("days").hidden = !firstDay;
byId("clear").addEventListener("click", () => {
    clearTimeout(typing);
    searchBox.value = "";
    searchBox.focus();
    change(nothing());
});

/** The days that are set, in words. */
function saidDays() {
    const [from, to] = [state.from, state.to].map(day => day && formatDay(parseDay(day)));
    if (from && to) return from === to ? from : say("daysBetween", {from, to});
    return from ? say("daysFrom", {from}) : say("daysTo", {to});
}

function drawBar() {
    if (document.activeElement !== searchBox) searchBox.value = state.q;
    turnSearchBox();
    byId("from").value = state.from;
    byId("to").value = state.to;
    const chips = [];
    const chip = (key, kind, name, remove) => chips.push(el("li", {}, el("button", {
        type: "button", class: "chip", "data-key": key, "aria-label": say("removeFilter", {name: `${kind} ${name.textContent}`}),
        onclick: () => {
            const next = [...byId("chips").querySelectorAll("button")].findIndex(button => button.dataset.key === key);
            remove();
            // The focus goes to the chip that takes the place, else to the search box: never back to the top of the page.
            (byId("chips").querySelectorAll("button")[next] ?? byId("chips").querySelector("button") ?? searchBox).focus();
        },
    }, el("span", {class: "kind"}, kind), " ", name, " ", el("span", {"aria-hidden": "true", class: "cross"}, "×"))));
    if (isSearching()) chip("q", say("chipText"), el("bdi", {}, state.q.trim()), () => {
        clearTimeout(typing);
        searchBox.value = "";
        change({q: ""});
    });
    for (const index of state.entities) {
        const entity = entities[index];
        chip(`e${index}`, say(`type${entity.type}`), mainNameElement(entity), () => toggleEntity(index));
    }
    for (const index of state.countries) {
        chip(`c${index}`, say("chipCountry"), mainNameElement(countries[index]), () => toggleCountry(index));
    }
    for (const type of state.types) chip(`t${type}`, say("chipType"), el("span", {}, say(`type${type}`)), () => toggleType(type));
    if (state.from || state.to) chip("d", say("chipDays"), el("span", {}, saidDays()), () => change({from: "", to: ""}));
    keepFocus(byId("chips"), () => byId("chips").replaceChildren(...chips));
    byId("chipbox").hidden = chips.length === 0;
    drawSuggestions();
}

/** Entities of the name that is typed, to be chosen with a click. */
function drawSuggestions() {
    const terms = termsOf(state.q);
    const box = byId("suggestions");
    const byTerm = terms.length === 0 || terms.join("").length < 2 ? [[]] : terms.map(term => new Set(entitiesNamed(term)));
    const named = [...byTerm[0]].filter(entity => !state.entities.includes(entity.index) && byTerm.every(some => some.has(entity)));
    named.sort((a, b) => b.articles.length - a.articles.length);
    box.hidden = named.length === 0;
    box.replaceChildren(
        el("span", {}, say("suggestions")),
        ...named.slice(0, 6).map(entity => el("button", {
            type: "button", class: "suggestion", onclick: () => {
                clearTimeout(typing);
                // The suggestion goes; the focus stays in the bar.
                searchBox.value = "";
                searchBox.focus();
                change({q: "", entities: [...state.entities, entity.index]});
            },
        }, el("span", {class: `dot ${entity.type}`}), " ", mainNameElement(entity), el("span", {class: "count"}, number(entity.articles.length)))));
}

function drawCount(view) {
    const n = view.articles.length;
    const words = isFiltered() ? say("countFiltered", {n, all: say("countOf", {n: articles.length})}) : say("countAll", {n});
    // Screen readers hear each change once: the same words again are no change.
    if (byId("count").textContent !== words) byId("count").textContent = words;
}

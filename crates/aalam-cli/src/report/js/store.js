// The corpus, its indexes, and what of it is selected.

const corpus = JSON.parse(byId("index").textContent);
const {entities, countries, articles} = corpus;
const TYPES = ["PER", "ORG", "GPE", "NORP", "OFFICE", "MISC"];

// Indexes: of each article the distinct entities, countries and types; of each entity its articles.
entities.forEach((entity, index) => {
    entity.index = index;
    entity.type = corpus.types[entity.t];
    entity.articles = [];
    entity.mentions = 0;
});
countries.forEach((country, index) => (country.index = index));

/** Indexes the articles; until then nothing can be drawn. */
async function indexArticles() {
    const rest = slicer();
    for (const [index, article] of articles.entries()) {
        article.index = index;
        article.entities = new Set();
        article.types = new Set();
        article.countries = new Set();
        for (let at = 0; at < article.m.length; at += 4) {
            const entity = entities[article.m[at + 2]];
            article.entities.add(entity.index);
            article.types.add(corpus.types[article.m[at + 3]]);
            mentionedTypes.add(corpus.types[article.m[at + 3]]);
            if (entity.c !== undefined) article.countries.add(entity.c);
            entity.mentions++;
        }
        for (const entity of article.entities) entities[entity].articles.push(index);
        await rest();
    }
}
const mentionedTypes = new Set();
const entityById = new Map();
for (const entity of entities) if (!entityById.has(entity.id)) entityById.set(entity.id, entity);
const countryByIso = new Map(countries.map(country => [country.iso, country]));

/** Tells entities of one name apart by their countries, where these differ. */
function tellApart() {
    const names = {ar: new Intl.DisplayNames(["ar"], {type: "region"}), en: new Intl.DisplayNames(["en"], {type: "region"})};
    const codeOf = entity => (/^[A-Z]{2}(-|$)/.test(entity.iso ?? "") ? entity.iso.slice(0, 2) : "");
    const byName = new Map();
    for (const entity of entities) {
        const name = mainName(entity);
        if (byName.has(name)) byName.get(name).push(entity);
        else byName.set(name, [entity]);
    }
    for (const some of byName.values()) {
        if (new Set(some.map(codeOf)).size < 2) continue;
        for (const entity of some) {
            const code = codeOf(entity);
            if (code && entity.sub !== "country") entity.beside = countryByIso.get(code) ?? {ar: names.ar.of(code), en: names.en.of(code)};
        }
    }
}
tellApart();
const days = articles.map(article => article.day).filter(Boolean).sort();
const firstDay = days[0];
const lastDay = days.at(-1);

// Texts lie in pieces of JSON that are parsed when one of their articles is wanted.
const pieceElements = [...document.querySelectorAll("script.texts")];
const pieces = [];
function textOf(index) {
    let piece = 0;
    let end = corpus.pieces.length;
    while (end - piece > 1) {
        const middle = (piece + end) >> 1;
        if (corpus.pieces[middle] <= index) piece = middle;
        else end = middle;
    }
    if (!pieces[piece]) {
        pieces[piece] = JSON.parse(pieceElements[piece].textContent);
        pieceElements[piece].textContent = "";
    }
    return pieces[piece][index - corpus.pieces[piece]];
}

// Search.

/** Stands between a headline and its text: a phrase does not run over it. */
const BREAK = "\u0001";
const foldedTexts = [];
const foldedText = index => (foldedTexts[index] ??= fold(`${articles[index].title ?? ""}${BREAK}${textOf(index)}`));
const foldedNames = entity => (entity.folded ??= fold(`${entity.ar}${BREAK}${entity.en ?? ""}`));
const foldedIds = thing => (thing.ids ??= [thing.id, thing.wd].filter(Boolean).map(id => fold(id).trim()));

/** The entities that a term names: by a part of a name or by their whole id. A word that is in no name is tried without its proclitics. */
function entitiesNamed(term) {
    const named = entities.filter(entity => findTerm(foldedNames(entity), term) >= 0 || foldedIds(entity).includes(term));
    if (named.length > 0) return named;
    const rests = withoutProclitics(term);
    if (rests.length === 0) return [];
    return entities.filter(entity => rests.some(rest => ` ${foldedNames(entity).replaceAll(BREAK, " ")} `.includes(` ${rest} `)));
}

/** Folds ahead while nobody waits, so that the first search finds the texts ready. */
function foldAhead(index = 0) {
    const idle = globalThis.requestIdleCallback ?? (work => setTimeout(() => work({timeRemaining: () => SLICE}), 50));
    idle(deadline => {
        while (index < articles.length && deadline.timeRemaining() > 2) foldedText(index++);
        if (index < articles.length) foldAhead(index);
    });
}

/** The articles that hold all terms of a query: in their text or headline, as their id, or in a name of an entity that they name. Null if nobody
 *  waits for it any more. */
async function search(query, isWanted) {
    const terms = termsOf(query);
    const named = terms.map(term => new Set(entitiesNamed(term).map(entity => entity.index)));
    const found = new Uint8Array(articles.length);
    const rest = slicer();
    for (const article of articles) {
        const {index} = article;
        found[index] = terms.every((term, at) => {
            if (findTerm(foldedText(index), term) >= 0 || foldedIds(article).includes(term)) return true;
            for (const entity of article.entities) if (named[at].has(entity)) return true;
            return false;
        }) ? 1 : 0;
        await rest();
        if (!isWanted()) return null;
    }
    return found;
}

// What is selected. Entities, countries and days are those of the corpus; the URL's hash says the same.

const nothing = () => ({q: "", entities: [], countries: [], types: [], from: "", to: ""});
let state = nothing();
let found = null;
/** Whether words are searched: a quotation mark or a hamza alone asks for nothing. */
const isSearching = () => termsOf(state.q).length > 0;
const isFiltered = () => encode(state) !== "";

function encode({q, entities: chosen, countries: lands, types, from, to}) {
    const parameters = new URLSearchParams();
    if (termsOf(q).length > 0) parameters.set("q", q);
    for (const index of chosen) parameters.append("e", entities[index].id);
    for (const index of lands) parameters.append("c", countries[index].iso);
    for (const type of types) parameters.append("t", type);
    if (from) parameters.set("from", from);
    if (to) parameters.set("to", to);
    return parameters.toString();
}

/** The same with the earlier day first. */
const inOrder = asked => (asked.from && asked.to && asked.from > asked.to ? {...asked, from: asked.to, to: asked.from} : asked);

/** What a hash says; unknown entities, countries, types and impossible days in it are passed over. */
function decode(hash) {
    const parameters = new URLSearchParams(hash.replace(/^#/, ""));
    const known = (name, map) => [...new Set(parameters.getAll(name).map(key => map.get(key)?.index))].filter(index => index !== undefined);
    const day = name => {
        const text = parameters.get(name) ?? "";
        // The 31st of February would be a day of March.
        return /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(+parseDay(text)) && isoDay(parseDay(text)) === text ? text : "";
    };
    return inOrder({
        q: parameters.get("q") ?? "",
        entities: known("e", entityById),
        countries: known("c", countryByIso),
        types: TYPES.filter(type => parameters.getAll("t").includes(type)),
        from: day("from"),
        to: day("to"),
    });
}

/** Whether a mention is shown: its type is selected, or its entity, or no type at all. */
const isShown = (entity, type) => state.types.length === 0 || state.types.includes(type) || state.entities.includes(entity);

const toggled = (list, value) => (list.includes(value) ? list.filter(one => one !== value) : [...list, value]);

/** Articles that pass the filters, but for those that `except` names. */
function passing(except = {}) {
    const {entities: chosen, countries: lands, types, from, to} = state;
    return articles.filter(article =>
        (!found || found[article.index]) &&
        (except.entities || chosen.every(index => article.entities.has(index))) &&
        lands.every(index => article.countries.has(index)) &&
        (types.length === 0 || types.some(type => article.types.has(type))) &&
        (except.days || ((!from || article.day >= from) && (!to || article.day <= to))));
}

/** The selected articles and what they name: articles and mentions by entity, mentions by type, articles by country, and for each article the
 *  entities that it names by a type that is shown. An entity has the type of its mentions: with --offices, those of a person may be offices. */
async function makeView() {
    const view = {
        articles: passing(),
        named: [],
        byEntity: new Map(),
        byType: Object.fromEntries(TYPES.map(type => [type, 0])),
        byCountry: new Map(),
        mentions: 0,
    };
    const rest = slicer();
    for (const article of view.articles) {
        const counted = new Set();
        for (let at = 0; at < article.m.length; at += 4) {
            const index = article.m[at + 2];
            const type = corpus.types[article.m[at + 3]];
            view.byType[type]++;
            if (!isShown(index, type)) continue;
            view.mentions++;
            let row = view.byEntity.get(index);
            if (!row) view.byEntity.set(index, (row = {entity: entities[index], articles: 0, mentions: 0, types: new Map()}));
            row.mentions++;
            row.types.set(type, (row.types.get(type) ?? 0) + 1);
            if (!counted.has(index)) row.articles++;
            counted.add(index);
        }
        view.named.push(counted);
        for (const index of article.countries) view.byCountry.set(index, (view.byCountry.get(index) ?? 0) + 1);
        await rest();
    }
    for (const row of view.byEntity.values()) {
        row.type = row.types.has(row.entity.type) ? row.entity.type : [...row.types].reduce((most, one) => (one[1] > most[1] ? one : most))[0];
    }
    return view;
}

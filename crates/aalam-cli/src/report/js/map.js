// The world, countries shaded by how many articles name them: themselves, their nisba or a place in them.

const world = {points: {}, steps: [], zoom: null, drawings: new Map()};
/** Corners of the Arab states, as longitude and latitude. */
const ARAB_REGION = [[-17, 36], [60, 36], [-17, 0], [60, 0], [20, 38], [20, -2]];
/** A country that is drawn smaller than this, in pixels, gets a circle. */
const SMALL = 5;

/** The lower ends of five shades: each about twice as many articles as the one before. */
function shadesFor(most) {
    if (most <= 5) return Array.from({length: Math.max(1, most)}, (_, at) => at + 1);
    const steps = [0, 1, 2, 3, 4].map(at => Math.round(most ** (at / 5)));
    return [...new Set(steps.map((step, at) => Math.max(step, at + 1)))];
}
const shadeOf = count => world.steps.filter(step => count >= step).length;

/** The shapes of all countries at a width, as paths; computed once, in slices. */
async function outlines(width) {
    if (world.drawings.has(width)) return world.drawings.get(width);
    const rest = slicer();
    if (!world.features) {
        const {shapes, points} = JSON.parse(byId("world").textContent);
        await turn();
        const features = [];
        for (const geometry of shapes.objects.countries.geometries) {
            features.push(d3.feature(shapes, geometry));
            await rest();
        }
        Object.assign(world, {points, features, borders: d3.mesh(shapes, shapes.objects.countries, (a, b) => a !== b)});
        await turn();
    }
    // The projection at its own size shows where the outermost shapes end; at another size they end in proportion.
    const height = Math.round(Math.max(260, width * 0.5));
    const projection = d3.geoNaturalEarth1().rotate([-11, 0]);
    if (!world.sides) {
        const path = d3.geoPath(projection);
        const sides = [Infinity, Infinity, -Infinity, -Infinity];
        for (const feature of world.features) {
            const [[left, top], [right, bottom]] = path.bounds(feature);
            sides.splice(0, 4, Math.min(sides[0], left), Math.min(sides[1], top), Math.max(sides[2], right), Math.max(sides[3], bottom));
            await rest();
        }
        world.sides = sides;
    }
    const [left, top, right, bottom] = world.sides;
    const k = Math.min((width - 8) / (right - left), (height - 8) / (bottom - top));
    const [x, y] = projection.translate();
    projection.scale(projection.scale() * k).translate([width / 2 + (x - (left + right) / 2) * k, height / 2 + (y - (top + bottom) / 2) * k]);
    const path = d3.geoPath(projection).digits(1);
    const shapes = [];
    for (const feature of world.features) {
        const [[x0, y0], [x1, y1]] = path.bounds(feature);
        shapes.push({iso: feature.id, d: path(feature), isSmall: Math.max(x1 - x0, y1 - y0) < SMALL});
        await rest();
    }
    const drawing = {width, height, projection, shapes, borders: path(world.borders)};
    world.drawings.set(width, drawing);
    await turn();
    return drawing;
}

/** The countries that articles name, those with most articles first. */
const rowsOf = view => [...view.byCountry].map(([index, count]) => ({country: countries[index], count}))
    .sort((a, b) => b.count - a.count || a.country.index - b.country.index);

async function drawMap(view, isWanted = () => true) {
    const box = byId("map-chart");
    const {width, height, projection, shapes, borders} = await outlines(Math.max(280, box.clientWidth));
    if (!isWanted()) return;
    const rows = rowsOf(view);
    const counts = new Map(rows.map(row => [row.country.iso, row]));
    const named = (iso, kind, shape) => {
        const row = counts.get(iso);
        const chosen = state.countries.includes(row.country.index);
        return fill(shape, {
            class: `${kind} shade${shadeOf(row.count)}${chosen ? " chosen" : ""}`, role: "button", tabindex: "-1", "data-key": row.country.index,
            "aria-pressed": String(chosen), "aria-label": say("countryLabel", {name: mainName(row.country), articles: say("articles", {n: row.count})}),
        }, []);
    };
    const plain = [];
    const shaded = [];
    const drawnAt = new Set();
    for (const {iso, d, isSmall} of shapes) {
        const shape = svg("path", {d});
        const isShaded = counts.has(iso) && !isSmall;
        if (isShaded) drawnAt.add(iso);
        else shape.setAttribute("aria-hidden", "true");
        (isShaded ? shaded : plain).push(isShaded ? named(iso, "country", shape) : fill(shape, {class: "country"}, []));
    }
    // Circles for what is too small to be seen or has no shape.
    const circles = rows.filter(({country}) => !drawnAt.has(country.iso) && world.points[country.iso]).map(({country}) => {
        const [x, y] = projection(world.points[country.iso]);
        return named(country.iso, "country circle", svg("circle", {cx: x, cy: y}));
    });
    const order = element => rows.findIndex(row => row.country.index === Number(element.dataset.key));
    const buttons = [...shaded, ...circles].sort((a, b) => order(a) - order(b));
    const labels = svg("g", {class: "labels", "aria-hidden": "true"});
    const stage = svg("g", {},
        ...plain, ...buttons.filter(element => element.localName === "path"),
        svg("path", {class: "borders", d: borders, "aria-hidden": "true"}),
        ...buttons.filter(element => element.localName === "circle"), labels);
    const drawn = svg("svg", {viewBox: `0 0 ${width} ${height}`, width, height, role: "group", "aria-label": say("mapLabel")}, stage);
    keepFocus(box, () => box.replaceChildren(drawn));
    if (buttons.length && !box.querySelector('.country[tabindex="0"]')) buttons[0].setAttribute("tabindex", "0");

    /** Names of the countries with most articles, as many as find room at this scale. */
    const label = k => {
        stage.style.setProperty("--k", k);
        const taken = [];
        const names = [];
        for (const {country} of rows.slice(0, 80)) {
            const point = world.points[country.iso];
            if (!point || names.length >= 40) continue;
            const [x, y] = projection(point);
            const name = mainName(country);
            const [w, h] = [(name.length * 6.2 + 8) / k, 15 / k];
            const own = [x - w / 2, y - h / 2, x + w / 2, y + h / 2];
            if (taken.some(other => overlap(own, other))) continue;
            taken.push(own);
            // On dark shades names are light.
            const shade = drawnAt.has(country.iso) ? shadeOf(counts.get(country.iso).count) : 0;
            names.push(svg("text", {class: shade > 3 && `on${shade}`, x, y, dy: "0.35em", "text-anchor": "middle", lang: LANG === "ar" || !country.en ? "ar" : "en"}, name));
        }
        labels.replaceChildren(...names);
    };
    const corners = ARAB_REGION.map(projection);
    const region = [0, 1].map(axis => [Math.min(...corners.map(point => point[axis])), Math.max(...corners.map(point => point[axis]))]);
    world.zoom = zoomable(drawn, stage, [1, 14], world.transform?.width === width ? world.transform.at : d3.zoomIdentity, label, at => (world.transform = {width, at}));
    world.zoom.region = () => {
        const [[left, right], [top, bottom]] = region;
        const k = Math.min(14, 0.94 * Math.min(width / (right - left), height / (bottom - top)));
        world.zoom.to(d3.zoomIdentity.translate(width / 2, height / 2).scale(k).translate(-(left + right) / 2, -(top + bottom) / 2));
    };
    world.zoom.world = () => world.zoom.to(d3.zoomIdentity);
}

function drawCountries(view) {
    const rows = rowsOf(view);
    const most = Math.max(1, rows[0]?.count ?? 1);
    world.steps = shadesFor(most);
    const all = world.all ? rows : rows.slice(0, 12);
    keepFocus(byId("country-rows"), () => byId("country-rows").replaceChildren(...all.map(({country, count}) =>
        el("tr", {class: state.countries.includes(country.index) && "chosen"},
            el("th", {scope: "row"}, el("button", {
                type: "button", class: "name", "data-key": country.index, "aria-pressed": String(state.countries.includes(country.index)),
                onclick: () => toggleCountry(country.index),
            }, mainNameElement(country), " ", otherNameElement(country))),
            el("td", {class: "number share", "--share": `${(100 * count) / most}%`}, number(count))))));
    byId("country-more").hidden = world.all || rows.length <= 12;
    byId("country-more").textContent = say("allCountries", {n: rows.length});
    byId("country-note").hidden = rows.length > 0;
    byId("map-legend").replaceChildren(...(rows.length === 0 ? [] : world.steps.map((step, at) => {
        const next = world.steps[at + 1];
        const range = next === undefined ? (most > step ? `${number(step)}–${number(most)}` : number(step))
            : next - 1 > step ? `${number(step)}–${number(next - 1)}` : number(step);
        return el("li", {}, el("span", {class: `swatch shade${at + 1}`}), " ", el("bdi", {dir: "ltr"}, range));
    })));
}

part(function drawCountriesPart(view) {
    world.view = view;
    drawCountries(view);
});
const drawMapPicture = picture(byId("map-chart"), drawMap);
rove(byId("map-chart"), ".country[role=button]");
byId("map-chart").addEventListener("click", event => {
    const country = event.target.closest(".country[role=button]");
    if (country) toggleCountry(Number(country.dataset.key));
});
card.serve(byId("map-chart"), ".country[role=button]", element => {
    const country = countries[Number(element.dataset.key)];
    return [
        el("b", {}, mainNameElement(country)), otherNameElement(country),
        el("span", {class: "facts"}, say("articles", {n: world.view.byCountry.get(country.index) ?? 0})),
    ];
});
byId("country-more").addEventListener("click", () => {
    world.all = true;
    drawCountries(world.view);
    byId("country-rows").children[12]?.querySelector("button").focus({preventScroll: true});
});
onResize(byId("map-chart"), () => world.view && drawMapPicture(world.view));
for (const button of document.querySelectorAll("[data-map]")) button.addEventListener("click", () => world.zoom?.[button.dataset.map]());

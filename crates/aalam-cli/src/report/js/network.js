// Who is named with whom: the entities with most articles, joined where articles name both.
//
// The layout is computed in slices and drawn when it is done: nothing moves on the page, and no slice holds up a click.

const network = {nodes: [], links: [], size: 30, places: new Map(), zoom: null};
const TICKS = 260;
// A small screen has no room for more.
if (innerWidth < 640) [network.size, byId("network-size").value] = [15, "15"];

/** The nodes and links of a view. Nisbas and offices double the countries and people that they stand for, so they are in only when asked for. */
function makeGraph(view) {
    const isAlone = types => [...types.keys()].some(type => type !== "NORP" && type !== "OFFICE");
    const nodes = [...view.byEntity.values()]
        .filter(({entity, types}) => state.types.length || isAlone(types) || state.entities.includes(entity.index))
        .sort((a, b) => b.articles - a.articles || b.mentions - a.mentions || a.entity.index - b.entity.index)
        .slice(0, network.size)
        .map(row => ({...row, id: row.entity.index}));
    const known = new Map(nodes.map(node => [node.id, node]));
    const weights = new Map();
    for (const named of view.named) {
        const there = nodes.filter(node => named.has(node.id));
        for (let a = 0; a < there.length; a++) {
            for (let b = a + 1; b < there.length; b++) {
                const key = `${there[a].id} ${there[b].id}`;
                weights.set(key, (weights.get(key) ?? 0) + 1);
            }
        }
    }
    const pairs = [...weights].map(([key, weight]) => {
        const [source, target] = key.split(" ").map(id => known.get(Number(id)));
        return {source, target, weight};
    });
    pairs.sort((a, b) => b.weight - a.weight || b.source.articles + b.target.articles - a.source.articles - a.target.articles || a.source.id - b.source.id || a.target.id - b.target.id);
    // Everybody is named with everybody in the end: only the strongest links can be read.
    // And the strongest one of each entity, so that none floats without a reason.
    const linked = new Set();
    const links = pairs.filter(({source, target}, at) => {
        const isIn = at < nodes.length * 2 || !linked.has(source) || !linked.has(target);
        if (isIn) linked.add(source).add(target);
        return isIn;
    });
    return {nodes, pairs, links};
}

async function layOut({nodes, links}, isWanted) {
    const most = Math.max(1, ...nodes.map(node => node.articles));
    for (const node of nodes) {
        node.r = 4 + 14 * Math.sqrt(node.articles / most);
        // Where it was before, so that a picture that changes little looks like the old one.
        Object.assign(node, network.places.get(node.id));
    }
    const heaviest = Math.max(1, ...links.map(link => link.weight));
    const simulation = d3.forceSimulation(nodes)
        .force("link", d3.forceLink(links).distance(link => 115 - 55 * (link.weight / heaviest)).strength(link => 0.12 + 0.4 * (link.weight / heaviest)))
        .force("charge", d3.forceManyBody().strength(-330).distanceMax(480))
        .force("x", d3.forceX(0).strength(0.055))
        .force("y", d3.forceY(0).strength(0.085))
        // Names are wider than circles.
        .force("collide", d3.forceCollide(node => node.r + 8 + Math.min(34, mainName(node.entity).length * 1.7)))
        .alphaDecay(1 - 0.001 ** (1 / TICKS))
        .stop();
    const rest = slicer();
    for (let tick = 0; tick < TICKS; tick++) {
        simulation.tick();
        await rest();
        if (!isWanted()) return false;
    }
    network.places = new Map(nodes.map(({id, x, y}) => [id, {x, y}]));
    return true;
}

/** The name beside a node: whole words, cut where it is long. */
function shortName(entity) {
    const name = mainName(entity);
    return name.length <= 26 ? name : `${name.slice(0, 25).replace(/\s+\S*$/, "")}…`;
}

function drawNetwork({nodes, links}) {
    const box = byId("network-chart");
    const width = Math.max(280, box.clientWidth);
    const height = width < 500 ? 400 : 480;
    const heaviest = Math.max(1, ...links.map(link => link.weight));
    const lines = links.map(link => svg("line", {
        class: "link", "stroke-width": 0.6 + 4.4 * (link.weight / heaviest), "--weight": 0.25 + 0.55 * (link.weight / heaviest),
    }));
    const groups = nodes.map(node => svg("g", {
        class: `node ${node.type}${state.entities.includes(node.id) ? " chosen" : ""}`, role: "button", tabindex: "-1", "data-key": node.id,
        "aria-pressed": String(state.entities.includes(node.id)),
        "aria-label": say("nodeLabel", {name: mainName(node.entity), type: say(`type${node.type}`), articles: say("articles", {n: node.articles})}),
    },
    svg("circle", {r: node.r}),
    svg("text", {y: node.r, dy: "1.05em", "text-anchor": "middle", lang: LANG === "ar" || !node.entity.en ? "ar" : "en", "aria-hidden": "true"}, shortName(node.entity))));
    const place = () => {
        lines.forEach((line, at) => {
            const {source, target} = links[at];
            for (const [name, value] of [["x1", source.x], ["y1", source.y], ["x2", target.x], ["y2", target.y]]) line.setAttribute(name, value.toFixed(1));
        });
        groups.forEach((group, at) => group.setAttribute("transform", `translate(${nodes[at].x.toFixed(1)},${nodes[at].y.toFixed(1)})`));
    };
    /** Hides the names that would lie over the name of an entity with more articles; they come with the focus or when it is zoomed. */
    const uncrowd = k => {
        stage.style.setProperty("--k", k);
        const taken = [];
        nodes.forEach((node, at) => {
            const [w, h] = [(shortName(node.entity).length * 5.8) / k, 13 / k];
            const y = node.y + node.r + 10 / k;
            const own = [node.x - w / 2, y - h / 2, node.x + w / 2, y + h / 2];
            const isCrowded = taken.some(other => overlap(own, other));
            groups[at].classList.toggle("crowded", isCrowded);
            if (!isCrowded) taken.push(own);
        });
    };
    place();
    const stage = svg("g", {}, svg("g", {"aria-hidden": "true"}, ...lines), ...groups);
    const drawn = svg("svg", {viewBox: `0 0 ${width} ${height}`, width, height, role: "group", "aria-label": say("networkLabel")}, stage);
    keepFocus(box, () => box.replaceChildren(drawn));
    if (groups.length && !box.querySelector('.node[tabindex="0"]')) groups[0].setAttribute("tabindex", "0");

    // All of it is in view at first, with the names: these keep their size at every scale, so that the scale is found step by step.
    let scale = 1;
    let sides = [0, 1, 0, 1];
    for (let pass = 0; pass < 8 && nodes.length > 0; pass++) {
        const half = node => Math.max(node.r, (shortName(node.entity).length * 3.1) / scale) + 5 / scale;
        sides = [
            Math.min(...nodes.map(node => node.x - half(node))), Math.max(...nodes.map(node => node.x + half(node))),
            Math.min(...nodes.map(node => node.y - node.r)) - 8 / scale, Math.max(...nodes.map(node => node.y + node.r)) + 22 / scale,
        ];
        scale = Math.min(1.6, width / (sides[1] - sides[0]), height / (sides[3] - sides[2]));
    }
    const fit = d3.zoomIdentity.translate(width / 2, height / 2).scale(scale).translate(-(sides[0] + sides[1]) / 2, -(sides[2] + sides[3]) / 2);
    network.zoom = zoomable(drawn, stage, [scale * 0.6, scale * 6], fit, uncrowd);

    // Nodes can be drawn aside; one that was not moved is clicked.
    groups.forEach((group, at) => {
        group.addEventListener("pointerdown", event => {
            if (event.button !== 0 || event.pointerType === "touch") return;
            event.stopPropagation();
            event.preventDefault();
            const begin = d3.pointer(event, stage);
            const {x, y} = nodes[at];
            let moved = false;
            const move = now => {
                const [toX, toY] = d3.pointer(now, stage);
                if (!moved && Math.hypot(toX - begin[0], toY - begin[1]) < 4 / network.zoom.scale()) return;
                moved = true;
                [nodes[at].x, nodes[at].y] = [x + toX - begin[0], y + toY - begin[1]];
                network.places.set(nodes[at].id, {x: nodes[at].x, y: nodes[at].y});
                place();
                uncrowd(network.zoom.scale());
            };
            addEventListener("pointermove", move);
            addEventListener("pointerup", () => {
                removeEventListener("pointermove", move);
                if (moved) addEventListener("click", click => click.stopPropagation(), {capture: true, once: true});
            }, {once: true});
        });
        const near = new Set([at, ...links.flatMap(({source, target}) => (source.index === at ? target.index : target.index === at ? source.index : []))]);
        const light = on => {
            stage.classList.toggle("lit", on);
            groups.forEach((other, index) => other.classList.toggle("near", on && near.has(index)));
            lines.forEach((line, index) => line.classList.toggle("near", on && [links[index].source.index, links[index].target.index].includes(at)));
        };
        for (const event of ["pointerenter", "focus"]) group.addEventListener(event, () => light(true));
        for (const event of ["pointerleave", "blur"]) group.addEventListener(event, () => light(false));
    });
}

/** The strongest pairs, as a table: the picture in words. */
function drawPairs({pairs}) {
    const most = Math.max(1, pairs[0]?.weight ?? 1);
    keepFocus(byId("pair-rows"), () => byId("pair-rows").replaceChildren(...pairs.slice(0, 12).map(({source, target, weight}) =>
        el("tr", {},
            el("th", {scope: "row"}, el("button", {
                type: "button", class: "name", "data-key": `${source.id} ${target.id}`,
                onclick: () => change({entities: [...new Set([...state.entities, source.id, target.id])]}),
            }, mainNameElement(source.entity), el("span", {class: "with"}, say("with")), mainNameElement(target.entity))),
            el("td", {class: "number share", "--share": `${(100 * weight) / most}%`}, number(weight))))));
    byId("pair-note").hidden = pairs.length > 0;
}

part(function drawPairsPart(view) {
    network.view = view;
    drawPairs(makeGraph(view));
});
const drawNetworkPicture = picture(byId("network-chart"), async (view, isWanted) => {
    const graph = makeGraph(view);
    if (!(await layOut(graph, isWanted))) return;
    network.graph = graph;
    drawNetwork(graph);
});
rove(byId("network-chart"), ".node");
byId("network-chart").addEventListener("click", event => {
    const node = event.target.closest(".node");
    if (node) toggleEntity(Number(node.dataset.key));
});
card.serve(byId("network-chart"), ".node", node => {
    const row = network.view.byEntity.get(Number(node.dataset.key));
    return aboutEntity(row.entity, say("articles", {n: row.articles}));
});
byId("network-size").addEventListener("change", event => {
    network.size = Number(event.target.value);
    drawNetworkPicture(network.view);
});
onResize(byId("network-chart"), () => network.graph && drawNetwork(network.graph));
for (const button of document.querySelectorAll("[data-network]")) button.addEventListener("click", () => network.zoom?.[button.dataset.network]());

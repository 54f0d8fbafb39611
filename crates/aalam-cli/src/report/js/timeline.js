// Articles by day, week, month or year, whichever fits the span; with two or more entities selected, a line for each of them.

const timeline = (() => {
    if (!firstDay) return null;
    const first = parseDay(firstDay);
    const last = parseDay(lastDay);
    const span = (last - first) / 86400e3 + 1;
    const [unit, interval] = span <= 92 ? ["day", d3.utcDay] : span <= 900 ? ["week", d3.utcMonday] : span <= 5500 ? ["month", d3.utcMonth] : ["year", d3.utcYear];
    const bins = interval.range(interval.floor(first), d3.utcDay.offset(last, 1)).map(start => {
        const end = d3.utcDay.offset(interval.offset(start, 1), -1);
        return {start, end, from: isoDay(start), to: isoDay(end)};
    });
    const binOf = new Map();
    const index = day => {
        if (!binOf.has(day)) binOf.set(day, Math.min(bins.length - 1, interval.count(interval.floor(first), interval.floor(parseDay(day)))));
        return binOf.get(day);
    };
    const label = ({start, from, to}) => {
        if (unit === "day") return formatDay(start);
        if (unit === "week") return say("weekOf", {day: formatDay(start)});
        return formatDay(start, unit === "month" ? "month" : "year");
    };
    return {unit, bins, index, label};
})();

/** How many of some articles lie in each bin. */
function countByBin(some) {
    const counts = new Array(timeline.bins.length).fill(0);
    for (const article of some) if (article.day) counts[timeline.index(article.day)]++;
    return counts;
}

/** At most about `count` bins that have their dates on the axis: weeks by their first day, others at round places of the calendar; with the year
 *  where it is new. */
function axisDates(count) {
    const {bins, unit} = timeline;
    const isByBin = unit === "week" || bins.length < 3;
    const every = Math.ceil(bins.length / Math.max(1, count));
    let year = "";
    // Hours and the like are finer than anything here.
    const ticks = isByBin ? bins.filter((_, at) => at % every === 0).map(bin => bin.start)
        : d3.utcTicks(bins[0].start, bins.at(-1).end, count).filter(tick => +d3.utcDay.floor(tick) === +tick);
    let last = -Infinity;
    return ticks.flatMap(tick => {
        const at = timeline.index(isoDay(tick));
        if (at - last < bins.length / count * 0.8) return [];
        last = at;
        const ownYear = formatDay(tick, "year");
        const isNew = ownYear !== year;
        year = ownYear;
        const [month, day] = [tick.getUTCMonth(), tick.getUTCDate()];
        const words = !isByBin && month === 0 && day === 1 ? ownYear : formatDay(tick, !isByBin && day === 1 ? "shortMonth" : "shortDay") + (isNew ? ` ${ownYear}` : "");
        return [{at, words}];
    });
}

function drawTimeline() {
    const {bins, label} = timeline;
    const box = byId("timeline-chart");
    const width = Math.max(280, box.clientWidth);
    const [height, top, bottom, start, end] = [190, 12, 26, 40, 8];
    const background = passing({days: true, entities: true});
    const all = countByBin(background);
    const own = countByBin(passing({days: true}));
    const selected = countByBin(passing());
    const lines = state.entities.length < 2 ? [] : state.entities.slice(0, 5).map(index =>
        ({entity: entities[index], counts: countByBin(background.filter(article => article.entities.has(index)))}));
    const x = d3.scaleLinear([0, bins.length], RTL ? [width - start, end] : [start, width - end]);
    timeline.binAt = place => Math.max(0, Math.min(bins.length - 1, Math.floor(x.invert(place * width))));
    // Few selected articles among many stay visible: the pale bars may then reach out of the picture.
    const most = Math.max(1, ...own, ...lines.flatMap(({counts}) => counts));
    const y = d3.scaleLinear([0, Math.min(Math.max(1, ...all), most * 4)], [height - bottom, top]).nice(4);
    const step = Math.abs(x(1) - x(0));
    const gap = step > 6 ? 1.5 : step > 3 ? 0.5 : 0;
    const inRange = bin => (!state.from || bin.to >= state.from) && (!state.to || bin.from <= state.to);
    const bar = (count, at, kind) => {
        const tip = Math.max(0, y(count));
        return count > 0 && svg("rect", {
            class: kind, x: Math.min(x(at), x(at + 1)) + gap / 2, y: tip, width: Math.max(1, step - gap), height: y(0) - tip, rx: step > 8 ? 1.5 : 0,
        });
    };
    const ticks = y.ticks(4).filter(Number.isInteger).map(value => svg("g", {class: "tick"},
        svg("line", {x1: RTL ? end : start, x2: RTL ? width - start : width - end, y1: y(value), y2: y(value)}),
        svg("text", {x: RTL ? width - start + 6 : start - 6, y: y(value), dy: "0.32em", "text-anchor": "end", direction: "ltr",
            ...(RTL && {"text-anchor": "start"})}, number(value))));
    const dates = axisDates(Math.floor((width - start) / 80)).map(({at, words}) => {
        const middle = Math.max(34, Math.min(width - 34, x(at + 0.5)));
        return svg("text", {x: middle, y: height - 8, "text-anchor": "middle", direction: RTL ? "rtl" : "ltr"}, words);
    });
    const curve = d3.line().x((_, at) => x(at + 0.5)).y(count => y(count));
    const dots = (counts, line) => (step < 8 ? [] : counts.map((count, at) => svg("circle", {class: `line line${line}`, cx: x(at + 0.5), cy: y(count), r: 2.4})));
    const targets = bins.map((bin, at) => svg("rect", {
        class: "target", x: Math.min(x(at), x(at + 1)), y: top, width: step, height: height - bottom - top, role: "button", tabindex: "-1",
        "data-key": at, "aria-pressed": String(state.from === bin.from && state.to === bin.to),
        "aria-label": say("binLabel", {day: label(bin), n: own[at], all: all[at]}),
    }));
    const drawn = svg("svg", {viewBox: `0 0 ${width} ${height}`, width, height, role: "group", "aria-label": say("timelineLabel")},
        svg("g", {"aria-hidden": "true"},
            ...ticks,
            ...bins.flatMap((bin, at) => [bar(all[at], at, "all"), bar(own[at], at, inRange(bin) ? "own" : "own outside")]),
            ...lines.flatMap(({counts}, at) => [svg("path", {class: `line line${at}`, d: curve(counts)}), ...dots(counts, at)]),
            ...dates),
        ...targets);
    keepFocus(box, () => box.replaceChildren(drawn));
    if (!box.querySelector('.target[tabindex="0"]')) targets[0].setAttribute("tabindex", "0");
    byId("timeline-legend").replaceChildren(...lines.map(({entity}, at) =>
        el("li", {}, svg("svg", {width: 26, height: 10, "aria-hidden": "true"}, svg("path", {class: `line line${at}`, d: "M0 5H26"})), " ", mainNameElement(entity))));
    const rows = bins.map((bin, at) => [bin, at]).filter(([, at]) => all[at] > 0);
    byId("timeline-rows").replaceChildren(...rows.map(([bin, at]) =>
        el("tr", {}, el("th", {scope: "row"}, label(bin)), el("td", {class: "number"}, number(selected[at])), el("td", {class: "number"}, number(all[at])))));
}

if (timeline) {
    byId("timeline").hidden = false;
    byId("timeline-note").textContent = say(`timelineBy_${timeline.unit}`);
    const box = byId("timeline-chart");
    rove(box, ".target");
    card.serve(box, ".target", target => [el("span", {}, target.getAttribute("aria-label"))]);
    // A click takes one bin, a drag the bins from the first to the last.
    let from = null;
    /** The bin below or nearest to the pointer. */
    const binAt = event => {
        const {left, width} = box.querySelector("svg").getBoundingClientRect();
        return timeline.binAt((event.clientX - left) / width);
    };
    const end = () => {
        from = null;
        paint(0);
    };
    const paint = to => box.querySelectorAll(".target").forEach((target, at) =>
        target.classList.toggle("dragged", from !== null && at >= Math.min(from, to) && at <= Math.max(from, to)));
    box.addEventListener("pointerdown", event => {
        if (event.button === 0 && event.target.closest(".target")) from = binAt(event);
    });
    box.addEventListener("pointermove", event => {
        if (from !== null) paint(binAt(event));
    });
    addEventListener("pointerup", event => {
        if (from === null) return;
        const to = binAt(event);
        // A click on the bin itself comes as such.
        if (to !== from || !event.target.closest?.("#timeline-chart .target")) {
            const [one, other] = [Math.min(from, to), Math.max(from, to)];
            toggleDays(timeline.bins[one].from, timeline.bins[other].to);
        }
        end();
    });
    addEventListener("pointercancel", end);
    box.addEventListener("click", event => {
        const target = event.target.closest(".target");
        if (!target) return;
        const bin = timeline.bins[Number(target.dataset.key)];
        toggleDays(bin.from, bin.to);
    });
    part(drawTimeline);
    onResize(box, drawTimeline);
} else {
    document.querySelector('nav [data-jump="timeline"]').closest("li").remove();
}

// The figures of the header, and mentions by type.

function drawHeader() {
    const figure = (n, key) => el("div", {}, el("dt", {}, say(key, {n})), el("dd", {}, number(n)));
    const mentions = entities.reduce((sum, entity) => sum + entity.mentions, 0);
    byId("figures").replaceChildren(...[
        figure(corpus.files, "figureFiles"),
        figure(articles.length, "figureArticles"),
        figure(mentions, "figureMentions"),
        figure(entities.length, "figureEntities"),
        corpus.faults > 0 && el("div", {class: "faults"}, el("dt", {}, say("figureFaults", {n: corpus.faults})), el("dd", {}, number(corpus.faults))),
    ].filter(Boolean));
    const dated = days.length;
    byId("span").textContent = !firstDay ? say("spanNone")
        : (firstDay === lastDay ? formatDay(parseDay(firstDay))
            : say("daysBetween", {from: formatDay(parseDay(firstDay)), to: formatDay(parseDay(lastDay))}))
            + (dated < articles.length ? say("spanUndated", {n: articles.length - dated}) : "");
}

part(function drawTypes(view) {
    const most = Math.max(1, ...Object.values(view.byType));
    const there = TYPES.filter(type => mentionedTypes.has(type));
    keepFocus(byId("types"), () => byId("types").replaceChildren(...there.map(type => {
        const n = view.byType[type];
        return el("li", {}, el("button", {
            type: "button", class: `type ${type}`, "data-key": type, "aria-pressed": String(state.types.includes(type)),
            "--share": `${(100 * n) / most}%`, onclick: () => toggleType(type),
        },
        el("span", {class: `sample ${type}`}, say(`type${type}`)), " ",
        el("span", {class: "count"}, number(n)), " ",
        el("span", {class: "visually-hidden"}, say("mentionsOnly", {n})),
        el("span", {class: "bar", "aria-hidden": "true"})));
    })));
});

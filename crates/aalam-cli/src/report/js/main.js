// Begins.

function jump(id) {
    const heading = byId(`${id}-heading`);
    heading.setAttribute("tabindex", "-1");
    heading.focus({preventScroll: true});
    byId(id).scrollIntoView({behavior: matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth"});
}
// The hash belongs to the filters: links inside the page jump without it.
for (const link of document.querySelectorAll("[data-jump]")) {
    link.addEventListener("click", event => {
        event.preventDefault();
        jump(link.dataset.jump);
    });
}
const follow = () => {
    state = decode(location.hash);
    refresh();
};
addEventListener("hashchange", follow);

indexArticles().then(() => {
    state = decode(location.hash);
    drawHeader();
    return refresh();
}).then(() => {
    document.documentElement.dataset.ready = "true";
    performance.mark("aalam-ready");
    foldAhead();
});

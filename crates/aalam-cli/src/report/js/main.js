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
    // What was typed belongs to the page that was left.
    clearTimeout(typing);
    searchBox.value = state.q;
    refresh();
};
addEventListener("hashchange", follow);

// What is jumped to is not hidden by the bar where that stays in view.
const bar = byId("filters");
const keepClear = () => {
    const height = getComputedStyle(bar).position === "sticky" ? bar.offsetHeight : 0;
    document.documentElement.style.scrollPaddingTop = `${height + 16}px`;
};
new ResizeObserver(keepClear).observe(bar);
addEventListener("resize", keepClear);

indexArticles().then(() => {
    state = decode(location.hash);
    drawHeader();
    return refresh();
}).then(() => {
    document.documentElement.dataset.ready = "true";
    performance.mark("aalam-ready");
    foldAhead();
});

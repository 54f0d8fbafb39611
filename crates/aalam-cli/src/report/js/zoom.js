// Zooming and moving of the network and the map.

/**
 * Lets `drawing` be zoomed and its `stage` be moved; `scaled(k)` is told the scale when it changes. The wheel zooms with Ctrl only and one
 * finger scrolls the page, so that nobody is caught in a picture on the way down.
 */
function zoomable(drawing, stage, extent, start, scaled, moved = () => {}) {
    let scale = 0;
    const behaviour = d3.zoom().scaleExtent(extent)
        .filter(event => (event.type === "wheel" ? event.ctrlKey || event.metaKey : event.type === "touchstart" ? event.touches.length > 1 : !event.button && event.type !== "dblclick"))
        .on("zoom", ({transform}) => {
            stage.setAttribute("transform", transform);
            if (transform.k !== scale) scaled((scale = transform.k));
            moved(transform);
        });
    const {width, height} = drawing.viewBox.baseVal;
    behaviour.extent([[0, 0], [width, height]]);
    const selection = d3.select(drawing).call(behaviour);
    const to = transform => selection.call(behaviour.transform, transform);
    to(start);
    return {
        to,
        in: () => selection.call(behaviour.scaleBy, 1.5),
        out: () => selection.call(behaviour.scaleBy, 1 / 1.5),
        all: () => to(start),
        scale: () => scale,
    };
}

/** Whether two boxes (left, top, right, bottom) have room in common. */
const overlap = (a, b) => a[0] < b[2] && a[2] > b[0] && a[1] < b[3] && a[3] > b[1];

/** Calls `draw` when the width of `box` has changed and stayed so for a moment. */
function onResize(box, draw) {
    let width = null;
    let timer = 0;
    new ResizeObserver(([{contentRect}]) => {
        const before = width;
        width = Math.round(contentRect.width);
        if (before === null || before === width || width === 0) return;
        clearTimeout(timer);
        timer = setTimeout(draw, 120);
    }).observe(box);
}

// Making elements. Data reaches the page as text nodes and attributes only, never as markup.

const byId = id => document.getElementById(id);

function fill(element, attributes, children) {
    for (const [name, value] of Object.entries(attributes)) {
        if (value === undefined || value === null || value === false) continue;
        if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
        else if (name.startsWith("--")) element.style.setProperty(name, value);
        else element.setAttribute(name, value === true ? "" : value);
    }
    element.append(...children.flat().filter(child => child !== undefined && child !== null && child !== false));
    return element;
}

/** An HTML element; `onclick` and the like listen, `--name` sets a custom property. */
const el = (tag, attributes = {}, ...children) => fill(document.createElement(tag), attributes, children);
/** An SVG element. */
const svg = (tag, attributes = {}, ...children) =>
    fill(document.createElementNS("http://www.w3.org/2000/svg", tag), attributes, children);

const arabic = (text, attributes = {}) => el("span", {lang: "ar", dir: "rtl", ...attributes}, text);
const english = (text, attributes = {}) => el("span", {lang: "en", dir: "ltr", ...attributes}, text);

/** An entity's or a country's name in the page's language, with its country where two have the name; and the other name if there is one. */
function mainName(thing) {
    const lang = LANG === "ar" || !thing.en ? "ar" : "en";
    return thing.beside ? `${thing[lang]} (${thing.beside[lang]})` : thing[lang];
}
const mainNameElement = (thing, attributes) =>
    (LANG === "ar" || !thing.en ? arabic(mainName(thing), attributes) : english(mainName(thing), attributes));
function otherNameElement(thing) {
    if (!thing.en || thing.en === thing.ar) return null;
    return LANG === "ar" ? english(thing.en, {class: "other"}) : arabic(thing.ar, {class: "other"});
}

/** Runs `work` after the browser has had a turn. */
const later = (() => {
    const channel = new MessageChannel();
    const waiting = [];
    channel.port1.onmessage = () => waiting.shift()();
    return work => {
        waiting.push(work);
        channel.port2.postMessage(null);
    };
})();
/** What is printed is drawn without a turn for anybody: the browser waits for no more than the event. */
let isPrinting = false;
addEventListener("beforeprint", () => (isPrinting = true));
addEventListener("afterprint", () => (isPrinting = false));
const turn = () => (isPrinting ? Promise.resolve() : new Promise(later));

/** Milliseconds that a piece of work may take before the browser has its turn. */
const SLICE = 8;

/** A function that gives the browser its turn when a slice of time is used up. */
function slicer() {
    let start = performance.now();
    return async () => {
        if (isPrinting || performance.now() - start < SLICE) return;
        await turn();
        start = performance.now();
    };
}

/** One tab stop for many elements: arrow keys, Home and End move among those that match `selector`. */
function rove(container, selector) {
    const all = () => [...container.querySelectorAll(selector)];
    container.addEventListener("keydown", event => {
        const items = all();
        const here = items.indexOf(event.target);
        if (here < 0 || event.ctrlKey || event.metaKey || event.altKey) return;
        const inline = RTL || container.dir === "rtl" ? -1 : 1;
        const steps = {ArrowDown: 1, ArrowUp: -1, ArrowRight: inline, ArrowLeft: -inline, Home: -here, End: items.length - 1 - here};
        if (event.key in steps) {
            const next = items[Math.max(0, Math.min(items.length - 1, here + steps[event.key]))];
            event.target.setAttribute("tabindex", "-1");
            next.setAttribute("tabindex", "0");
            next.focus();
            event.preventDefault();
        } else if ((event.key === "Enter" || event.key === " ") && !(event.target instanceof HTMLElement)) {
            // Elements of SVG are no buttons by themselves.
            event.target.dispatchEvent(new MouseEvent("click", {bubbles: true}));
            event.preventDefault();
        }
    });
    return () => all().forEach((item, index) => item.setAttribute("tabindex", index === 0 ? "0" : "-1"));
}

/** Redraws a part and puts the focus back on what stands for the same thing: elements are known by `data-key`. Where it is gone, the focus goes
 *  to what has its place, or to the heading: never back to the top of the page. */
function keepFocus(container, draw) {
    const keyed = () => [...container.querySelectorAll("[data-key]")];
    const key = container.contains(document.activeElement) ? document.activeElement.dataset.key : undefined;
    const place = key === undefined ? -1 : keyed().indexOf(document.activeElement);
    draw();
    if (key === undefined) return;
    const now = keyed();
    const again = now.find(element => element.dataset.key === key) ?? now[Math.min(place, now.length - 1)];
    if (!again) {
        const heading = container.closest("section")?.querySelector("h2");
        heading?.setAttribute("tabindex", "-1");
        return heading?.focus({preventScroll: true});
    }
    if (again.getAttribute("tabindex") === "-1") {
        container.querySelector('[data-key][tabindex="0"]')?.setAttribute("tabindex", "-1");
        again.setAttribute("tabindex", "0");
    }
    again.focus({preventScroll: true});
}

/** The card that tells about what the pointer or the focus is on. It stays while the pointer is on it; Escape closes it. */
const card = (() => {
    const box = byId("card");
    let owner = null;
    let ownerTop = 0;
    let timer = 0;
    const hide = () => {
        clearTimeout(timer);
        owner?.removeAttribute("aria-describedby");
        owner = null;
        box.hidden = true;
    };
    const show = (element, children) => {
        hide();
        owner = element;
        element.setAttribute("aria-describedby", "card");
        box.replaceChildren(...children.flat().filter(Boolean));
        box.hidden = false;
        const around = element.getBoundingClientRect();
        ownerTop = around.top;
        const {width, height} = box.getBoundingClientRect();
        const left = Math.max(8, Math.min(around.left + around.width / 2 - width / 2, document.documentElement.clientWidth - width - 8));
        const below = around.bottom + 6 + height < innerHeight;
        box.style.left = `${left}px`;
        box.style.top = `${below ? around.bottom + 6 : Math.max(8, around.top - height - 6)}px`;
    };
    /** Shows `about(element)` for elements of `container` that match `selector`. */
    const serve = (container, selector, about) => {
        container.addEventListener("pointerover", event => {
            const element = event.target.closest(selector);
            if (!element || event.pointerType === "touch") return;
            clearTimeout(timer);
            if (element !== owner) timer = setTimeout(() => element.isConnected && show(element, about(element)), 120);
        });
        container.addEventListener("pointerout", event => {
            if (!event.target.closest(selector)) return;
            clearTimeout(timer);
            timer = setTimeout(hide, 200);
        });
        container.addEventListener("focusin", event => {
            const element = event.target.closest(selector);
            if (element && element.matches(":focus-visible")) show(element, about(element));
        });
        container.addEventListener("focusout", hide);
    };
    box.addEventListener("pointerenter", () => clearTimeout(timer));
    box.addEventListener("pointerleave", hide);
    addEventListener("keydown", event => event.key === "Escape" && hide());
    // It does not follow its owner: where that moves, the card goes.
    addEventListener("scroll", () => owner && Math.abs(owner.getBoundingClientRect().top - ownerTop) > 2 && hide(), {passive: true, capture: true});
    return {serve, hide};
})();

/** What the card says of an entity. */
function aboutEntity(entity, extra) {
    // Kinds within a type have English words only.
    const facts = [say(`type${entity.type}`), LANG === "en" && entity.sub, entity.iso, entity.wd].filter(Boolean).join(" · ");
    return [
        el("b", {}, mainNameElement(entity)),
        otherNameElement(entity),
        el("span", {class: "facts"}, el("span", {class: `dot ${entity.type}`}), ` ${facts}`),
        el("code", {dir: "ltr"}, entity.id),
        extra && el("span", {class: "facts"}, extra),
    ];
}

// The page's own words: from the table of its language, with plurals, numbers and days.

// What needs scripts is shown from here on.
document.documentElement.dataset.script = "runs";

const LANG = document.documentElement.lang;
const RTL = document.documentElement.dir === "rtl";
// Digits are those of ids, dates and most Arabic news sites.
const LOCALE = LANG === "ar" ? "ar-u-nu-latn-ca-gregory" : "en-GB";
const WORDS = JSON.parse(document.getElementById("words").textContent);
const plurals = new Intl.PluralRules(LANG);
const numbers = new Intl.NumberFormat(LOCALE);
const formats = {
    day: new Intl.DateTimeFormat(LOCALE, {timeZone: "UTC", day: "numeric", month: "long", year: "numeric"}),
    month: new Intl.DateTimeFormat(LOCALE, {timeZone: "UTC", month: "long", year: "numeric"}),
    year: new Intl.DateTimeFormat(LOCALE, {timeZone: "UTC", year: "numeric"}),
    shortDay: new Intl.DateTimeFormat(LOCALE, {timeZone: "UTC", day: "numeric", month: "short"}),
    shortMonth: new Intl.DateTimeFormat(LOCALE, {timeZone: "UTC", month: "short"}),
};

const number = value => numbers.format(value);

/** The words for `key`, `{name}` replaced by `values.name`; a plural is chosen by `values.n`. */
function say(key, values = {}) {
    let words = WORDS[key];
    if (typeof words === "object") words = words[values.n === 0 && words.zero ? "zero" : plurals.select(values.n)] ?? words.other;
    return words.replace(/\{(\w+)\}/g, (_, name) => (typeof values[name] === "number" ? number(values[name]) : values[name]));
}

/** Days are dates at midnight UTC. */
const parseDay = text => new Date(`${text}T00:00:00Z`);
const formatDay = (date, style = "day") => formats[style].format(date);
const isoDay = date => date.toISOString().slice(0, 10);

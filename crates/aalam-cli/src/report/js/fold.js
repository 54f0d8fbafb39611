// Search compares letters as the recognizer does: the folds of docs/language.md, levels A to C, and Latin letters without case and accents.

/** Code unit to code unit; 0 drops it, EXPANDS means that it stands for several letters. */
const EXPANDS = 0xffff;
const FOLDED = (() => {
    const table = new Uint16Array(0x10000);
    for (let code = 0; code < table.length; code++) table[code] = code;
    const range = (from, to, value) => table.fill(value, from, to + 1);
    const same = (letters, letter) => {
        for (const one of letters) table[one.charCodeAt(0)] = letter.charCodeAt(0);
    };
    const plain = (from, to) => {
        for (let code = from; code <= to; code++) {
            const letter = String.fromCharCode(code).toLowerCase().normalize("NFD").replace(/[\u0300-\u036f]/g, "");
            if (letter.length === 1) table[code] = letter.charCodeAt(0);
        }
    };
    plain(0x41, 0x58f);
    plain(0x1e00, 0x1eff);
    same("ı", "i");
    range(0x0300, 0x036f, 0);
    // Vowel marks and Quranic signs, tatweel, zero-width and bidirectional controls, hamza alone.
    for (const [from, to] of [
        [0x0610, 0x061a], [0x061c, 0x061c], [0x0621, 0x0621], [0x0640, 0x0640], [0x064b, 0x065f], [0x0670, 0x0670],
        [0x06d6, 0x06dc], [0x06df, 0x06e8], [0x06ea, 0x06ed], [0x08d3, 0x08ff], [0x200b, 0x200f], [0x202a, 0x202e],
        [0x2060, 0x2069], [0xfeff, 0xfeff],
    ]) range(from, to, 0);
    // White space of every kind, so that a line break does not part two words of a name.
    for (const code of [0x09, 0x0a, 0x0b, 0x0c, 0x0d, 0xa0, 0x2028, 0x2029, 0x202f, 0x3000]) table[code] = 0x20;
    range(0x2000, 0x200a, 0x20);
    range(0xfb50, 0xfdff, EXPANDS);
    range(0xfe70, 0xfefc, EXPANDS);
    same("أإآٱ", "ا");
    same("ىیےئ", "ي");
    same("ةھہە", "ه");
    same("ک", "ك");
    same("پ", "ب");
    same("ڤڥ", "ف");
    same("ژ", "ز");
    same("چ", "ج");
    same("گڭ", "غ");
    same("ؤ", "و");
    for (let digit = 0; digit < 10; digit++) table[0x660 + digit] = table[0x6f0 + digit] = 0x30 + digit;
    return table;
})();

/** The letters of `text` as search compares them. With `places`, an array, also where in `text` each of them stands. */
function fold(text, places) {
    const out = new Uint16Array(text.length + 32);
    let units = out;
    let length = 0;
    const push = (code, at) => {
        // White space is one space, however much of it there is.
        if (code === 0x20 && length > 0 && units[length - 1] === 0x20) return;
        if (length === units.length) {
            const longer = new Uint16Array(length * 2);
            longer.set(units);
            units = longer;
        }
        units[length++] = code;
        places?.push(at);
    };
    for (let at = 0; at < text.length; at++) {
        const folded = FOLDED[text.charCodeAt(at)];
        if (folded === EXPANDS) {
            for (const letter of text[at].normalize("NFKC")) {
                const code = FOLDED[letter.charCodeAt(0)];
                if (code !== 0 && code !== EXPANDS) push(code, at);
            }
        } else if (folded !== 0) push(folded, at);
    }
    let folded = "";
    // Arguments of a call are limited: a text goes in pieces.
    for (let at = 0; at < length; at += 8192) folded += String.fromCharCode.apply(null, units.subarray(at, Math.min(length, at + 8192)));
    return folded;
}

/** Where a folded term stands in a folded text, from `from` on; -1 if nowhere. Arabic words are found inside of longer ones, because proclitics
 *  are written together with them; Latin words and numbers at their beginning only: Oman is not in Romania. */
const WESTERN = /[\p{Script=Latin}\p{Nd}]/u;
function findTerm(folded, term, from = 0) {
    const isWestern = WESTERN.test(term[0]);
    let at = folded.indexOf(term, from);
    while (isWestern && at > 0 && WESTERN.test(folded[at - 1])) at = folded.indexOf(term, at + 1);
    return at;
}

/** A folded Arabic word without what may stand before a name in one word with it: و or ف, then ب, ل or ك; لل is ل with ال. */
function withoutProclitics(term) {
    const rests = [];
    const strip = (rest, letters) => {
        if (!letters.includes(rest[0])) return null;
        const left = rest.startsWith("لل") && letters.includes("ل") ? `ا${rest.slice(1)}` : rest.slice(1);
        if (left.replace(/^ال/, "").length < 3) return null;
        rests.push(left);
        return left;
    };
    strip(strip(term, "وف") ?? term, "بلك");
    return rests;
}

/** What a query asks for: folded words, and phrases in quotes; an article must hold all of them. */
function termsOf(query) {
    const parts = query.match(/["“”«][^"“”»]*["“”»]?|[^\s"“”«»]+/g) ?? [];
    const terms = parts.map(part => fold(part.replace(/["“”«»]/g, "")).trim()).filter(Boolean);
    return [...new Set(terms)];
}

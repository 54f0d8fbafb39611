// Makes the generated files of `aalam report`: in crates/aalam-cli/src/report/ `libraries.js`, the modules of D3 and TopoJSON that the page
// uses in one minified file with their licences on top, and `world.json`, the shapes of countries; in crates/aalam-cli/ NOTICE.md.
//
// Versions are pinned in report_assets/package-lock.json, so that the files come out the same byte for byte.
// Usage: node scripts/report_assets.mjs [--check]     (--check writes nothing and fails where a committed file differs)

import {execFileSync} from "node:child_process";
import {copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync} from "node:fs";
import {createRequire} from "node:module";
import {dirname, join} from "node:path";
import {fileURLToPath} from "node:url";

const scripts = dirname(fileURLToPath(import.meta.url));
const output = join(scripts, "../crates/aalam-cli/src/report");
const work = join(scripts, "../target/report-assets");

mkdirSync(work, {recursive: true});
for (const name of ["package.json", "package-lock.json", ".npmrc", "libraries.mjs"])
    copyFileSync(join(scripts, "report_assets", name), join(work, name));
execFileSync("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--silent"], {cwd: work, stdio: "inherit"});
const require = createRequire(join(work, "package.json"));

/** The bundle, with the name, version and licence of every package in it. */
async function libraries() {
    const esbuild = require("esbuild");
    const built = await esbuild.build({
        absWorkingDir: work,
        entryPoints: ["libraries.mjs"],
        bundle: true,
        minify: true,
        format: "iife",
        globalName: "d3",
        target: "es2020",
        charset: "utf8",
        legalComments: "none",
        metafile: true,
        write: false,
    });
    const used = Object.keys(built.metafile.inputs).map(path => path.match(/node_modules\/([^/]+)\//)?.[1]);
    const packages = [...new Set(used.filter(Boolean))].sort();
    const notices = licences(packages).map(([names, text]) => `${names}\n\n${text}`);
    const banner = `/*! Made by scripts/report_assets.mjs; holds:\n\n${notices.join("\n\n---\n\n")}\n*/\n`;
    const code = built.outputFiles[0].text;
    if (/<\/script|<!--/i.test(banner + code)) throw new Error("the bundle would end the script element it is put in");
    return {code: banner + code, packages};
}

/** The licences of packages: names with versions, and the text that they share. */
function licences(packages) {
    const byText = new Map();
    for (const name of packages) {
        const folder = join(work, "node_modules", name);
        const {version} = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
        const file = ["LICENSE", "LICENSE.md", "LICENSE.txt"].map(file => join(folder, file)).find(existsSync);
        const text = readFileSync(file, "utf8").trim().replaceAll("*/", "* /").replace(/[ \t]+$/gm, "");
        byText.set(text, [...(byText.get(text) ?? []), `${name} ${version}`]);
    }
    return [...byText].map(([text, names]) => [names.join(", "), text]);
}

function notice(packages) {
    const sections = licences([...packages, "world-atlas"]).map(([names, text]) => `## ${names}\n\n\`\`\`text\n${text}\n\`\`\`\n`);
    return `# Notices

This crate is under MIT or Apache-2.0. The page that \`aalam report\` writes, and so programs and wheels that hold this crate, also contain the npm
packages below; \`scripts/report_assets.mjs\` bundles them and writes this file. The shapes of countries in \`world-atlas\` are from Natural Earth,
which is in the public domain.

${sections.join("\n")}`;
}

/** Areas that Natural Earth draws apart and that have no code of ISO 3166: they belong to the shape of this code. */
const WITHOUT_CODE = {Kosovo: "XK", Somaliland: "SO", "N. Cyprus": "CY"};
/** How many of the points of the shapes are kept: coasts stay recognisable when the map is enlarged to a region. */
const KEPT = 0.2;
/** Left out: a continent without a state, and what has no code and no name in the news. */
const LEFT_OUT = new Set(["Antarctica", "Siachen Glacier", "Indian Ocean Ter."]);

/** Shapes by ISO 3166 code, each with a point for its label; states that the coarse file leaves out have a point only. */
function world() {
    const {feature, mergeArcs, quantize} = require("topojson-client");
    const {presimplify, quantile, simplify} = require("topojson-simplify");
    const {numericToAlpha2} = require("i18n-iso-countries");
    const {geoArea, geoCentroid} = require("d3-geo");
    const codeOf = shape => WITHOUT_CODE[shape.properties.name] ?? (shape.id && numericToAlpha2(shape.id));
    const grouped = topology => {
        const groups = new Map();
        for (const shape of topology.objects.countries.geometries) {
            if (LEFT_OUT.has(shape.properties.name)) continue;
            const code = codeOf(shape);
            if (code) groups.set(code, [...(groups.get(code) ?? []), shape]);
        }
        return new Map([...groups].sort(([a], [b]) => (a < b ? -1 : 1)));
    };
    /** The middle of the largest polygon: that of all of them may lie in the sea. */
    const labelPoint = shapeFeature => {
        const {type, coordinates} = shapeFeature.geometry;
        const polygons = (type === "Polygon" ? [coordinates] : coordinates).map(rings => ({type: "Polygon", coordinates: rings}));
        const largest = polygons.reduce((a, b) => (geoArea(b) > geoArea(a) ? b : a));
        return geoCentroid(largest).map(degrees => Math.round(degrees * 100) / 100);
    };

    const fine = require("world-atlas/countries-10m.json");
    const points = {};
    for (const [code, shapes] of grouped(fine)) points[code] = labelPoint(feature(fine, shapes[0]));

    const coarse = require("world-atlas/countries-50m.json");
    const geometries = [...grouped(coarse)].map(([code, shapes]) => {
        const {type, arcs} = shapes.length > 1 ? mergeArcs(coarse, shapes) : shapes[0];
        return {type, arcs, id: code};
    });
    const collection = {...coarse, objects: {countries: {type: "GeometryCollection", geometries}}};
    const weighed = presimplify(collection);
    const simple = quantize(simplify(weighed, quantile(weighed, KEPT)), 1e4);
    delete simple.bbox;
    return JSON.stringify({shapes: prune(simple), points}) + "\n";
}

/** Drops rings that simplification left without an area, and the arcs that nothing refers to any more. */
function prune(topology) {
    const flat = ring => ring.every(index => topology.arcs[index < 0 ? ~index : index].length < 4) && ring.length === 1;
    const numbers = new Map();
    const arcs = [];
    const renumber = index => {
        const own = index < 0 ? ~index : index;
        if (!numbers.has(own)) {
            numbers.set(own, arcs.length);
            arcs.push(topology.arcs[own]);
        }
        return index < 0 ? ~numbers.get(own) : numbers.get(own);
    };
    const geometries = topology.objects.countries.geometries.flatMap(({type, arcs: own, id}) => {
        const polygons = (type === "Polygon" ? [own] : own).filter(rings => !flat(rings[0]));
        if (polygons.length === 0) return [];
        const kept = polygons.map(rings => rings.filter(ring => !flat(ring)).map(ring => ring.map(renumber)));
        return kept.length === 1 ? [{type: "Polygon", arcs: kept[0], id}] : [{type: "MultiPolygon", arcs: kept, id}];
    });
    return {type: "Topology", transform: topology.transform, objects: {countries: {type: "GeometryCollection", geometries}}, arcs};
}

const {code, packages} = await libraries();
const made = {"libraries.js": code, "world.json": world(), "../../NOTICE.md": notice(packages)};
let differs = false;
for (const [name, text] of Object.entries(made)) {
    const path = join(output, name);
    const same = existsSync(path) && readFileSync(path, "utf8") === text;
    if (process.argv.includes("--check")) {
        differs ||= !same;
        console.log(`${name}: ${same ? "as committed" : "DIFFERS: run node scripts/report_assets.mjs"}`);
    } else {
        writeFileSync(path, text);
        console.log(`${name}: ${Buffer.byteLength(text)} bytes`);
    }
}
process.exitCode = differs ? 1 : 0;

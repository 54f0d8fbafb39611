// What the page of `aalam report` uses of D3 and TopoJSON; bundled as the global `d3`.
export {forceCollide, forceLink, forceManyBody, forceSimulation, forceX, forceY} from "d3-force";
export {geoNaturalEarth1, geoPath} from "d3-geo";
export {scaleLinear, scaleSqrt} from "d3-scale";
export {pointer, select} from "d3-selection";
export {line} from "d3-shape";
export {utcDay, utcMonday, utcMonth, utcTicks, utcYear} from "d3-time";
export {zoom, zoomIdentity} from "d3-zoom";
export {feature, mesh} from "topojson-client";

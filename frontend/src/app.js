// Everything that runs in the browser. Every page works without it.
import htmx from "htmx.org/dist/htmx.esm.js";
import { asking } from "./asking.js";
import { autosave } from "./autosave.js";
import { copies } from "./copy.js";
import { guards } from "./guards.js";
import { grids } from "./grid.js";
import { settle } from "./stops.js";
import { keying } from "./keying.js";
import { leaving } from "./leave.js";
import { places } from "./place.js";
import { session } from "./session.js";
import { trouble } from "./trouble.js";
import { wall } from "./wall.js";

guards(document);
autosave();
grids();
keying();
leaving();
places(htmx);
copies();
session();
trouble();
wall();
asking();
document.addEventListener("htmx:after:swap", (event) => {
  guards(event.detail?.ctx?.target ?? document);
  settle();
});

// Builds soundings/design/static/built: one style sheet, one script, the fonts, and the licences of what is bundled.
import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import * as esbuild from "esbuild";
import * as sass from "sass";

const here = dirname(fileURLToPath(import.meta.url));
const modules = join(here, "node_modules");
const built = join(here, "..", "soundings", "design", "static", "built");
const fonts = join(modules, "@fontsource-variable", "atkinson-hyperlegible-next");

function styles() {
  const { css } = sass.compile(join(here, "scss", "app.scss"), {
    loadPaths: [modules],
    style: "compressed",
    quietDeps: true,
  });
  writeFileSync(join(built, "app.css"), mirrored(css));
}

// GOV.UK Frontend speaks of left and right. A page that is read from right to left needs the start and the end of a line.
function mirrored(css) {
  const side = { left: "start", right: "end" };
  return css
    .replace(/([{;])(margin|padding|border)-(left|right)(?=[-:])/g, (_, before, what, at) => `${before}${what}-inline-${side[at]}`)
    .replace(/([{;])(left|right):/g, (_, before, at) => `${before}inset-inline-${side[at]}:`)
    .replace(/([{;]text-align:)(left|right)/g, (_, before, at) => before + side[at])
    .replace(/([{;](?:float|clear):)(left|right)/g, (_, before, at) => `${before}inline-${side[at]}`);
}

async function scripts() {
  await esbuild.build({
    entryPoints: [join(here, "src", "app.js")],
    outfile: join(built, "app.js"),
    bundle: true,
    minify: true,
    format: "iife",
    target: "es2021",
    legalComments: "none",
    logLevel: "warning",
  });
}

function copies() {
  mkdirSync(join(built, "fonts"), { recursive: true });
  for (const cut of ["latin-wght-normal", "latin-ext-wght-normal", "latin-wght-italic"]) {
    const name = `atkinson-hyperlegible-next-${cut}.woff2`;
    copyFileSync(join(fonts, "files", name), join(built, "fonts", name));
  }
  copyFileSync(join(fonts, "LICENSE"), join(built, "fonts", "LICENSE"));
  copyFileSync(join(here, "src", "mark.svg"), join(built, "mark.svg"));
}

rmSync(built, { recursive: true, force: true });
mkdirSync(built, { recursive: true });
const started = Date.now();
copies();
styles();
await scripts();
const sizes = ["app.css", "app.js"].map((name) => `${name} ${Math.round(readFileSync(join(built, name)).length / 1024)} KiB`);
console.log(`Built ${sizes.join(", ")} in ${((Date.now() - started) / 1000).toFixed(1)} s`);

// node .ci/snip.mjs FILE.wasm
// Takes out what no page of ours runs and the linker cannot know about: the framework keeps, for every view, a table of
// functions, and among them are those for pages that come to life in pieces (`hydrate_async`) or out of `template!`
// (`hydrate_from_template`). We bring a page to life in one go (frontend/src/lib.rs). Their bodies become traps, and the
// optimiser then drops all that only they used: 6 % of what a visit loads. Needs the names of the functions in the file.
import fs from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";

const file = process.argv[2];
const library = path.resolve("end2end/node_modules/binaryen/index.js");
const { default: binaryen } = await import(pathToFileURL(library).href);

const module = binaryen.readBinary(fs.readFileSync(file));
let taken = 0;
for (let at = 0; at < module.getNumFunctions(); at += 1) {
  const found = module.getFunctionByIndex(at);
  const { name, base } = binaryen.getFunctionInfo(found);
  if (base || !/hydrate_async|hydrate_from_template/.test(name)) continue;
  binaryen.Function.setBody(found, module.unreachable());
  taken += 1;
}
if (taken === 0) {
  console.error(`!! ${file}: none of the functions to take out was found; has the framework renamed them?`);
  process.exit(1);
}
fs.writeFileSync(file, module.emitBinary());

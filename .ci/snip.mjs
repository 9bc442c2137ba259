// node .ci/snip.mjs FILE.wasm
// Takes out what no page of ours runs and the linker cannot know about: for every view the framework keeps a table of
// functions, and one of them is for pages that come to life in pieces. We bring a page to life in one go
// (frontend/src/lib.rs). That function and the future it makes become traps, and the optimiser then drops all that only they
// used. Only these two are touched, by their whole names: functions that came out the same have one body, under one of their
// names, so that a name deeper down may be somebody else's too. Needs the names in the file.
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
  if (base || !/IntoAny>::into_any::hydrate_async::(\{\{closure\}\}::)?h[0-9a-f]{16}$/.test(name)) continue;
  binaryen.Function.setBody(found, module.unreachable());
  taken += 1;
}
if (taken === 0) {
  console.error(`!! ${file}: none of the functions to take out was found; has the framework renamed them?`);
  process.exit(1);
}
fs.writeFileSync(file, module.emitBinary());

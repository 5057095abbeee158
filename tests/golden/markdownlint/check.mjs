// Every golden RCA through markdownlint, with the configuration docs/templates.md gives to teams.
//   node check.mjs SOURCE_DIR
// The layout of `default` is that of the first document this project wrote, byte for byte; the other
// templates are held to the rules it gets off.
import { readdirSync, readFileSync } from "node:fs";
import { lint } from "markdownlint/promise";

const root = process.argv[2];
const folder = `${root}/tests/golden/`;
const names = readdirSync(folder).filter((name) => name.endsWith(".md"));
const config = JSON.parse(readFileSync(`${root}/docs/markdownlint.json`, "utf8"));
const { MD012, MD022, ...strict } = config;

const isDefault = (name) => name.endsWith("-default.md") || !/^(bare|complete|eventful)-/.test(name);
let found = 0;
for (const name of names) {
  const file = folder + name;
  const results = await lint({ files: [file], config: isDefault(name) ? config : strict });
  for (const one of results[file]) {
    console.log(
      `${name}:${one.lineNumber}: ${one.ruleNames[0]} ${one.ruleDescription}`,
      one.errorDetail ?? "",
      one.errorContext ?? "",
    );
    ++found;
  }
}
console.log(`${names.length} documents, ${found} warnings`);
process.exit(found === 0 && names.length > 0 ? 0 : 1);

import { readdirSync } from "node:fs";
import { test } from "uvu";
import { testOnXS } from "./firmware-on-xs";

// the folders below firmware/emulator
const folders = readdirSync("tests/firmware/emulator", { withFileTypes: true }).filter(entry => entry.isDirectory());
await testOnXS(folders.map(({ name }) => `emulator/${name}`));

test.run();

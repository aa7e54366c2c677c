// Writes the comparison with MQTT.js into docs/conformance.md.
import { readFileSync, writeFileSync } from "node:fs";
import { compare, DOCUMENT, withComparison } from "./comparison";

writeFileSync(DOCUMENT, withComparison(readFileSync(DOCUMENT, "utf8"), await compare()));
// MQTT.js keeps timers of clients that were ended.
process.exit(0);

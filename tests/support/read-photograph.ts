// A process of its own, to see how much memory it takes: what can be read on a photograph, and the growth at its peak in bytes.
import { SheetReader } from "../../firmware/sensing/sheet-reader";
import { parseSource } from "../../host-sim/scene/parse-source";
import { nearestText } from "./letters";

const before = process.memoryUsage.rss();
const source = parseSource(process.argv[2]);
const reader = new SheetReader({ width: source.width, height: source.height });
const text = reader.read(source.frame(0)) ? nearestText(reader.pictures) : reader.failure?.message;
const peak = 1024 * process.resourceUsage().maxRSS - before;
process.stdout.write(JSON.stringify({ text, peak }));

// npm run bench: the figures that this repository claims, measured now. Words choose sections (letters, kernels,
// networks, messaging, cluster, page), a number the scenes of the letters (50 for a quick look), --rivals installs what is compared with.
import { clusterSection } from "./cluster-section";
import { kernelsSection } from "./kernels-section";
import { lettersSection } from "./letters-section";
import { messagingSection } from "./messaging-section";
import { networksSection } from "./networks-section";
import { pageSection } from "./page-section";
import { installRivals } from "./rivals/rivals";

const sections = new Map<string, () => void | Promise<void>>([
	["letters", () => lettersSection(scenes)],
	["kernels", () => kernelsSection()],
	["networks", () => networksSection()],
	["messaging", () => messagingSection()],
	["cluster", () => clusterSection()],
	["page", () => pageSection()],
]);

const chosen: string[] = [];
let scenes = 200;
for (const word of process.argv.slice(2))
	if (sections.has(word)) chosen.push(word);
	else if (word === "--rivals") installRivals();
	else if (Number.isInteger(Number(word)) && Number(word) > 0) scenes = Number(word);
	else {
		process.stderr.write(
			`${word} is neither a section (${[...sections.keys()].join(", ")}) nor a number of scenes nor --rivals: npm run bench -- kernels\n`,
		);
		process.exit(2);
	}
for (const [name, run] of sections) if (chosen.length === 0 || chosen.includes(name)) await run();

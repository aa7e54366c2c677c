import { readFileSync } from "node:fs";

/** Folder of the configuration files that docs/fleet.md shows. */
const FOLDER = new URL("../../docs/brokers/", import.meta.url);

/**
 * The text of one of docs/brokers/, with some of its lines put for this machine: ports, folders, no TLS. Lines of that text
 * are told by how they begin, without their indentation; undefined leaves them out. Throws Error where there is none, so that
 * what is documented and what is run cannot drift apart.
 */
export function configuration(file: string, lines: Readonly<Record<string, string | undefined>> = {}): string {
	let text = readFileSync(new URL(file, FOLDER), "utf8").split("\n");
	for (const [beginning, line] of Object.entries(lines)) {
		const isMeant = (found: string): boolean => found.trimStart().startsWith(beginning);
		if (!text.some(isMeant)) throw new Error(`docs/brokers/${file} has no line that begins with ${beginning}`);
		text = text.flatMap(found => (isMeant(found) ? (line === undefined ? [] : [line]) : [found]));
	}
	return text.join("\n");
}

/** Leaves out a section of the text, from the line that begins with `beginning` to the closing bracket at its depth. */
export function withoutSection(text: string, beginning: string): string {
	const lines = text.split("\n");
	const at = lines.findIndex(found => found.trimStart().startsWith(beginning));
	if (at < 0) throw new Error(`no section begins with ${beginning}`);
	let depth = 0;
	let end = at;
	do {
		const line = lines[end];
		depth += line.split("{").length - line.split("}").length;
		end++;
	} while (depth > 0 && end < lines.length);
	lines.splice(at, end - at);
	return lines.join("\n");
}

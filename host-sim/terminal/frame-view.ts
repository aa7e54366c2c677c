import type { FrameRecord } from "../frame-record";
import { costTable } from "./cost-table";
import { countRight, lettersBlock } from "./letters";
import { BLANK, cut, fitting, type Line, type Span, span } from "./line";
import { networkBlock } from "./network";
import { bytes, decibels, duration, energy, hex32, plural } from "./quantity";
import { wrap } from "./wrap";

/** What stays the same while the device runs. */
export interface Setting {
	device: string;
	/** Chip profile. */
	chip: string;
	/** Where the broker is, "mqtt://127.0.0.1:1883". */
	broker: string;
	seed: number;
	/** What goes on just now, "online" or why not. */
	state: string;
	online: boolean;
	/** What a device that sends events saw and spared. */
	watched?: string;
}

/** Counts since the start. */
export interface Totals {
	/** Frames the device reported. */
	frames: number;
	/** Messages the broker acknowledged to the device. */
	acknowledged: number;
	/** Messages a subscriber got. */
	received: number;
	/** Letters as expected, of how many; zero of zero where nothing is known. */
	right: number;
	expected: number;
	/** SPI transactions in which bits were flipped, where the wire is a bad one. */
	damaged?: number;
}

/** The whole picture of `cim start` in a terminal of `width` columns and `height` lines. */
export function frameView(
	setting: Setting,
	record: FrameRecord | undefined,
	totals: Totals,
	width: number,
	height: number,
): Line[] {
	const body = record ? frameLines(record, width) : [[span("  waiting for the first frame", "quiet")]];
	const lines = [heading(setting, width), BLANK, ...body, BLANK, footer(totals, width, record?.result.kind)];
	return fit(lines, height).map(line => cut(line, width));
}

function heading(setting: Setting, width: number): Line {
	const state = setting.online ? span("online", "good") : span(setting.state, "bad");
	const { device, broker, chip, seed, watched } = setting;
	const watch = watched ? [[span(watched)]] : [];
	return fitting(
		[[span(device, "strong")], [state], [span(broker)], [span(`chip ${chip}`)], [span(`seed ${seed}`)], ...watch],
		width,
	);
}

function frameLines(record: FrameRecord, width: number): Line[] {
	const { result } = record;
	if (result.kind !== "letters" && result.kind !== "network")
		return [verdictLine(record, width), BLANK, ...reason(record, width), BLANK, ...wireLines(record, width)];
	return [
		verdictLine(record, width),
		BLANK,
		...verdictBlock(record, width),
		BLANK,
		...costTable({ chip: result.chip, stages: record.stages, simulated: result.seed !== undefined }, width),
		BLANK,
		...wireLines(record, width),
	];
}

function verdictBlock({ result, expected, picture }: FrameRecord, width: number): Line[] {
	const { text, margins, scores } = result;
	if (result.kind === "network") return networkBlock({ text, expected, scores, picture }, width);
	return lettersBlock({ text, margins, expected }, width);
}

/** A network's label and how sure it is. */
function labelLine({ result, expected }: FrameRecord, width: number): Line {
	const { text, margins } = result;
	const isRight = expected === undefined || text === expected;
	const style = text === "?" ? "weak" : isRight ? "good" : "bad";
	const parts: Line[] = [[span(`frame ${result.sequence}`, "accent")], [span(text || "no label", style)]];
	if (expected !== undefined) parts.push([span(isRight ? "right" : `drawn ${expected}`, style)]);
	if (margins.length > 0) parts.push([span(`margin ${margins[0]} codes`)]);
	parts.push([span(`chip energy ${energy(result.chip.energy)}${result.seed === undefined ? "" : " (estimate)"}`)]);
	return fitting(parts, width);
}

function verdictLine(record: FrameRecord, width: number): Line {
	const { result, expected } = record;
	const frame = span(`frame ${result.sequence}`, "accent");
	if (result.kind === "no-sheet") return fitting([[frame], [span("no sheet in view", "weak")]], width);
	if (result.kind === "network") return labelLine(record, width);
	if (result.kind === "fault") return fitting([[frame], [span("fault", "bad")]], width);
	const right = countRight({ text: result.text, margins: result.margins, expected });
	const all = result.text.length;
	const parts: Line[] = [[frame], [span(`score SNR ${decibels(result.snr)}`)]];
	if (right !== undefined) parts.splice(1, 0, [span(`${right} of ${all} right`, right === all ? "good" : "bad")]);
	const origin = result.seed === undefined ? "" : " (estimate)";
	parts.push([span(`chip energy ${energy(result.chip.energy)}${origin}`)]);
	return fitting(parts, width);
}

function reason({ result }: FrameRecord, width: number): Line[] {
	const words = result.fault ? `${result.fault.message} (${result.fault.code})` : "no reason given";
	return wrap(words, Math.max(1, width - 2)).map(line => [span(`  ${line}`)]);
}

function wireLines(record: FrameRecord, width: number): Line[] {
	const { chip, frameHash } = record.result;
	const wire = fitting(
		[
			[
				label("SPI"),
				span(bytes(chip.wireBytes), "strong"),
				span(` carry ${bytes(record.informationBytes)} of information`),
			],
			[span(`${duration(record.wireMicroseconds)} wire`)],
		],
		width,
	);
	const acknowledged = record.acknowledged ? span("acknowledged", "good") : span("not acknowledged yet", "weak");
	const message = fitting(
		[[label("message"), span(bytes(record.messageBytes), "strong")], [span(record.topic)], [acknowledged]],
		width,
	);
	const digest = fitting(
		[
			[label("sha-256"), span(`${record.sha256.slice(0, 16)}…`, "quiet")],
			[span(`frame crc ${hex32(frameHash)}`, "quiet")],
		],
		width,
	);
	if (chip.wireBytes === 0) return [message, digest];
	return [wire, message, digest];
}

function label(text: string): Span {
	return span(`  ${text.padEnd(9)}`, "quiet");
}

function footer(totals: Totals, width: number, kind?: string): Line {
	const { frames, acknowledged, received, right, expected, damaged } = totals;
	const parts: Line[] = [
		[span(plural(frames, "frame"))],
		[span(`${acknowledged} acknowledged`)],
		[span(`${received} received`)],
		[span("Ctrl-C ends", "quiet")],
	];
	if (expected > 0) parts.splice(3, 0, [span(`${right}/${expected}${kind === "network" ? "" : " letters"} right`)]);
	if (damaged !== undefined) parts.splice(2, 1, [span(`${damaged} damaged SPI transactions`, "weak")]);
	return fitting(parts, width);
}

/** Gives up blank lines, the last first, until the view fits; then cuts its end. */
function fit(lines: Line[], height: number): Line[] {
	const short = [...lines];
	while (short.length > height) {
		const blank = short.findLastIndex(line => line.length === 0);
		if (blank < 0) return short.slice(0, Math.max(1, height));
		short.splice(blank, 1);
	}
	return short;
}

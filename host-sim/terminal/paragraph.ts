import type { FrameRecord } from "../frame-record";
import { printable } from "../printable";
import { countRight, WEAK_MARGIN } from "./letters";
import { bytes, decibels, duration } from "./quantity";

/** One frame in a few plain lines, for a pipe or a log file. */
export function frameParagraph(record: FrameRecord): string {
	const { result, stages } = record;
	const message =
		`  message ${bytes(record.messageBytes)} to ${record.topic}, ` +
		`${record.acknowledged ? "acknowledged" : "not acknowledged"}, sha-256 ${record.sha256.slice(0, 16)}`;
	if (result.kind === "network") return `${networkLines(record)}${message}\n`;
	if (result.kind !== "letters") {
		const { fault } = result;
		const words = fault ? `${printable(fault.message, 240)} (${printable(fault.code, 32)})` : result.kind;
		return `frame ${result.sequence}: ${words}\n${message}\n`;
	}
	const right = countRight({ text: result.text, margins: result.margins, expected: record.expected });
	const judged = right === undefined ? "" : `, ${right} of ${result.text.length} right`;
	const rows = printable(result.text, 64).replace(/.{4}(?=.)/g, "$& ");
	const time = result.seed === undefined ? "chip" : "chip (simulated)";
	return [
		`frame ${result.sequence}: ${rows}${judged}, score SNR ${decibels(result.snr)}`,
		`  margins ${Array.from(result.margins, margin => `${margin}${margin < WEAK_MARGIN ? "!" : ""}`).join(" ")}`,
		`  ${time}: program ${duration(result.chip.program)}, multiply ${duration(result.chip.multiply)}; ` +
			`host: capture ${duration(stages.capture)}, sensing ${duration(stages.sensing)}, ` +
			`accelerator ${duration(stages.accelerator)}, decide ${duration(stages.decide)}, publish ${duration(stages.publish)}`,
		`  SPI ${bytes(result.chip.wireBytes)} for ${bytes(record.informationBytes)} of information, ` +
			`${duration(record.wireMicroseconds)} on the wire`,
		`${message}\n`,
	].join("\n");
}

function networkLines({ result, expected, stages, wireMicroseconds, informationBytes }: FrameRecord): string {
	const judged =
		expected === undefined ? "" : result.text === expected ? ", right" : `, drawn ${printable(expected, 8)}`;
	const margin = result.margins.length > 0 ? `, margin ${result.margins[0]} codes` : "";
	const time = result.seed === undefined ? "chip" : "chip (simulated)";
	return [
		`frame ${result.sequence}: ${printable(result.text, 64) || "no label"}${judged}${margin}`,
		result.scores.length <= 16 ? `  scores ${result.scores.join(" ")}` : `  ${result.scores.length} scores`,
		`  ${time}: multiply ${duration(result.chip.multiply)}; host: capture ${duration(stages.capture)}, ` +
			`sensing ${duration(stages.sensing)}, accelerator ${duration(stages.accelerator)}, ` +
			`decide ${duration(stages.decide)}, publish ${duration(stages.publish)}`,
		`  SPI ${bytes(result.chip.wireBytes)} for ${bytes(informationBytes)} of information, ` +
			`${duration(wireMicroseconds)} on the wire`,
		"",
	].join("\n");
}

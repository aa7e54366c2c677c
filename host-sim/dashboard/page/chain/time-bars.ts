import { duration } from "../../../terminal/quantity";
import type { VerdictFact } from "../../protocol";
import { html } from "../html";

interface Part {
	name: string;
	microseconds: number;
	about: string;
}

/** Where a frame's time went. The chip's time and the host's never share a bar: they cannot be added. */
export function TimeBars({ verdict }: { verdict: VerdictFact }) {
	const { result, stages, wireMicroseconds } = verdict;
	const { program, multiply } = result.chip;
	const isSimulated = result.seed !== undefined;
	const chip: Part[] = [
		{ name: "SPI", microseconds: wireMicroseconds, about: "bytes on the wire at the bus clock" },
		{ name: "program", microseconds: program, about: "the pictures are written as conductances" },
		{ name: "multiply", microseconds: multiply, about: "one shot: all scores at once" },
	];
	const host: Part[] = [
		{ name: "capture", microseconds: stages.capture, about: "the frame as gray pixels" },
		{ name: "sensing", microseconds: stages.sensing, about: "the sheet found, the pictures cut" },
		{
			name: isSimulated ? "emulation" : "accelerator",
			microseconds: stages.accelerator,
			about: "the driver, and the chip's physics computed here",
		},
		{ name: "decide", microseconds: stages.decide, about: "scores to a verdict" },
		{ name: "publish", microseconds: stages.publish, about: "the message made and handed to MQTT" },
	];
	return html`<div class="times">
		<${Bar} title=${isSimulated ? "Chip and wire, simulated time" : "Chip and wire"} parts=${chip} about=${
			isSimulated ? "what silicon would take, by its published figures" : "as the chip counts it"
		} />
		<${Bar} title="This computer, measured" parts=${host} about="what running it here took" />
	</div>`;
}

function Bar({ title, parts: all, about }: { title: string; parts: readonly Part[]; about: string }) {
	// a network's weights stay where they are: nothing is programmed
	const parts = all.filter(({ name, microseconds }) => microseconds > 0 || name !== "program");
	const total = parts.reduce((sum, part) => sum + part.microseconds, 0);
	return html`<div class="time">
		<p><b>${title}</b><span class="quiet">${about}</span><span class="total">${duration(total)}</span></p>
		<div class="track" role="img" aria-label=${parts.map(({ name, microseconds }) => `${name} ${duration(microseconds)}`).join(", ")}>
			${parts.map(
				({ name, microseconds }, at) =>
					html`<i key=${name} class=${`part-${at}`} style=${{ width: `${(100 * microseconds) / Math.max(total, 1e-9)}%` }}></i>`,
			)}
		</div>
		<ul>${parts.map(
			({ name, microseconds, about: words }, at) =>
				html`<li key=${name} title=${words}><i class=${`part-${at}`}></i>${name}<span>${duration(microseconds)}</span></li>`,
		)}</ul>
	</div>`;
}

import { useState } from "preact/hooks";
import type { LettersChipFact } from "../../chip-protocol";
import { Canvas, type Colours } from "../canvas";
import { html } from "../html";
import { Missing, Panel } from "../panel";
import { withPrefix } from "./quantity";

/** What the spectra show at least, decibels below the converter's range. */
const FLOOR = -60;
/** Bins beyond the last tone: there stands the noise alone. */
const BEYOND = 8;
const LEFT = 20;
const FOOT = 34;

/** Every output line before and after demodulation, one under another: a line is a class, a tone is a picture. */
export function LineSpectra({ fact }: { fact: LettersChipFact }) {
	const [chosen, choose] = useState<number | undefined>(undefined);
	const { tones, labels, noiseFloor, clipped, text } = fact;
	const tone = chosen ?? weakest(fact);
	const size = labels.length > 12 ? " many" : "";
	const spacing = (tones.cycles[1] - tones.cycles[0]) / tones.window;
	return html`<${Panel} title="The output lines" at=${fact.at} class="lines">
		<p class="about">Sixteen pictures go through the chip at once, each on a tone of its own, ${Number((spacing / 1000).toPrecision(3))} kHz apart.
			Each class has an output line: what it carries at a tone is that picture's score.</p>
		<div class="spectra">
			<figure>
				<figcaption><b>Before demodulation</b> magnitude over frequency; a spectrum has no sign</figcaption>
				<${Canvas} class=${`spectrum${size}`} on=${[fact]}
					label=${`Spectra of ${labels.length} output lines, 0 to ${FLOOR} decibels of the converter's range`}
					draw=${(context: CanvasRenderingContext2D, width: number, height: number, colour: Colours) =>
						drawSpectra(context, fact, width, height, colour)} />
			</figure>
			<figure>
				<figcaption><b>After</b> signed scores of the sixteen tones; the best decides</figcaption>
				<${Canvas} class=${`spectrum${size}`} on=${[fact, tone]}
					label=${`Scores of ${labels.length} classes for sixteen tones; read: ${text}`}
					draw=${(context: CanvasRenderingContext2D, width: number, height: number, colour: Colours) =>
						drawScores(context, fact, tone, width, height, colour)} />
			</figure>
		</div>
		<div class="tone">
			<label>Tone <select value=${chosen ?? -1} onChange=${(event: Event) => {
				const value = Number((event.target as HTMLSelectElement).value);
				choose(value < 0 ? undefined : value);
			}}>
				<option value=${-1}>the least sure</option>
				${Array.from(tones.cycles, (cycles, k) => html`<option value=${k}>${k + 1}: ${frequency(cycles, tones.window)}</option>`)}
			</select></label>
			<p class="reading" data-text=${text} data-margins=${fact.margins.join(" ")}>${readingOf(fact, tone)}</p>
		</div>
		<p class="caption">U0 ${withPrefix(tones.amplitude, "V")}, noise floor ${withPrefix(noiseFloor, "A")},
			range ±${withPrefix(fact.fullScale, "A")}, ${clipped} of ${fact.codes.length} clipped${tones.orthogonal ? "" : html`; <b class="weak">the tones are not orthogonal: they leak</b>`}</p>
	<//>`;
}

/** Nothing has come through the chip yet, or it does something else. */
export function NoSpectra({ words }: { words: string }) {
	return html`<${Panel} title="The output lines" aging=${false}><${Missing} words=${words} /><//>`;
}

function weakest({ margins }: LettersChipFact): number {
	let least = 0;
	margins.forEach((margin, k) => {
		if (margin < margins[least]) least = k;
	});
	return least;
}

function frequency(cycles: number, window: number): string {
	return `${(cycles / window / 1000).toFixed(2)} kHz`;
}

/** Tone 7 at 3.50 kHz says N: +118, then U +27, ... */
function readingOf(fact: LettersChipFact, tone: number) {
	const { labels, codes, text, margins, minimumMargin } = fact;
	const count = fact.tones.cycles.length;
	const order = labels.map((_, line) => line).sort((a, b) => codes[b * count + tone] - codes[a * count + tone]);
	const score = (line: number) =>
		html`<span class="score"><b>${labels[line]}</b> ${signed(codes[line * count + tone])}</span>`;
	const letter = text[tone] ?? "?";
	const decided =
		letter === "?"
			? html`<b class="bad">not sure</b>: margin ${margins[tone]} is below ${minimumMargin}`
			: html`says <b class="accent">${letter}</b>, margin ${margins[tone]}`;
	return html`Tone ${tone + 1} ${decided}. ${order.slice(0, 4).map(score)}`;
}

function signed(code: number): string {
	return code < 0 ? `−${-code}` : `+${code}`;
}

interface Rows {
	left: number;
	right: number;
	height: number;
	top(line: number): number;
}

/** A row for each line with its label. */
function drawRows(
	context: CanvasRenderingContext2D,
	labels: readonly string[],
	width: number,
	height: number,
	colour: Colours,
): Rows {
	const rowHeight = (height - FOOT) / labels.length;
	context.font = `600 ${Math.min(13, rowHeight * 0.8)}px ${getComputedStyle(context.canvas).fontFamily}`;
	context.textBaseline = "middle";
	context.textAlign = "left";
	labels.forEach((label, line) => {
		context.fillStyle = colour("quiet");
		context.fillText(label, 0, (line + 0.5) * rowHeight);
		context.fillStyle = colour("line");
		context.fillRect(LEFT, Math.round((line + 1) * rowHeight) - 1, width - LEFT, 1);
	});
	context.font = `11px ${getComputedStyle(context.canvas).fontFamily}`;
	context.textAlign = "center";
	return { left: LEFT, right: width, height: rowHeight, top: line => line * rowHeight };
}

function drawSpectra(
	context: CanvasRenderingContext2D,
	fact: LettersChipFact,
	width: number,
	height: number,
	colour: Colours,
): void {
	const { labels, spectrum, bins, fullScale, tones } = fact;
	const rows = drawRows(context, labels, width, height, colour);
	const last = tones.cycles[tones.cycles.length - 1];
	const shown = Math.min(bins, Math.ceil(last) + 1 + BEYOND);
	const step = (rows.right - rows.left) / shown;
	const isTone = new Uint8Array(shown);
	for (const cycles of tones.cycles) if (Math.round(cycles) < shown) isTone[Math.round(cycles)] = 1;
	const full = rows.height - 4;
	for (let line = 0; line < labels.length; line++)
		for (let bin = 0; bin < shown; bin++) {
			const decibels = 20 * Math.log10(Math.max(spectrum[line * bins + bin] / fullScale, 1e-9));
			const tall = Math.max(0, Math.min(1, 1 - decibels / FLOOR)) * full;
			context.fillStyle = colour(isTone[bin] ? "accent" : "quiet");
			context.fillRect(
				rows.left + bin * step + 0.5,
				rows.top(line) + rows.height - 1 - tall,
				Math.max(1, step - 1.5),
				tall,
			);
		}
	// frequencies below, and what the height means
	context.fillStyle = colour("quiet");
	const kilohertz = (bin: number) => bin / tones.window / 1000;
	const every = shown * step > 300 ? 4 : 8;
	for (let bin = 0; bin < shown; bin += every)
		context.fillText(String(Number(kilohertz(bin).toFixed(1))), rows.left + (bin + 0.5) * step, height - FOOT + 12);
	context.fillText(`kHz; each row ${FLOOR} to 0 dB of the range`, rows.left + (shown * step) / 2, height - 7);
}

function drawScores(
	context: CanvasRenderingContext2D,
	fact: LettersChipFact,
	chosen: number,
	width: number,
	height: number,
	colour: Colours,
): void {
	const { labels, codes, text, margins, tones } = fact;
	const count = tones.cycles.length;
	const rows = drawRows(context, labels, width, height, colour);
	const step = (rows.right - rows.left) / count;
	context.fillStyle = colour("accent-soft");
	context.fillRect(rows.left + chosen * step, 0, step, height);
	const half = rows.height / 2 - 1;
	for (let line = 0; line < labels.length; line++) {
		const middle = rows.top(line) + rows.height / 2;
		context.fillStyle = colour("line");
		context.fillRect(rows.left, Math.round(middle), rows.right - rows.left, 1);
		for (let k = 0; k < count; k++) {
			const tall = (codes[line * count + k] / 127) * half;
			context.fillStyle = colour(labels[line] === text[k] ? "accent" : "quiet");
			context.globalAlpha = labels[line] === text[k] ? 1 : 0.65;
			context.fillRect(
				rows.left + k * step + step * 0.15,
				tall > 0 ? middle - tall : middle,
				step * 0.7,
				Math.abs(tall),
			);
		}
		context.globalAlpha = 1;
	}
	for (let k = 0; k < count; k++) {
		const letter = text[k] ?? "?";
		const x = rows.left + (k + 0.5) * step;
		context.font = `650 14px ${getComputedStyle(context.canvas).fontFamily}`;
		context.fillStyle = colour(letter === "?" ? "bad" : "ink");
		context.fillText(letter, x, height - FOOT + 12);
		context.font = `11px ${getComputedStyle(context.canvas).fontFamily}`;
		context.fillStyle = colour(letter === "?" ? "bad" : "quiet");
		context.fillText(String(margins[k] ?? ""), x, height - 7);
	}
}

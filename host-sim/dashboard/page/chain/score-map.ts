import type { VerdictFact } from "../../protocol";
import { Canvas } from "../canvas";
import { cssColour, viridis } from "../colour-map";
import { html } from "../html";

export interface ScoreMapProps {
	verdict: VerdictFact | undefined;
	labels: readonly string[];
}

/** Largest score, codes. */
const FULL = 127;

/** All scores of a shot: a row for each class, a column for each picture; the best of each column is framed. */
export function ScoreMap({ verdict, labels }: ScoreMapProps) {
	const scores = verdict?.result.kind === "letters" ? verdict.result.scores : undefined;
	return html`<${Canvas}
		class="score-map"
		label="The chip's scores: a row for each class, a column for each picture"
		on=${[verdict, labels]}
		draw=${(context: CanvasRenderingContext2D, width: number, height: number, colour: (name: string) => string) => {
			if (scores && labels.length > 0) drawScores(context, { scores, labels, width, height }, colour);
		}}
	/>`;
}

function drawScores(
	context: CanvasRenderingContext2D,
	{ scores, labels, width, height }: { scores: Int8Array; labels: readonly string[]; width: number; height: number },
	colour: (name: string) => string,
): void {
	const rows = labels.length;
	const columns = Math.floor(scores.length / rows);
	const left = 16;
	const cellWidth = (width - left) / columns;
	const foot = 16;
	const cellHeight = (height - foot) / rows;
	context.font = `600 ${Math.min(12, cellHeight)}px ${getComputedStyle(context.canvas).fontFamily}`;
	context.textBaseline = "middle";
	context.textAlign = "left";
	context.fillStyle = colour("quiet");
	for (let row = 0; row < rows; row++) context.fillText(labels[row].slice(0, 1), 0, (row + 0.5) * cellHeight + 0.5);
	for (let column = 0, at = 0; column < columns; column++) {
		let best = 0;
		for (let row = 0; row < rows; row++, at++) {
			if (scores[at] > scores[column * rows + best]) best = row;
			context.fillStyle = cssColour(viridis, (scores[at] + FULL) / (2 * FULL));
			context.fillRect(left + column * cellWidth, row * cellHeight, cellWidth - 1, cellHeight - 1);
		}
		context.fillStyle = colour("quiet");
		context.textAlign = "center";
		context.fillText(labels[best].slice(0, 1), left + (column + 0.5) * cellWidth, height - foot / 2 + 2);
		context.strokeStyle = colour("ink");
		context.lineWidth = 1.5;
		context.strokeRect(left + column * cellWidth - 0.25, best * cellHeight - 0.25, cellWidth - 0.5, cellHeight - 0.5);
	}
}

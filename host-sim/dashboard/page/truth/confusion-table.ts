import { grouped } from "../../../terminal/quantity";
import type { TwinFact } from "../../chip-protocol";
import { cssColour, viridis } from "../colour-map";
import { html } from "../html";

/** A row for each true label, a column for what was read; the diagonal is right. */
export function ConfusionTable({ confusion }: { confusion: NonNullable<TwinFact["confusion"]> }) {
	const { labels, counts, right, total } = confusion;
	const columns = [...labels, "?"];
	// of many labels only those that came
	const rows = labels
		.map((label, row) => ({ label, row, sum: sumOf(counts, row, columns.length) }))
		.filter(({ sum }) => sum > 0);
	const used = columns
		.map((label, column) => ({ label, column }))
		.filter(
			({ label, column }) =>
				labels.length <= 12 ||
				label === "?" ||
				rows.some(({ row }) => row === column || counts[row * columns.length + column] > 0),
		);
	return html`
		<p class="caption"><b>${((100 * right) / total).toFixed(right === total ? 0 : 1)} %</b> right: ${grouped(right)} of ${grouped(total)}</p>
		<div class="confusion-scroll scrolls" tabindex="0" role="region" aria-label="Confusion matrix">
			<table class="confusion">
				<thead><tr><th scope="col"><span class="unseen">true</span></th>${used.map(({ label }) => html`<th scope="col">${label}</th>`)}</tr></thead>
				<tbody>${rows.map(
					({ label, row, sum }) => html`<tr>
						<th scope="row">${label}</th>
						${used.map(({ label: read, column }) => {
							const count = counts[row * columns.length + column];
							return html`<td style=${count > 0 ? tint(count / sum) : undefined} class=${read === label ? "right" : count > 0 ? "wrong" : ""}>${count > 0 ? grouped(count) : ""}</td>`;
						})}
					</tr>`,
				)}</tbody>
			</table>
		</div>
		<p class="caption">rows: what is there; columns: what was read; “?”: not sure</p>`;
}

function sumOf(counts: ArrayLike<number>, row: number, columns: number): number {
	let sum = 0;
	for (let column = 0; column < columns; column++) sum += counts[row * columns + column];
	return sum;
}

/** Colour of a share of a row, and a text colour that stands out on it. */
function tint(share: number): { background: string; color: string } {
	return { background: cssColour(viridis, 0.15 + 0.75 * share), color: share > 0.5 ? "#08151a" : "#ffffff" };
}

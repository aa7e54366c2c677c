import type { ComponentChildren } from "preact";
import { WEAK_MARGIN } from "../../../terminal/letters";
import { bytes, decibels, energy, grouped } from "../../../terminal/quantity";
import type { RunFact, VerdictFact } from "../../protocol";
import { Age } from "../age";
import { ChipPictures } from "../chain/chip-pictures";
import { FramePicture } from "../chain/frame-picture";
import { LabelScores } from "../chain/label-scores";
import { judgement, Letters } from "../chain/letters";
import { MarginHistory } from "../chain/margin-history";
import { ScoreMap } from "../chain/score-map";
import { TimeBars } from "../chain/time-bars";
import { html } from "../html";
import { Facts, Missing, Panel } from "../panel";
import { useFact, type ViewProps } from "../store";

/** The chain as it works: camera, sensing, chip, verdict, message, from left to right. */
export function Now({ store }: ViewProps) {
	const run = useFact(store, "run");
	const verdict = useFact(store, "verdict");
	if (run && !run.device)
		return html`<${Missing}
			words="No device runs in this process."
			more="The page listens to the broker: the view Fleet shows what is there. npm start runs a device to look into."
		/>`;
	return html`
		<ol class="chain">
			<${CameraStep} store=${store} /><${SensingStep} store=${store} run=${run} />
			<${ChipStep} verdict=${verdict} run=${run} /><${VerdictStep} verdict=${verdict} run=${run} />
			<${MessageStep} store=${store} verdict=${verdict} run=${run} />
		</ol>
		<div class="below">
			<${Panel} title="Where the time went" at=${verdict?.at} class="times-panel">
				${verdict ? html`<${TimeBars} verdict=${verdict} />` : html`<${Missing} words="No frame has come through yet." />`}
			<//>
			<${Panel} title="Least margin, frame by frame" at=${verdict?.at} class="history-panel">
				<${MarginHistory} verdict=${verdict} weak=${WEAK_MARGIN} />
				<${Score} store=${store} />
			<//>
		</div>`;
}

interface StepProps {
	number: number;
	title: string;
	/** What happens here, in a sentence. */
	about: string;
	at: number | undefined;
	children?: ComponentChildren;
}

function Step({ number, title, about, at, children }: StepProps) {
	return html`<li class=${`panel step step-${number}`}>
		<header><h2><i class="step-number">${number}</i>${title}</h2><${Age} at=${at} /></header>
		<p class="about">${about}</p>
		${children}
	</li>`;
}

function CameraStep({ store }: ViewProps) {
	const frame = useFact(store, "frame");
	const run = useFact(store, "run");
	const camera = useFact(store, "camera");
	const why = camera?.missing || run?.absent.frames;
	return html`<${Step} number=${1} title="Camera" about="takes a gray frame" at=${frame?.at}>
		<${FramePicture} frame=${frame} />
		<p class="caption">${why && !frame ? why : frame ? `frame ${grouped(frame.frame)}, ${frame.width} × ${frame.height}` : "waiting for the first frame"}</p>
	<//>`;
}

function SensingStep({ store, run }: ViewProps & { run: RunFact | undefined }) {
	const frame = useFact(store, "frame");
	const pictures = frame?.pictures;
	const isNetwork = run?.app === "network";
	const caption = frame?.failure ?? (pictures ? `codes of 0 to ${pictures.levels - 1}` : "");
	return html`<${Step} number=${2} title="Sensing" at=${frame?.at}
		about=${isNetwork ? "finds the sheet, makes one picture" : "finds the sheet, cuts sixteen pictures"}>
		<${ChipPictures} frame=${frame} />
		<p class=${`caption${frame?.failure ? " weak" : ""}`}>${caption}</p>
	<//>`;
}

function ChipStep({ verdict, run }: { verdict: VerdictFact | undefined; run: RunFact | undefined }) {
	const isNetwork = run?.app === "network";
	const labels = run?.labels ?? [];
	const result = verdict?.result;
	const isThere = result?.kind === "letters" || result?.kind === "network";
	return html`<${Step} number=${3} title="Chip" at=${verdict?.at}
		about=${isNetwork ? "multiplies, layer by layer, where the weights are" : "scores all pictures in one analog shot"}>
		<div class="scores">${
			isNetwork
				? isThere && html`<${LabelScores} verdict=${verdict} labels=${labels} />`
				: html`<${ScoreMap} verdict=${verdict} labels=${labels} />`
		}</div>
		<p class="caption">${
			isThere &&
			html`${result.snr > 0 && html`score SNR ${decibels(result.snr)}, `}${energy(result.chip.energy)}${result.seed !== undefined && " (estimate)"}`
		}</p>
	<//>`;
}

function VerdictStep({ verdict, run }: { verdict: VerdictFact | undefined; run: RunFact | undefined }) {
	const judged = verdict && judgement(verdict);
	const result = verdict?.result;
	return html`<${Step} number=${4} title="Verdict" at=${verdict?.at}
		about=${run?.app === "network" ? "takes the best score" : "takes each picture's best score"}>
		<div class="verdict">${
			result?.kind === "letters"
				? html`<${Letters} verdict=${verdict} />`
				: result?.kind === "network"
					? html`<p class=${`digit ${judged?.mood}`}>${result.text || "–"}</p>`
					: result && html`<p class="reason">${result.fault?.message}</p>`
		}</div>
		<p class=${`caption judgement ${judged?.mood ?? ""}`} data-text=${result?.text}>${
			judged
				? html`${judged.words}${result?.kind === "network" && result.margins.length > 0 && `, margin ${result.margins[0]}`}`
				: "no verdict yet"
		}</p>
	<//>`;
}

function MessageStep({
	store,
	verdict,
	run,
}: ViewProps & { verdict: VerdictFact | undefined; run: RunFact | undefined }) {
	const link = useFact(store, "link");
	const totals = useFact(store, "totals");
	const waiting = totals && totals.frames - totals.acknowledged;
	return html`<${Step} number=${5} title="Message" about="CBOR over MQTT, acknowledged" at=${verdict?.at}>
		<div class="message">
			<p class="topic mono">cim/1/${run?.device ?? "…"}/result</p>
			<${Facts} facts=${[
				["number", verdict ? grouped(verdict.result.sequence) : "–"],
				["message", verdict ? bytes(verdict.messageBytes) : "–"],
				["on SPI", verdict ? bytes(verdict.result.chip.wireBytes) : "–"],
				["acknowledged", totals ? grouped(totals.acknowledged) : "–"],
				["waiting", waiting === undefined ? "–" : grouped(waiting)],
			]} />
			${verdict?.result.event && html`<p class="event">event: <b>${verdict.result.event}</b></p>`}
		</div>
		<p class=${`caption ${link?.online ? "good" : "bad"}`}>${link ? link.words : "not connected yet"}</p>
	<//>`;
}

/** What came of it so far. */
function Score({ store }: ViewProps) {
	const totals = useFact(store, "totals");
	const watched = useFact(store, "watched");
	const run = useFact(store, "run");
	const facts: [string, ComponentChildren][] = [
		["chip", run?.chip ?? "–"],
		["model", run?.model ?? "–"],
	];
	if (totals && totals.expected > 0)
		facts.unshift([
			run?.app === "network" ? "right" : "letters right",
			`${grouped(totals.right)} of ${grouped(totals.expected)}`,
		]);
	if (watched) {
		facts.unshift(["through the chip", grouped(watched.recognised)]);
		facts.unshift(["looked at", grouped(watched.passed)]);
		facts.unshift(["frames seen", grouped(watched.frames)]);
	}
	return html`<${Facts} facts=${facts} />`;
}

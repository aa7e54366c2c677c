import { readRecord } from "../toolchain/evaluate/networks-record";
import { readTrainingRecord } from "../toolchain/train/training-record";
import { networksPart } from "./networks-page";
import { NEURRAM_INTRODUCTION, NEURRAM_LIMITS } from "./neurram/page-text";
import { svg } from "./svg";
import { boundsText, type Finished, measuredText, passed } from "./table";
import { trainingPart } from "./training-page";
import { VISION_INTRODUCTION, VISION_LIMITS } from "./vision/page-text";

/** Writes docs/fidelity.md and a figure for every experiment that has one. Returns the number of files. */
export function writeFidelity(all: Finished[], seed: number, write: (path: string, text: string) => void): number {
	let files = 1;
	for (const { experiment, result } of all) {
		if (!result.plot) continue;
		files++;
		write(`docs/figures/${figureName(experiment.id)}`, svg(result.plot));
	}
	const fmc = all.filter(({ experiment }) => experiment.id.startsWith("E"));
	const neurram = all.filter(({ experiment }) => experiment.id.startsWith("N"));
	const vision = all.filter(({ experiment }) => experiment.id.startsWith("V"));
	const page = [
		INTRODUCTION,
		overview("Results", fmc, seed),
		...fmc.map(chapter),
		LIMITS,
		NEURRAM_INTRODUCTION,
		overview("NeuRRAM: results", neurram, seed),
		...neurram.map(chapter),
		NEURRAM_LIMITS,
		networksPart(readRecord()),
		trainingPart(readTrainingRecord()),
		visionPart(vision, seed),
	];
	write("docs/fidelity.md", `${page.join("\n\n")}\n`);
	return files;
}

/** What the page says of the vision sensor. */
export function visionPart(all: readonly Finished[], seed: number): string {
	const results = overview("Vision sensor: results", [...all], seed);
	return [VISION_INTRODUCTION, results, ...all.map(chapter), VISION_LIMITS].join("\n\n");
}

function figureName(id: string): string {
	return `${id.toLowerCase()}.svg`;
}

/** Text of the page that no run changes. Numbers belong into experiments, not here. */
const INTRODUCTION = `# Fidelity of the emulated chips

*This page is written by \`npm run cim -- experiments --write\` from one run; do not edit it.*

The emulator stands behind the same SPI bytes as a chip would. This page says which physics it has, where each number comes
from, and what it leaves out: first for the frequency-multiplexed chip, then for [NeuRRAM](#neurram), then for the
[vision sensor](#vision-sensor) in front of both.

## What is modelled

| part | model | source of the numbers |
| --- | --- | --- |
| cell | conductance 0.1 to 1 mS, held in steps of 1 nS; current G V0 sinh(v / V0), V0 = 0.2 V; read noise | resistances and linearity to 50 mV: paper; V0 chosen to give 1 % at 50 mV; read noise assumed |
| other cells | NeuRRAM's oxide, CMO/HfOx, HfOx, phase change, SONOS by their published statistics: programming error, relaxation or drift with time, read noise (E22); tunnel junctions of eight levels. On this chip (\`cim start --device-model\`, E23) amplifier, noise and full scale follow the range by rules | published fits, as CrossSim and aihwkit have them; SONOS' read voltage, all of the junctions and the rules: assumed |
| programming | write-verify: pulse, read, until within tolerance or out of pulses; cells can stick | assumed, no figures in the paper |
| tones | sixteen, whole cycles in a window of 2 ms, 0.5 ms guard, Newman phases | the group's later chip; the paper gives none |
| noise | 9 nA rms at every line for each amplitude estimate, at both stages | fitted to the paper's one figure, "< 2 % at 2 mV"; ten to forty times thermal noise: the bench's, not the cells' |
| wires | 0.17 ohm a segment; every node solved; removed by write-verify through the wires | resistance and compensation: paper |
| amplifier | 625 ohm transimpedance, clips at 1 V | assumed: keeps rows below 50 mV |
| demodulation | coherent, one window; or magnitude | the paper uses a spectrum analyser |
| converter | 8 bits after demodulation; or before it | assumed |
| latency, energy | window, guard, pulses; powers of the paper's table 3 | estimates, never measured on silicon |

Paper: Wang et al., "Parallel in-memory computing by frequency multiplexing", Nature Nanotechnology 16, 1079 (2021),
doi 10.1038/s41565-021-00943-y ("FMC" below). The later chip: the same group's communication-aware in-memory network.

## How it is checked

- **Two ways for everything that has a shortcut.** The firmware's chip works tone by tone, because for linear cells that is
  exact. The same circuit also exists sample by sample (\`firmware/emulator/waveform.ts\`): sources, cells, amplifiers,
  converters, demodulators. Experiment E1 holds one against the other. The wires' effective matrix is held against a dense
  nodal solve and against exact data of a 256 x 256 array (tests of \`firmware/emulator/wires.ts\`).
- **Expected numbers came first.** Those of the paper where it gives one. The others were calculated beforehand with independent
  scripts, another 5x5 font and another classifier ("the source" below); curves that depend on font and weights may shift by up to 3 dB. Every row says what is
  measured and the bounds it must keep; \`npm test\` fails when one does not.
- **Where the source leaves a definition open** (which error, which phases, how many samples), the one under which its numbers
  come out was looked for, and the experiment says which it is. Two parameters of the chip are fitted to the paper: the 9 nA and
  V0. What the text of an experiment calls chosen was chosen, not found.
- **Controls that must fail** do (E20): two letters on one tone, wrong tones, wrong phases.
- **Exact arithmetic.** The same seed gives the same bytes on every engine: only + - * / and square roots, the rest built on them.

## What frequency multiplexing is, and is not

An emulator gains no speed and no energy from frequency multiplexing: in software, K tones are a batch of K vectors. And on a chip
it does not create capacity: K tones spaced 1/T take the bandwidth B = K/T, and K products per T are B products a second,
whatever K is (E21). What it does buy a chip: idle analog bandwidth at a low symbol rate; operation away from direct current,
1/f noise and offsets; arrays in cascade with no converters between; an output that is already a radio waveform; a whole array read in one
shot with one converter a line. Nine tenths of the paper's own power estimate are converters (E19): the gain is real only while the
chain stays analog up to the class scores.`;

const LIMITS = `## What is not modelled

- Intermodulation between the arrays, in the chip that the firmware talks to: below 1e-4 at its swing (E1), sized in E8 and E15.
- Capacitance in the chip's own path: at kilohertz it is nothing. E11 sizes it as the paper does, with ideal drivers and the mean
  cancelled; a 50-ohm source on 128 cells of 20 fF alone would end at 1.2 GHz.
- Amplifier bandwidth and input impedance, and 1/f noise: parameters the paper does not give.
- Non-linear cells together with wire resistance; cells that reading disturbs; any drift of the paper's own cells.
- Of other cells: mean drift of SONOS, relaxation of Milo's HfOx, the pulses (they are set at once with the published error), a junction's
  resistance that stays its own from write to write.
- Sneak paths of unselected cells while programming, endurance, temperature.
- The radio: carrier, distance, fading, power.
- The 94.7 % of the paper's digits are for its training images with noise added. E17 reports digits never seen beside it.`;

function overview(title: string, all: Finished[], seed: number): string {
	const lines = [
		`## ${title}`,
		"",
		`Seed ${seed}. ${all.length} experiments, ${all.reduce((sum, { result }) => sum + result.rows.length, 0)} numbers.`,
		"",
		"| | experiment | mirrors | within bounds |",
		"| --- | --- | --- | --- |",
	];
	for (const finished of all) {
		const { id, title, mirrors } = finished.experiment;
		const within = finished.result.rows.filter(entry => entry.pass).length;
		const verdict = passed(finished) ? "" : " **no**";
		lines.push(
			`| [${id}](#${anchor(id, title)}) | ${cell(title)} | ${cell(mirrors)} | ${within} of ${finished.result.rows.length}${verdict} |`,
		);
	}
	return lines.join("\n");
}

/** The id that GitHub gives the heading "id title". */
function anchor(id: string, title: string): string {
	return `${id} ${title}`
		.toLowerCase()
		.replace(/[^\p{Letter}\p{Number} -]/gu, "")
		.replaceAll(" ", "-");
}

function cell(text: string): string {
	return text.replaceAll("|", "\\|");
}

function chapter({ experiment, result, failure }: Finished): string {
	const lines = [`### ${experiment.id} ${experiment.title}`, "", experiment.claim];
	if (failure !== undefined) return [...lines, "", `**It failed: ${failure}**`].join("\n");
	lines.push("", "| quantity | measured | expected | bounds | |", "| --- | --: | --- | --- | --- |");
	for (const entry of result.rows)
		lines.push(
			`| ${cell(entry.quantity)} | ${measuredText(entry)} | ${cell(entry.expected)} | ${boundsText(entry)} | ${mark(entry)} |`,
		);
	if (result.note) lines.push("", result.note);
	if (result.plot) lines.push("", `![${result.plot.title}](figures/${figureName(experiment.id)})`);
	return lines.join("\n");
}

/** Reported numbers have no bounds, and no mark. */
function mark(entry: Finished["result"]["rows"][number]): string {
	if (!entry.pass) return "✗";
	return entry.low === undefined && entry.high === undefined ? "" : "✓";
}

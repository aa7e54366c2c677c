import type { Step } from "../model/network";
import type { Numbers } from "./quantize";
import { inputsOf, type ValueForm } from "./value-forms";

/**
 * Room for the values of a network: a value's room is used again when the last step that takes it is done. The input and
 * the last value keep theirs.
 */
export class ValueBuffers {
	/** By number of the value; empty where it is never whole (see `fusedQuantization`). */
	readonly values: readonly Numbers[];
	/** All of them together. */
	readonly bytes: number;

	/** @param skipped values that are never whole, by number */
	constructor(forms: readonly ValueForm[], steps: readonly Step[], skipped: readonly boolean[] = []) {
		const lastUse = lastUses(forms.length, steps, skipped);
		const room: number[] = [];
		const sizes: number[] = [];
		const free: number[] = [];
		for (let value = 0; value < forms.length; value++) {
			const step = steps[value - 1];
			if (skipped[value]) room.push(-1);
			else if (step && worksInPlace(step, forms) && lastUse[inputsOf(step)[0]] === value - 1) {
				room.push(room[inputsOf(step)[0]]);
				lastUse[inputsOf(step)[0]] = -1;
			} else room.push(takeRoom(bytesOf(forms[value]), sizes, free));
			for (let other = 1; other < value; other++)
				if (lastUse[other] === value - 1 && room[other] >= 0) free.push(room[other]);
		}
		const buffers = sizes.map(size => new ArrayBuffer(size));
		this.bytes = sizes.reduce((sum, size) => sum + size, 0);
		this.values = forms.map((form, value) => (room[value] < 0 ? NONE : viewOf(form, buffers[room[value]])));
	}
}

/**
 * For each value, whether it goes straight into the quantiser that alone takes it, made by a multiply: then it is never
 * whole, vectors go through one batch after another.
 */
export function fusedQuantization(steps: readonly Step[]): boolean[] {
	const users = new Array<number>(steps.length + 1).fill(0);
	for (const step of steps) for (const value of inputsOf(step)) users[value]++;
	const fused = [false];
	for (let n = 0; n < steps.length; n++) {
		const next = steps[n + 1];
		fused.push(steps[n].kind === "multiply" && next?.kind === "quantize" && next.input === n + 1 && users[n + 1] === 1);
	}
	return fused;
}

/** Number of the last step that takes each value; the number of steps for the input and the last value. */
function lastUses(values: number, steps: readonly Step[], skipped: readonly boolean[]): number[] {
	const last = new Array<number>(values).fill(-1);
	steps.forEach((step, n) => {
		// where nothing whole stands between two steps, the first still reads while the second writes
		for (const value of inputsOf(step)) last[value] = skipped[n + 1] ? n + 1 : n;
	});
	// a value that nobody takes is free when the next step begins
	for (let value = 1; value < values; value++) if (last[value] < 0) last[value] = value;
	last[0] = last[values - 1] = steps.length;
	return last;
}

/** Whether what a step makes may stand where its first input stands. */
function worksInPlace(step: Step, forms: readonly ValueForm[]): boolean {
	return (step.kind === "clip" || step.kind === "add") && forms[inputsOf(step)[0]].isReal;
}

function takeRoom(bytes: number, sizes: number[], free: number[]): number {
	let best = -1;
	for (let n = 0; n < free.length; n++) {
		const size = sizes[free[n]];
		const other = best < 0 ? 0 : sizes[free[best]];
		// the smallest that is large enough, else the largest, which grows
		if (best < 0 || (size >= bytes ? other < bytes || size < other : other < bytes && size > other)) best = n;
	}
	if (best < 0) return sizes.push(bytes) - 1;
	const room = free.splice(best, 1)[0];
	if (sizes[room] < bytes) sizes[room] = bytes;
	return room;
}

function bytesOf(form: ValueForm): number {
	return form.isReal ? 4 * form.count : (form.count + 3) & ~3;
}

function viewOf(form: ValueForm, buffer: ArrayBuffer): Numbers {
	if (form.isReal) return new Float32Array(buffer, 0, form.count);
	return form.signed ? new Int8Array(buffer, 0, form.count) : new Uint8Array(buffer, 0, form.count);
}

const NONE = new Uint8Array(0);

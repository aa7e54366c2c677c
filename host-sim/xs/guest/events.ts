import type { Clock, TimerHandle, Timers } from "../../../firmware/hardware";
import { EVENT_HEADER, Event, Request } from "../protocol";
import { bytes, getText, putText, send, view } from "./line";

interface Timer {
	readonly id: number;
	readonly callback: () => void;
	readonly repeats: boolean;
}

/** Somebody who is told of events that concern it. */
export type Listener = (kind: number, value: number) => void;

/** Numbers for things of one kind that the other end knows by number. */
export class Registry<Thing> {
	readonly #things: (Thing | undefined)[] = [];

	/** The lowest free number. */
	add(thing: Thing): number {
		let id = 0;
		while (this.#things[id] !== undefined) id++;
		this.#things[id] = thing;
		return id;
	}
	get(id: number): Thing | undefined {
		return this.#things[id];
	}
	remove(id: number): void {
		this.#things[id] = undefined;
	}
}

export const pins = new Registry<() => void>();
export const sockets = new Registry<Listener>();
const questions = new Registry<(address: string | undefined) => void>();
const timerCallbacks = new Registry<Timer>();

/** Told when a frame waits. One camera. */
export const camera: { onReadable: ((count: number) => void) | undefined } = { onReadable: undefined };

let milliseconds = 0;
let waited = 0;

/** The time of the other end: it stands still while the guest works. */
export const clock: Clock = {
	get milliseconds() {
		return milliseconds;
	},
	/** Waiting left out: what the device's own work took. */
	get microseconds() {
		return host.microseconds() - waited;
	},
};

/** Timers of the other end, so that everything on both sides happens in one order. */
export const timers: Timers = {
	set: (callback, due = 0) => setTimer(callback, due, false),
	repeat: (callback, due) => setTimer(callback, due, true),
	clear(handle) {
		const timer = handle as Timer | undefined;
		if (timer === undefined || timerCallbacks.get(timer.id) !== timer) return;
		timerCallbacks.remove(timer.id);
		host.call(Request.TIMER_CLEAR, timer.id);
	},
};

function setTimer(callback: () => void, due: number, repeats: boolean): TimerHandle {
	const timer: { id: number } & Omit<Timer, "id"> = { id: 0, callback, repeats };
	timer.id = timerCallbacks.add(timer);
	view.setFloat64(0, due, true);
	bytes[8] = repeats ? 1 : 0;
	send(Request.TIMER_SET, timer.id, 9);
	return timer;
}

export function resolve(host: string, onResolved: (host: string, address?: string) => void): void {
	const id = questions.add(address => onResolved(host, address));
	send(Request.RESOLVE, id, putText(host, 0));
}

/** Waits for events and passes them on, until it is told to stop or what it is for is done. */
export function run(isDone: () => boolean): void {
	while (!isDone()) {
		const began = host.microseconds();
		const length = send(Request.WAIT, 0, 0);
		waited += host.microseconds() - began;
		const kind = bytes[0];
		const subject = view.getUint16(1, true);
		const value = view.getInt32(3, true);
		milliseconds = view.getFloat64(7, true);
		if (kind === Event.STOP) return;
		if (kind === Event.TIMER) onTimer(subject);
		else if (kind === Event.PIN) pins.get(subject)?.();
		else if (kind === Event.CAMERA) camera.onReadable?.(value);
		else if (kind === Event.RESOLVED) onResolved(subject, length);
		else sockets.get(subject)?.(kind, value);
	}
}

function onTimer(id: number): void {
	const timer = timerCallbacks.get(id);
	if (!timer) return;
	if (!timer.repeats) timerCallbacks.remove(id);
	timer.callback();
}

function onResolved(id: number, length: number): void {
	const answer = questions.get(id);
	questions.remove(id);
	answer?.(length > EVENT_HEADER ? getText(EVENT_HEADER, length) : undefined);
}

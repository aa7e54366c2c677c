import { Random } from "../../firmware/math/random";
import { type Scene, sceneFor } from "./scene";

/** A sheet that lies in view, from `start` to before `end`, seconds of the day. */
export interface Visit {
	start: number;
	end: number;
	text: string;
	scene: Scene;
}

/** Somebody who walks through the view, or a hand that lays a sheet down or takes it away. */
export interface Passage {
	start: number;
	end: number;
	/** In picture heights from the middle: where it comes from and goes to, over `start` to `end`. */
	fromX: number;
	fromY: number;
	toX: number;
	toY: number;
	/** Half axes in picture heights. */
	radiusX: number;
	radiusY: number;
	/** Reflectance 0..1. */
	shade: number;
}

/** All that happens in front of the camera in one day. */
export interface Day {
	seconds: number;
	visits: Visit[];
	passages: Passage[];
	/** When somebody switches the lamp, seconds; off before the first. */
	switches: number[];
	/** The table without a sheet. */
	empty: Scene;
	cloudSeed: number;
	seed: number;
}

export interface DayOptions {
	seed?: number;
	seconds?: number;
	/** Sheets laid down, in the hours with light; about a third of them is followed at once by another one in the same place. */
	visits?: number;
	/** People who pass. */
	passers?: number;
	texts?: readonly string[];
}

/** What lies there where nothing else is said: words in the nine letters of the paper's chip. */
export const DAY_TEXTS: readonly string[] = [
	"NAINVINAJNGINUHC",
	"CHINAUNIVNANJING",
	"JINGNANCHUNINAVI",
	"UNIVJINGCHINANAN",
];

const HAND_SECONDS = 3;
/** Parts of the day between which sheets are laid down: the lamp or the sun gives light then. */
const AWAKE = { from: 0.31, to: 0.92 } as const;
export const SECONDS_OF_DAY = 86_400;

/**
 * A day by its seed: sheets appear, are replaced and leave, a hand each time; people pass; light changes slowly with the hour and
 * with clouds, and at once with a lamp. Times are whole seconds.
 */
export function dayFor(options: DayOptions): Day {
	const { seed = 1, seconds = SECONDS_OF_DAY, texts = DAY_TEXTS } = options;
	const random = new Random(seed, 77);
	const wanted = options.visits ?? Math.max(2, Math.round(seconds / 2400));
	const passers = options.passers ?? Math.max(2, Math.round(seconds / 300));
	const visits: Visit[] = [];
	const passages: Passage[] = [];
	const slot = ((AWAKE.to - AWAKE.from) * seconds) / wanted;
	const first = AWAKE.from * seconds;
	for (let n = 0; n < wanted; n++) {
		const start = Math.floor(first + slot * (n + 0.15 + 0.3 * random.uniform()));
		const end = Math.floor(first + slot * (n + 0.6 + 0.25 * random.uniform()));
		const isReplaced = random.uniform() < 0.35;
		const change = isReplaced ? Math.floor((start + end) / 2) : end;
		const text = pick(random, texts);
		visits.push({ start, end: change, text, scene: calm(seed, 2 * n, text) });
		hand(passages, random, start);
		if (isReplaced) {
			const next = pick(random, texts, text);
			visits.push({ start: change, end, text: next, scene: calm(seed, 2 * n + 1, next) });
			hand(passages, random, change);
		}
		hand(passages, random, end);
	}
	for (let n = 0; n < passers; n++) walk(passages, random, Math.floor(seconds * random.uniform()));
	passages.sort((a, b) => a.start - b.start);
	const switches = [0.28, 0.36, 0.7, 0.93].map(part => Math.floor(seconds * (part + 0.02 * random.uniform())));
	return {
		seconds,
		visits,
		passages,
		switches,
		empty: { ...calm(seed, 0, texts[0]), kind: "empty" },
		cloudSeed: random.int32(),
		seed,
	};
}

/** The sheet that lies in view, if one does. */
export function visitAt(day: Day, second: number): Visit | undefined {
	for (const visit of day.visits) if (second >= visit.start && second < visit.end) return visit;
	return undefined;
}

/** A view in the usual range on the day's one table, with one camera's noise. */
function calm(seed: number, frame: number, text: string): Scene {
	const table = sceneFor(seed, 0, text);
	const { textureSeed, blur, lightDirection } = table;
	return {
		...sceneFor(seed, frame, text),
		textureSeed,
		blur,
		lightDirection,
		table: table.table,
		exposure: 225,
		noise: 4,
	};
}

function pick(random: Random, texts: readonly string[], other?: string): string {
	for (;;) {
		const text = texts[random.below(texts.length)];
		if (text !== other || texts.length === 1) return text;
	}
}

/** Reaches in for a few seconds around `second`. */
function hand(passages: Passage[], random: Random, second: number): void {
	const side = random.below(2) === 0 ? -1 : 1;
	const start = second - HAND_SECONDS + 1;
	const end = second + HAND_SECONDS - 1;
	const outX = side * 0.95;
	passages.push({
		start,
		end,
		fromX: outX,
		fromY: 0.5,
		toX: side * 0.1,
		toY: 0.1,
		radiusX: 0.3,
		radiusY: 0.18,
		shade: 0.5,
	});
}

/** Crosses the view in some seconds; some stop on the way. */
function walk(passages: Passage[], random: Random, start: number): void {
	const side = random.below(2) === 0 ? -1 : 1;
	const shade = 0.1 + 0.6 * random.uniform();
	const y = 0.4 * (2 * random.uniform() - 1);
	const radiusX = 0.15 + 0.15 * random.uniform();
	const radiusY = 0.5 + 0.3 * random.uniform();
	const middle = 0.6 * (2 * random.uniform() - 1);
	const there = start + 2 + random.below(3);
	const leaves = there + (random.uniform() < 0.3 ? 5 + random.below(40) : 0);
	const shape = { radiusX, radiusY, shade };
	passages.push({ start, end: there, fromX: 1.2 * side, fromY: y, toX: middle, toY: y, ...shape });
	if (leaves > there)
		passages.push({ start: there, end: leaves, fromX: middle, fromY: y, toX: middle, toY: y, ...shape });
	passages.push({ start: leaves, end: leaves + 3, fromX: middle, fromY: y, toX: -1.2 * side, toY: y, ...shape });
}

import { Random } from "../../firmware/math/random";
import type { Pose } from "./view";

/** What is on the sheet, or what is wrong with the view, for the paths where no sheet can be read. */
export type SceneKind = "letters" | "digits" | "empty" | "covered" | "cut";

/** Everything that decides how a simulated frame looks: the same numbers give the same bytes. */
export interface Scene {
	kind: SceneKind;
	/** Letters of the sheet, or the one digit that `textureSeed` draws. */
	text: string;
	pose: Pose;
	/** Direction in the picture in which light increases, turns. */
	lightDirection: number;
	/** Light at the brightest over light at the darkest place of the sheet. */
	lightRatio: number;
	/** Gray level of the paper where it is brightest. */
	exposure: number;
	/** Gaussian blur, standard deviation in pixels. */
	blur: number;
	/** Sensor noise, standard deviation in gray levels of 255. */
	noise: number;
	/** Reflectances 0..1. */
	paper: number;
	ink: number;
	table: number;
	textureSeed: number;
	noiseSeed: number;
	/** A finger over a covered sheet: from the edge of the picture to a place on the sheet, both in picture heights from its middle. */
	finger: { fromX: number; fromY: number; toX: number; toY: number; radius: number };
}

/**
 * The range of the issue: rotation, light, blur and noise as it states them. "Perspective" is taken as a tilt of up to 20
 * degrees about any axis, seen from 2.5 to 4 sheet sides; size and exposure as what an aimed camera with
 * automatic exposure gives (assumed).
 */
export const RANGE = {
	rotation: 15,
	tilt: 20,
	distance: [2.5, 4],
	size: [0.8, 1],
	lightRatio: 2,
	exposure: [165, 245],
	blur: 1,
	noise: [4, 8],
	paper: [0.8, 0.9],
	ink: [0.05, 0.14],
	table: [0.22, 0.6],
} as const;

/** Frame number `frame` of seed `seed`: every parameter uniform over the whole range. */
export function sceneFor(seed: number, frame: number, text: string, kind: SceneKind = "letters"): Scene {
	const random = new Random(seed, frame);
	const scene: Scene = {
		kind,
		text,
		pose: {
			rotation: RANGE.rotation * signed(random),
			tilt: RANGE.tilt * random.uniform(),
			tiltAxis: random.uniform(),
			distance: between(random, RANGE.distance),
			size: between(random, RANGE.size),
			shiftX: signed(random),
			shiftY: signed(random),
		},
		lightDirection: random.uniform(),
		lightRatio: RANGE.lightRatio,
		exposure: between(random, RANGE.exposure),
		blur: RANGE.blur * random.uniform(),
		noise: between(random, RANGE.noise),
		paper: between(random, RANGE.paper),
		ink: between(random, RANGE.ink),
		table: between(random, RANGE.table),
		textureSeed: random.int32(),
		noiseSeed: random.int32(),
		finger: { fromX: 0, fromY: 0, toX: 0, toY: 0, radius: 0 },
	};
	if (kind === "covered") placeFinger(scene, random);
	if (kind === "cut") moveOut(scene, random);
	return scene;
}

/** Sixteen letters drawn from `alphabet`. */
export function randomText(random: Random, alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"): string {
	let text = "";
	while (text.length < 16) text += alphabet[random.below(alphabet.length)];
	return text;
}

/** From below or from a side over the frame, onto the letters. */
function placeFinger(scene: Scene, random: Random): void {
	const finger = scene.finger;
	const side = random.below(3);
	const along = 0.3 * signed(random);
	finger.fromX = side === 0 ? along : side === 1 ? 0.8 : -0.8;
	finger.fromY = side === 0 ? 0.7 : along;
	finger.toX = 0.15 * signed(random) + 0.1 * finger.fromX;
	finger.toY = 0.15 * signed(random) + 0.1 * finger.fromY;
	finger.radius = 0.08 + 0.05 * random.uniform();
}

/** A sixth to a half of the sheet leaves the picture. */
function moveOut(scene: Scene, random: Random): void {
	const pose = scene.pose;
	pose.size = 0.8;
	// At this size a tenth of the picture's height is free above and below: see View.
	const out = 1 + 10 * (0.16 + 0.34 * random.uniform());
	pose.shiftY = random.below(2) === 0 ? out : -out;
}

function signed(random: Random): number {
	return 2 * random.uniform() - 1;
}

function between(random: Random, range: readonly [number, number]): number {
	return range[0] + (range[1] - range[0]) * random.uniform();
}

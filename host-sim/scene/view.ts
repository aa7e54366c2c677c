import { cosTurns, sinTurns } from "../../firmware/math/elementary";
import { SHEET_SIDE } from "../../firmware/sensing/sheet-layout";

/** How the camera sees the sheet. */
export interface Pose {
	/** Turn of the sheet in the picture, degrees, clockwise. */
	rotation: number;
	/** Angle between the sheet and the picture plane, degrees. */
	tilt: number;
	/** Direction in the sheet of the axis it is tilted about, turns. */
	tiltAxis: number;
	/** Distance of the camera in sheet sides: near is strong perspective. */
	distance: number;
	/** Size as a fraction of the largest that fits into the picture. */
	size: number;
	/** Place, -1..1 of the room that is left; beyond that the sheet leaves the picture. */
	shiftX: number;
	shiftY: number;
}

/** Pixels that stay free between the sheet and the edge of the picture. */
const BORDER = 2;

/** Projective map between sheet (modules from its middle, x right, y down) and picture (pixels, centres at whole numbers). */
export class View {
	/** Sheet to picture, row-major 3 x 3. */
	readonly toPicture: Float64Array;
	/** Picture to sheet, row-major 3 x 3. */
	readonly toSheet: Float64Array;
	/** Corners of the paper in pixels: x, y of top left, top right, bottom right, bottom left. */
	readonly corners: Float64Array;

	constructor(pose: Pose, width: number, height: number) {
		const turned = orient(pose);
		const corners = projectCorners(turned);
		const box = bounds(corners);
		const roomX = width - 1 - 2 * BORDER;
		const roomY = height - 1 - 2 * BORDER;
		const largest = Math.min(roomX / (box.right - box.left), roomY / (box.bottom - box.top));
		const scale = largest * pose.size;
		const slackX = (roomX - scale * (box.right - box.left)) / 2;
		const slackY = (roomY - scale * (box.bottom - box.top)) / 2;
		const x = (width - 1) / 2 - (scale * (box.left + box.right)) / 2 + pose.shiftX * slackX;
		const y = (height - 1) / 2 - (scale * (box.top + box.bottom)) / 2 + pose.shiftY * slackY;
		this.toPicture = place(turned, scale, x, y);
		this.toSheet = invert(this.toPicture);
		this.corners = projectCorners(this.toPicture);
	}
}

/** Tilt (Rodrigues' formula), turn and perspective of a sheet of side 1 at the origin, from modules. */
function orient(pose: Pose): Float64Array {
	const kx = cosTurns(pose.tiltAxis);
	const ky = sinTurns(pose.tiltAxis);
	const cosTilt = cosTurns(pose.tilt / 360);
	const sinTilt = sinTurns(pose.tilt / 360);
	const cos = cosTurns(pose.rotation / 360);
	const sin = sinTurns(pose.rotation / 360);
	const xx = cosTilt + kx * kx * (1 - cosTilt);
	const xy = kx * ky * (1 - cosTilt);
	const yy = cosTilt + ky * ky * (1 - cosTilt);
	const unit = 1 / SHEET_SIDE;
	return Float64Array.of(
		(cos * xx - sin * xy) * unit,
		(cos * xy - sin * yy) * unit,
		0,
		(sin * xx + cos * xy) * unit,
		(sin * xy + cos * yy) * unit,
		0,
		((-ky * sinTilt) / pose.distance) * unit,
		((kx * sinTilt) / pose.distance) * unit,
		1,
	);
}

function place(m: Float64Array, scale: number, x: number, y: number): Float64Array {
	return Float64Array.of(
		scale * m[0] + x * m[6],
		scale * m[1] + x * m[7],
		scale * m[2] + x * m[8],
		scale * m[3] + y * m[6],
		scale * m[4] + y * m[7],
		scale * m[5] + y * m[8],
		m[6],
		m[7],
		m[8],
	);
}

/** Inverse up to a factor, which a projective map does not need. */
function invert(m: Float64Array): Float64Array {
	return Float64Array.of(
		m[4] * m[8] - m[5] * m[7],
		m[2] * m[7] - m[1] * m[8],
		m[1] * m[5] - m[2] * m[4],
		m[5] * m[6] - m[3] * m[8],
		m[0] * m[8] - m[2] * m[6],
		m[2] * m[3] - m[0] * m[5],
		m[3] * m[7] - m[4] * m[6],
		m[1] * m[6] - m[0] * m[7],
		m[0] * m[4] - m[1] * m[3],
	);
}

function projectCorners(m: Float64Array): Float64Array {
	const half = SHEET_SIDE / 2;
	const corners = new Float64Array(8);
	for (let i = 0; i < 4; i++) {
		const u = i === 1 || i === 2 ? half : -half;
		const v = i >= 2 ? half : -half;
		const w = m[6] * u + m[7] * v + m[8];
		corners[2 * i] = (m[0] * u + m[1] * v + m[2]) / w;
		corners[2 * i + 1] = (m[3] * u + m[4] * v + m[5]) / w;
	}
	return corners;
}

/** Smallest upright box around four corners. */
export function bounds(corners: Float64Array): { left: number; right: number; top: number; bottom: number } {
	const box = { left: corners[0], right: corners[0], top: corners[1], bottom: corners[1] };
	for (let i = 2; i < 8; i += 2) {
		box.left = Math.min(box.left, corners[i]);
		box.right = Math.max(box.right, corners[i]);
		box.top = Math.min(box.top, corners[i + 1]);
		box.bottom = Math.max(box.bottom, corners[i + 1]);
	}
	return box;
}

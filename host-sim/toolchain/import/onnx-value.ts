import type { Padding, Shape } from "../network/graph";

/**
 * A value of the ONNX graph that depends on the input. ONNX counts channels before rows and columns, we count them last:
 * `order` says for each number, in ONNX's order without the batch, where it stands in our value.
 */
export interface OnnxTracked {
	/** Number of our value. */
	value: number;
	/** Of our value. */
	shape: Shape;
	/** Extents in ONNX, the batch left out. */
	dims: number[];
	/** Where the batch stands among ONNX's axes. */
	batch: number;
	order: Uint32Array;
	/** All steps of a memory of which we have only the last: the axis of time among `dims`. */
	steps?: number;
	/** Zeros around an image that the convolution behind it is to add. */
	padding?: Padding;
}

/** Most numbers of a value: the firmware takes no more (firmware/model/network-limits.ts). */
export const MOST_NUMBERS = 1 << 20;

/** Our shape of channels x rows x columns. */
export function imageShape([channels, height, width]: readonly number[]): Shape {
	return { height, width, channels };
}

/** Where channels x rows x columns stand among rows x columns x channels. */
export function imageOrder({ height, width, channels }: Shape): Uint32Array {
	const order = new Uint32Array(height * width * channels);
	let at = 0;
	for (let c = 0; c < channels; c++)
		for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) order[at++] = (y * width + x) * channels + c;
	return order;
}

export function plainOrder(count: number): Uint32Array {
	return Uint32Array.from({ length: count }, (_, n) => n);
}

/** Whether the value is an image as convolutions want it: channels x rows x columns that stand as ours do. */
export function isImage({ dims, batch, order, shape }: OnnxTracked): boolean {
	if (dims.length !== 3 || batch !== 0) return false;
	const wanted = imageShape(dims);
	if (wanted.height !== shape.height || wanted.width !== shape.width || wanted.channels !== shape.channels)
		return false;
	return sameOrder(order, imageOrder(wanted));
}

export function sameOrder(one: Uint32Array, other: Uint32Array): boolean {
	return one.length === other.length && one.every((place, n) => place === other[n]);
}

/** Axes in another order: only our book-keeping changes. @param axes of all axes, the batch among them */
export function transposed(value: OnnxTracked, axes: readonly number[]): OnnxTracked {
	const { dims, batch, order } = value;
	const full = [...dims.slice(0, batch), 1, ...dims.slice(batch)];
	const strides = full.map((_, n) => full.slice(n + 1).reduce((product, extent) => product * extent, 1));
	const next = axes.map(axis => full[axis]);
	const moved =
		value.steps === undefined
			? movedOrder(
					order,
					next,
					axes.map(axis => strides[axis]),
				)
			: order;
	const place = axes.indexOf(batch);
	const steps = value.steps === undefined ? undefined : axes.indexOf(fullAxis(value.steps, batch));
	return {
		...value,
		dims: next.filter((_, n) => n !== place),
		batch: place,
		order: moved,
		...(steps === undefined ? {} : { steps: steps > place ? steps - 1 : steps }),
	};
}

/** @param extents and @param strides (in the order before) of the axes in their new order */
function movedOrder(order: Uint32Array, extents: readonly number[], strides: readonly number[]): Uint32Array {
	const index = extents.map(() => 0);
	return Uint32Array.from({ length: order.length }, () => {
		let from = 0;
		for (let n = 0; n < extents.length; n++) from += index[n] * strides[n];
		for (let n = extents.length - 1; n >= 0; n--) {
			if (++index[n] < extents[n]) break;
			index[n] = 0;
		}
		return order[from];
	});
}

/** The axis among all axes. */
export function fullAxis(axis: number, batch: number): number {
	return axis < batch ? axis : axis + 1;
}

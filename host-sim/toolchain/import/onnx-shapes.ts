import { axesChanged, movedAxes, positive, reshaped } from "./onnx-constants";
import type { OnnxImporter } from "./onnx-importer";
import type { NodeReader } from "./onnx-node";
import { fullAxis, type OnnxTracked, plainOrder, transposed } from "./onnx-value";

/** What goes through as it is: Identity, and Dropout where nothing is trained. */
export function passed(importer: OnnxImporter, reader: NodeReader): OnnxTracked[] {
	return [importer.value(reader, 0)];
}

/** Flatten, Reshape, Squeeze, Unsqueeze: the numbers stay in their order. */
export function reshape(importer: OnnxImporter, reader: NodeReader): OnnxTracked[] {
	const source = importer.value(reader, 0);
	const { opType } = reader.node;
	const full = importer.fullDims(source);
	const given = importer.constant(reader.node.input[1]);
	if (opType === "Squeeze" || opType === "Unsqueeze") {
		const { to, rank } = movedAxes(reader, full, given);
		const batch = to[source.batch];
		if (batch < 0) throw reader.unsupported("takes out the batch", "keep it as an axis of its own");
		const next = new Array<number>(rank).fill(1);
		to.forEach((place, n) => {
			if (place >= 0) next[place] = full[n];
		});
		const steps =
			source.steps === undefined ? {} : { steps: withoutBatch(to[fullAxis(source.steps, source.batch)], batch) };
		return [{ ...source, dims: next.filter((_, n) => n !== batch), batch, ...steps }];
	}
	if (source.steps !== undefined || (opType === "Reshape" && !given))
		throw reader.unsupported("has a shape that is computed", "export the network with fixed sizes");
	const next =
		opType === "Reshape"
			? reshaped(reader, source.order.length, full, importer.forOne([...given!.values]))
			: axesChanged(reader, { dims: full }, given);
	const batch = next[0] === 1 ? 0 : next.indexOf(1);
	if (batch !== 0 && batch !== 1)
		throw reader.unsupported(`makes ${next.join(" x ")} of ${full.join(" x ")}`, "keep the batch as the first axis");
	return [{ ...source, dims: next.filter((_, n) => n !== batch), batch }];
}

function withoutBatch(axis: number, batch: number): number {
	return axis > batch ? axis - 1 : axis;
}

export function transpose(importer: OnnxImporter, reader: NodeReader): OnnxTracked[] {
	const source = importer.value(reader, 0);
	const rank = source.dims.length + 1;
	const axes = reader.ints("perm") ?? Array.from({ length: rank }, (_, n) => rank - 1 - n);
	if (axes.length !== rank || [...axes].sort((a, b) => a - b).some((axis, n) => axis !== n))
		throw reader.misshapen(`orders ${rank} axes by ${axes.join(", ")}`);
	return [transposed(source, axes)];
}

/** The last step of a sequence, or the only one of an axis. */
export function gatherStep(importer: OnnxImporter, reader: NodeReader): OnnxTracked[] {
	const source = importer.value(reader, 0);
	const indices = importer.constant(reader.node.input[1]);
	if (indices?.values.length !== 1)
		throw reader.unsupported("takes several places", "only the last step of a sequence can be taken");
	const axis = positive(reader.int("axis", 0), source.dims.length + 1);
	return [taken(reader, source, axis, indices.values[0], indices.dims.length === 0)];
}

export function sliceStep(importer: OnnxImporter, reader: NodeReader): OnnxTracked[] {
	const source = importer.value(reader, 0);
	const part = (index: number, name: string): ArrayLike<number> | undefined =>
		importer.constant(reader.node.input[index])?.values ?? reader.ints(name);
	const [starts, ends, axes, steps] = [
		part(1, "starts"),
		part(2, "ends"),
		part(3, "axes") ?? [0],
		part(4, "steps") ?? [1],
	];
	if (starts?.length !== 1 || ends?.length !== 1 || axes.length !== 1 || steps[0] !== 1)
		throw reader.unsupported("cuts a value", "only the last step of a sequence can be taken");
	const axis = positive(axes[0], source.dims.length + 1);
	const extent = importer.fullDims(source)[axis];
	const end = Math.min(ends[0] < 0 ? ends[0] + extent : ends[0], extent);
	if (end !== extent || positive(starts[0], extent) !== extent - 1)
		throw reader.unsupported("cuts a value", "only the last step of a sequence can be taken");
	return [taken(reader, source, axis, -1, false)];
}

function taken(reader: NodeReader, source: OnnxTracked, axis: number, index: number, drops: boolean): OnnxTracked {
	const { dims, batch, steps } = source;
	const own = withoutBatch(axis, batch);
	const extent = dims[own];
	const isLast = index === -1 || index === extent - 1;
	if (axis === batch || extent === undefined || !isLast || (own !== steps && extent !== 1))
		throw reader.unsupported(`takes place ${index} of axis ${axis}`, "only the last step of a sequence can be taken");
	const next = drops ? dims.filter((_, n) => n !== own) : dims.map((other, n) => (n === own ? 1 : other));
	const moved = { ...source, dims: next, batch: drops && own < batch ? batch - 1 : batch };
	if (own !== steps) return steps !== undefined && drops && own < steps ? { ...moved, steps: steps - 1 } : moved;
	const { steps: _, ...last } = moved;
	return { ...last, order: plainOrder(source.order.length) };
}

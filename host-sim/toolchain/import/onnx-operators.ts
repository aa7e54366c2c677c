import { gemm, matrixProduct } from "./onnx-dense";
import {
	constantAdd,
	constantDivide,
	constantMultiply,
	constantSubtract,
	normalization,
	pointwise,
} from "./onnx-elementwise";
import { convolution, globalPool, meanOverImage, pad, pool } from "./onnx-images";
import type { OnnxImporter } from "./onnx-importer";
import { longShortTermMemory } from "./onnx-memory";
import type { NodeReader } from "./onnx-node";
import { gatherStep, passed, reshape, sliceStep, transpose } from "./onnx-shapes";
import type { OnnxTracked } from "./onnx-value";

/** Makes our nodes of one of theirs; what stands for each of its outputs. */
export type Operator = (importer: OnnxImporter, reader: NodeReader) => OnnxTracked[];

/** By the operators' names in ONNX. */
export const operators: Readonly<Record<string, Operator>> = {
	Conv: convolution,
	Gemm: gemm,
	MatMul: matrixProduct,
	BatchNormalization: normalization,
	Relu: pointwise,
	Clip: pointwise,
	Softmax: pointwise,
	LogSoftmax: pointwise,
	Pad: pad,
	MaxPool: pool,
	AveragePool: pool,
	GlobalAveragePool: globalPool,
	GlobalMaxPool: globalPool,
	ReduceMean: meanOverImage,
	Add: constantAdd,
	Sum: constantAdd,
	Sub: constantSubtract,
	Mul: constantMultiply,
	Div: constantDivide,
	LSTM: longShortTermMemory,
	Flatten: reshape,
	Reshape: reshape,
	Squeeze: reshape,
	Unsqueeze: reshape,
	Transpose: transpose,
	Gather: gatherStep,
	Slice: sliceStep,
	Identity: passed,
	Dropout: passed,
	Cast: passed,
};

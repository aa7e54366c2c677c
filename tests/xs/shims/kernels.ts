// XS has no WebAssembly: the plain kernels, which give the same bits.
import type { Kernels } from "../../../firmware/emulator/kernels/kernels";
import { plainKernels } from "../../../firmware/emulator/kernels/plain-kernels";

export function readyKernels(): Kernels {
	return plainKernels;
}

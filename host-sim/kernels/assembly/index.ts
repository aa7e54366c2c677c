// AssemblyScript: what the kernels of host-sim/kernels call. All pointers are bytes into the imported memory.
export { multiplyIntegers, packIntegers } from "./integers";
export { loadLines, solveLines } from "./lines";
export { fillGaussians, prepareRandom, reseed } from "./random";
export { bitSerialPowers, readOut } from "./read-out";
export { addPatches32, multiply32, packedBytes32, patches32 } from "./real32";
export { multiplyReals, packReals } from "./reals";
export {
	decrementCharges,
	noisyCharges,
	padInputs,
	quietCharges,
	realInputs,
	squareInputs,
	startVoltages,
	takeWindows,
	voltageMeans,
	voltageSteps,
	voltagesClipped,
	voltageVariance,
} from "./voltage";
export { solveWires } from "./wires";

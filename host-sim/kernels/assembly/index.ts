// AssemblyScript: what the kernels of host-sim/kernels call. All pointers are bytes into the imported memory.
export { multiplyIntegers, packIntegers } from "./integers";
export { loadLines, solveLines } from "./lines";
export { fillGaussians, prepareRandom, reseed } from "./random";
export { bitSerialPowers, readOut } from "./read-out";
export { multiplyReals, packReals } from "./reals";
export { solveWires } from "./wires";

// Text of docs/fidelity.md about the NeuRRAM chip that no run changes. Numbers belong into experiments, not here.

export const NEURRAM_INTRODUCTION = `## NeuRRAM

The second chip behind the same SPI bytes: 48 cores of 256 x 256 RRAM cells (Wan et al., "A compute-in-memory chip based on
resistive random-access memory", Nature 608, 504 (2022), doi 10.1038/s41586-022-04992-8). What its authors published beside the paper, programs,
recorded slopes and printed statistics, is the bar here. What is only remembered of the paper's text is a parameter, printed as
"not verified", and never a bound.

| part | model | source of the numbers |
| --- | --- | --- |
| cells | 1 to 40 uS, held in steps of 2 nS; or any other cell model | authors' programs |
| programming | cell by cell: ramps of SET and RESET pulses from 1.2 V by 0.1 V, 1 us, until two averaged reads are within 1 uS; repeated passes | procedure: authors' programs; what a pulse does to a cell: assumed |
| faults | rows that were never formed or leak, cells stuck low or high: a die has its own | shares and ranges: authors' maps and printed failures |
| relaxation | each cell its own course over time, by one of two fits of the paper's figure | aihwkit (1 s, 1 day, 2 days), CrossSim (1 s) |
| product | voltage mode: a floating line takes the mean of the driven voltages weighted by conductance; input bits one after another as opposite patterns, above 4 bits in two passes; forward, backward, recurrent | authors' programs and captions |
| wires | effective matrix of the floating lines; off by default, as the resistances are not published | what is common to all cells is in one attenuation, fitted to the recorded slopes |
| read noise | 1 % of every cell, anew for each vector, as one Gaussian number an output | aihwkit's suggestion; the same during all pulses of a vector: assumed |
| neurons | spread of gain and offset, noise; charge decrement with steps that differ by sign, or binary search; ReLU, piecewise sigmoid and tanh, stochastic from shift registers | recorded residuals and slopes; the counting of sigmoid and tanh is not verified |
| cores in parallel | offset and error by core row | recorded for six cores of one column; in proportion for fewer: assumed |
| latency, energy | cycles of the state machines; operations over 43 TOPS/W | calculated from the hardware description; a survey: estimates |

Each effect can be switched off by itself in the profile (\`firmware/emulator/profiles/neurram.ts\`), where every number has its source.`;

export const NEURRAM_LIMITS = `## What is not modelled of NeuRRAM

- Error of parallel cores that follows the data: it is drawn as noise.
- Coupling between wires that switch together, settling within a pulse, endurance, temperature.
- Non-linear cells; relaxation that depends on how a cell was written, or that changes direction with time.
- The scan chain and other registers of the chip itself, beyond their time.
- Real activations of the recorded layer: its inputs are drawn by the parameters of the batch norm before it.
- Energy of programming: no figure was found.`;

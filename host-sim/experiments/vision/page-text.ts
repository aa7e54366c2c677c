// Text of docs/fidelity.md about the vision sensor that no run changes. Numbers belong into experiments, not here.

export const VISION_INTRODUCTION = `## Vision sensor

The group behind the first chip also built a sensor whose pixels weigh the light that they receive, and networked it with a memristor
crossbar (Wang C.-Y. et al., Science Advances 6, eaba6173, 2020; Wang S. et al., National Science Review 8, nwaa172, 2021). The
firmware's sensing stage has that sensor in front of it: the digital camera's frame stands for the light. The papers' abstracts give the
principle and hardly a number; what is set without a source says "assumed" in \`firmware/emulator/profiles/vision.ts\`.

| part | model | source of the numbers |
| --- | --- | --- |
| pixel | photoresponse set by a gate, positive or negative, evenly spaced levels (4 to 6 bits), spread from sub-pixel to sub-pixel (2 to 5 %) | principle: papers; levels and spread: inferred |
| kernel | nine neighbours' photocurrents on one wire; several kernels as sub-pixels, or as gate frames on the same pixels | principle: papers |
| noise | shot noise of current and dark current in the read-out's bandwidth; 1/f as a part of the current | form: textbook; values assumed |
| response time | light is followed by a part of each step from frame to frame (V5) | a parameter; off by default |
| gate levels | the scale that errs least is taken, even light counting most: a kernel that does not see even light goes on not seeing it | ours |`;

export const VISION_LIMITS = `## What is not modelled of the vision sensor

- The light itself: it has passed a camera's lens, converter and noise already.
- Non-linear photoresponse, its dependence on wavelength, temperature; pixels that fail.
- Energy of a photocurrent and of its conversion: no figure was found for this sensor. Conversions are counted instead (V4).
- Edge maps are rectified before the crossbar in the digital domain; an analog rectifier would err.`;

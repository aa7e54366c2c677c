// Places in memory (memory.ld) and what the machine is told when it is switched on.
#ifndef CIM_LAYOUT_H
#define CIM_LAYOUT_H

#include <stdint.h>

#include "machine.h"

extern unsigned char program_start[], program_end[], flash_end[], external_start[], external_end[];
extern unsigned char ram_start[], stack_top[], bss_end[];

enum mode { MODE_RUN = 0, MODE_LINK = 1 };

/** At `parameters` in flash; host-sim/xs/rv32/parameters.ts writes it. All of it 4-byte numbers, little-endian. */
struct parameters {
	uint32_t mode;
	/** Bytes of RAM there are, and of them for the C library's heap. */
	uint32_t ram, c_heap;
	/** How many faults begin a new life; the next one ends the emulator with its exit code. */
	uint32_t restarts;
	/** `arena` is not used: the rest of RAM. */
	struct machine_sizes sizes;
	/** The module that is imported first. */
	char main[64];
};

extern const struct parameters parameters;

#endif

// The XS machine in an arena of fixed size, as on a microcontroller.
#ifndef CIM_MACHINE_H
#define CIM_MACHINE_H

#include <stddef.h>
#include <stdint.h>

/** How a run ends: the exit codes of the process (host-sim/xs/engine.ts knows them). */
enum {
	EXIT_WRONG_USE = 64,
	EXIT_UNCAUGHT_EXCEPTION = 70,
	EXIT_MEMORY_FULL = 71,
	EXIT_STACK_OVERFLOW = 72,
	EXIT_LOST_BRIDGE = 73,
	EXIT_KEYS_FULL = 74,
	EXIT_UNHANDLED_REJECTION = 75,
	EXIT_ENGINE_ABORT = 76,
};

struct sxMachine;

/** Sizes a machine begins with; `arena` bytes are all it ever gets. */
struct machine_sizes {
	size_t arena;
	/** Bytes. */
	int32_t chunks, chunk_increment;
	/** Slots. */
	int32_t slots, slot_increment, stack;
	int32_t keys;
};

/** What memory is used; counts of slots unless it says bytes. */
struct machine_figures {
	uint32_t slot_bytes;
	uint32_t chunk_bytes, chunk_bytes_peak, chunk_bytes_reserved;
	uint32_t slots, slots_peak, slots_reserved;
	uint32_t stack_peak, stack_reserved;
	uint32_t collections, keys;
};

struct sxMachine* machine_create(const struct machine_sizes* sizes);
/** Parses and runs one script, then its promise jobs. An exception it does not catch ends the process. */
void machine_run(struct sxMachine* the, char* source, size_t length);
void machine_collect(struct sxMachine* the);
void machine_figures(struct sxMachine* the, struct machine_figures* figures);
/** Starts the peaks over from what is used now. */
void machine_reset_peaks(struct sxMachine* the);
/** Bytecode steps and metered work since the machine began. */
double machine_steps(struct sxMachine* the);

/** Ends the process with a worded reason on stderr. */
void die(int code, const char* format, ...) __attribute__((noreturn, format(printf, 2, 3)));

#endif

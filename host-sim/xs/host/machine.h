// The XS machine in an arena of fixed size, as on a microcontroller.
#ifndef CIM_MACHINE_H
#define CIM_MACHINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** How a life of the machine ends (host-sim/xs/machine.ts knows the numbers). */
enum {
	EXIT_WRONG_USE = 64,
	EXIT_UNCAUGHT_EXCEPTION = 70,
	EXIT_MEMORY_FULL = 71,
	EXIT_STACK_OVERFLOW = 72,
	EXIT_LOST_BRIDGE = 73,
	EXIT_KEYS_FULL = 74,
	EXIT_UNHANDLED_REJECTION = 75,
	EXIT_ENGINE_ABORT = 76,
	EXIT_TRAP = 77,
};

struct sxMachine;

/** Sizes a machine begins with; `arena` bytes are all it ever gets. */
struct machine_sizes {
	/** Bytes. */
	uint32_t arena;
	/** Bytes. */
	int32_t chunks, chunk_increment;
	/** Slots. */
	int32_t slots, slot_increment, stack;
	int32_t keys;
	/** Lists in the tables of names and of symbols; the same for a machine and its clones. */
	int32_t name_lists, symbol_lists;
};

/** What memory is used; counts of slots unless it says bytes. */
struct machine_figures {
	uint32_t slot_bytes;
	uint32_t chunk_bytes, chunk_bytes_peak, chunk_bytes_reserved;
	uint32_t slots, slots_peak, slots_reserved;
	uint32_t stack_peak, stack_reserved;
	uint32_t collections, keys;
	/** Bytes; 0 where they are not known. */
	uint32_t c_stack_peak, c_heap;
};

/** A machine of its own, or a clone of one whose slots lie in flash. The arena's memory is the caller's. */
struct sxMachine* machine_create(const struct machine_sizes* sizes, void* arena, struct sxMachine* preloaded);
/** Parses and runs one script, then its promise jobs. An exception it does not catch ends the machine. */
void machine_run(struct sxMachine* the, char* source, size_t length);
/** Imports a module, then runs promise jobs. An exception it does not catch ends the machine. */
void machine_import(struct sxMachine* the, const char* path);
/** Bytecode of a program or of a module: a txScript. */
void* machine_compile(struct sxMachine* the, char* source, size_t length, bool is_program);
void machine_collect(struct sxMachine* the);
void machine_figures(struct sxMachine* the, struct machine_figures* figures);
/** Starts the peaks over from what is used now. */
void machine_reset_peaks(struct sxMachine* the);
/** Work since the machine began: metered steps of the engine, on a microcontroller its instructions. */
double machine_steps(struct sxMachine* the);

/** Ends this life of the machine with a worded reason. */
void die(int code, const char* format, ...) __attribute__((noreturn, format(printf, 2, 3)));

#endif

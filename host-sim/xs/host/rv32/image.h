// What is in flash beside the engine: modules as bytecode, and a machine with the built-ins and preloaded modules in it.
#ifndef CIM_IMAGE_H
#define CIM_IMAGE_H

#include <stdint.h>

#include "xsAll.h"

struct module {
	const char* path;
	txByte* code;
	uint32_t length;
};

/** At program_start. */
struct image {
	/** What was linked with another engine is no use. */
	uint32_t mark;
	uint32_t module_count;
	const struct module* modules;
	txMachine machine;
};

#define IMAGE ((struct image*)program_start)

/** Where bytecode as pack.c writes it is put for linking: a length (4 bytes), a number of modules that are preloaded, the modules. */
enum { PACK_OFFSET = 0x8000, ARENA_OFFSET = 0x100000, MOST_MODULES = 512 };

/** Makes the image out of a pack. */
void image_link(void);
uint32_t image_mark(void);
const struct module* image_module(const char* path);

/** Makes a machine immutable and fit for flash (seal.c). */
void seal_builtins(txMachine* the);

#endif

// Linking, done once on the computer that builds: modules get the names of this engine, those to be preloaded are run, and the
// machine they were run in is sealed. On a device the SDK's linker does the same.
#include "image.h"

#include "guest.h"
#include "layout.h"
#include "machine.h"
#include "semihosting.h"
#include "system.h"

extern void fxRemapIDs(txMachine* the, txByte* code, txSize size, txID* ids);

static struct module* modules_of_image(void)
{
	return (struct module*)(IMAGE + 1);
}

static void give_names(txMachine* the, txByte* names, struct module* module)
{
	txID count = (txU1)names[0] | (txU1)names[1] << 8;
	txID* ids = c_malloc(count * sizeof(txID));
	if (!ids) die(EXIT_MEMORY_FULL, "memory full: %ld names", (long)count);
	names += 2;
	ids[0] = XS_NO_ID;
	for (txID i = 1; i < count; i++) {
		ids[i] = fxNewNameX(the, (txString)names);
		names += strlen((char*)names) + 1;
	}
	fxRemapIDs(the, module->code, module->length, ids);
	c_free(ids);
}

static uint32_t read_pack(txMachine* the)
{
	const uint32_t* header = (uint32_t*)(program_start + PACK_OFFSET);
	unsigned char* at = (unsigned char*)(header + 2);
	unsigned char* end = at + header[0];
	struct module* module = modules_of_image();
	if (end > program_start + ARENA_OFFSET) die(EXIT_WRONG_USE, "bytecode of %ld bytes is too long", (long)header[0]);
	while (at < end) {
		uint32_t lengths[3];
		c_memcpy(lengths, at, sizeof(lengths));
		at += sizeof(lengths);
		module->path = (char*)at;
		module->code = (txByte*)at + lengths[0] + lengths[1];
		module->length = lengths[2];
		give_names(the, (txByte*)at + lengths[0], module);
		at += (lengths[0] + lengths[1] + lengths[2] + 3) & ~3;
		module++;
		if (++IMAGE->module_count > MOST_MODULES) die(EXIT_WRONG_USE, "more than %ld modules", (long)MOST_MODULES);
	}
	return header[1];
}

static void* in_image(txMachine* the, const void* bytes, size_t length)
{
	void* copy = fxNewChunk(the, length);
	c_memcpy(copy, bytes, length);
	return copy;
}

void image_link(void)
{
	struct machine_sizes sizes = parameters.sizes;
	sizes.arena = program_end - program_start - ARENA_OFFSET;
	IMAGE->modules = modules_of_image();
	txMachine* the = machine_create(&sizes, program_start + ARENA_OFFSET, NULL);
	guest_install(the);
	seal_builtins(the);
	uint32_t preloaded = read_pack(the);
	for (uint32_t i = 0; i < preloaded; i++) machine_import(the, IMAGE->modules[i].path);
	fxShareMachine(the);
	// the tables of names are outside the heap: they go into it, and nothing moves any more
	the->nameTable = in_image(the, the->nameTable, the->nameModulo * sizeof(txSlot*));
	the->symbolTable = in_image(the, the->symbolTable, the->symbolModulo * sizeof(txSlot*));
	the->keyArray = in_image(the, the->keyArray, the->keyIndex * sizeof(txSlot*));
	IMAGE->machine = *the;
	IMAGE->mark = image_mark();

	char line[200];
	snprintf(line, sizeof(line), "linked: slots %ld, chunks %ld, names %ld, aliases %ld", (long)the->currentHeapCount,
		(long)the->currentChunksSize, (long)the->keyIndex, (long)the->aliasCount);
	system_log(line);
	int file = semihosting_open("image", SEMIHOSTING_WRITE);
	if (file < 0 || !semihosting_write(file, program_start, program_end - program_start))
		die(EXIT_WRONG_USE, "the image cannot be written");
	semihosting_close(file);
}

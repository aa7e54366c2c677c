// Compiles modules to bytecode for a machine that has no parser and runs it where it lies, in flash.
//
//   in   for each module: path, zero, source, zero
//   out  for each module: lengths of path with its zero, of names and of code (4 bytes each, little-endian), then the three,
//        then zeros up to a multiple of 4
//
// Names and code are as the engine's compiler makes them: code refers to names by their place in the module's own list.
#include "xsAll.h"
#include "xsScript.h"

#include "machine.h"
#include "native.h"

/** Functions and texts stay in the code instead of being copied to the heap. */
static void keep_in_place(txByte* code, txSize size)
{
	txByte* at = code;
	txByte* end = code + size;
	while (at < end) {
		txU1 id = *(txU1*)at;
		txS1 step = gxCodeSizes[id];
		if (id >= XS_CODE_CODE_1 && id <= XS_CODE_CODE_4) *at = id + XS_CODE_CODE_ARCHIVE_1 - XS_CODE_CODE_1;
		if (id >= XS_CODE_STRING_1 && id <= XS_CODE_STRING_4) *at = id + XS_CODE_STRING_ARCHIVE_1 - XS_CODE_STRING_1;
		at++;
		if (step > 0) at += step - 1;
		else if (step == 0) at += sizeof(txID);
		else {
			// a length of 1, 2 or 4 bytes, and so many bytes
			txU4 length = 0;
			for (int i = 0; i < -step; i++) length |= (txU4)(txU1)at[i] << 8 * i;
			at += -step + length;
		}
	}
}

static void put(const void* bytes, size_t length)
{
	if (fwrite(bytes, 1, length, stdout) != length) die(EXIT_WRONG_USE, "bytecode cannot be written");
}

static void pack(txMachine* the, const char* path, char* source, size_t length)
{
	static const char zeros[4];
	txScript* script = machine_compile(the, source, length, false);
	if (!script) die(EXIT_WRONG_USE, "%s cannot be compiled", path);
	keep_in_place(script->codeBuffer, script->codeSize);
	txU4 lengths[3] = { strlen(path) + 1, script->symbolsSize, script->codeSize };
	put(lengths, sizeof(lengths));
	put(path, lengths[0]);
	put(script->symbolsBuffer, lengths[1]);
	put(script->codeBuffer, lengths[2]);
	put(zeros, -(lengths[0] + lengths[1] + lengths[2]) & 3);
	fxDeleteScript(script);
}

void pack_modules(txMachine* the, char* modules, size_t length)
{
	char* end = modules + length;
	while (modules < end) {
		char* source = modules + strlen(modules) + 1;
		size_t size = strlen(source);
		pack(the, modules, source, size);
		modules = source + size + 1;
	}
}

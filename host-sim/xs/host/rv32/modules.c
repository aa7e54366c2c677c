// How this machine finds and loads modules: all of them are in flash, as bytecode.
#include "image.h"

#include "layout.h"
#include "machine.h"
#include "xsScript.h"

uint32_t image_mark(void)
{
	return (uint32_t)fxRunID ^ (uint32_t)fxShareMachine << 8 ^ sizeof(struct image);
}

const struct module* image_module(const char* path)
{
	const struct module* module = IMAGE->modules;
	for (uint32_t i = 0; i < IMAGE->module_count; i++, module++)
		if (!c_strcmp(path, module->path)) return module;
	return C_NULL;
}

/** Specifiers are paths, or relative to the path of who imports: "./name", "../name". */
txID fxFindModule(txMachine* the, txSlot* realm, txID importer, txSlot* specifier)
{
	char name[128];
	char path[256] = "";
	fxToStringBuffer(the, specifier, name, sizeof(name));
	char* rest = name;
	if (name[0] == '.' && importer != XS_NO_ID) {
		c_strcpy(path, fxGetKeyName(the, importer));
		char* slash = c_strrchr(path, '/');
		if (slash) *slash = 0;
		if (rest[1] == '/') rest += 2;
		while (!c_strncmp(rest, "../", 3)) {
			rest += 3;
			slash = c_strrchr(path, '/');
			*(slash ? slash : path) = 0;
		}
		if (path[0]) c_strcat(path, "/");
	}
	c_strcat(path, rest);
	const struct module* module = image_module(path);
	return module ? fxNewNameX(the, (txString)module->path) : XS_NO_ID;
}

void fxLoadModule(txMachine* the, txSlot* slot, txID id)
{
	const struct module* module = image_module(fxGetKeyName(the, id));
	if (!module) return;
	txScript script = { .codeBuffer = module->code, .codeSize = module->length, .path = (txString)module->path };
	fxResolveModule(the, slot, id, &script, C_NULL, C_NULL);
}

txScript* fxParseScript(txMachine* the, void* stream, txGetter getter, txUnsigned flags)
{
	mxSyntaxError("there is no parser on this machine");
	return C_NULL;
}

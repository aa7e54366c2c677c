// xs-host: runs one script in an XS machine. Usage: xs-host [--name number]... [--reset words] script.js
// Sizes are bytes (arena, chunks, chunk-increment) or slots (slots, slot-increment, stack).
// xs-host --pack modules writes bytecode instead (pack.c).
#include "guest.h"
#include "machine.h"
#include "native.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#ifdef __linux__
#include <sys/prctl.h>
#endif

static char* read_file(const char* path, size_t* length)
{
	FILE* file = fopen(path, "rb");
	if (!file) die(EXIT_WRONG_USE, "cannot open %s", path);
	fseek(file, 0, SEEK_END);
	*length = ftell(file);
	rewind(file);
	char* text = malloc(*length + 1);
	if (!text || fread(text, 1, *length, file) != *length) die(EXIT_WRONG_USE, "cannot read %s", path);
	text[*length] = 0;
	fclose(file);
	return text;
}

int main(int count, char** arguments)
{
	long arena = 256l << 20, chunks = 1 << 20, chunk_increment = 1 << 20;
	long slots = 1 << 16, slot_increment = 1 << 14, stack = 4096, keys = 8192;
	const struct { const char* name; long* value; } options[] = {
		{ "--arena", &arena }, { "--chunks", &chunks }, { "--chunk-increment", &chunk_increment },
		{ "--slots", &slots }, { "--slot-increment", &slot_increment }, { "--stack", &stack }, { "--keys", &keys },
	};
	int at = 1;
	bool is_packing = count == 3 && !strcmp(arguments[1], "--pack");
	if (is_packing) at = 2;
	else for (; at + 1 < count && !strncmp(arguments[at], "--", 2); at += 2) {
		if (!strcmp(arguments[at], "--reset")) {
			reset_reason = arguments[at + 1];
			continue;
		}
		size_t i = 0;
		while (i < sizeof(options) / sizeof(*options) && strcmp(arguments[at], options[i].name)) i++;
		if (i == sizeof(options) / sizeof(*options)) die(EXIT_WRONG_USE, "unknown option %s", arguments[at]);
		*options[i].value = atol(arguments[at + 1]);
	}
	if (at + 1 != count) die(EXIT_WRONG_USE, "usage: xs-host [--name number]... script.js");

	signal(SIGPIPE, SIG_IGN);
#ifdef __linux__
	// a script that never asks for anything would not notice that nobody listens any more
	prctl(PR_SET_PDEATHSIG, SIGKILL);
#endif
	size_t length;
	char* text = read_file(arguments[at], &length);
	struct machine_sizes sizes = { arena, chunks, chunk_increment, slots, slot_increment, stack, keys, 1993, 127 };
	void* memory = malloc(arena);
	if (!memory) die(EXIT_WRONG_USE, "there is no room for an arena of %ld bytes", arena);
	struct sxMachine* the = machine_create(&sizes, memory, NULL);
	if (is_packing) {
		pack_modules(the, text, length);
		return 0;
	}
	guest_install(the);
	machine_run(the, text, length);
	return 0;
}

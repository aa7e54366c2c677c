// The firmware on the microcontroller; or, on the computer that builds, the linking of what goes into its flash.
#include "image.h"

#include "layout.h"
#include "machine.h"
#include "system.h"

void system_begin(void);
unsigned char* heap_end(void);

int main(void)
{
	system_begin();
	if (parameters.mode == MODE_LINK) {
		image_link();
		system_end(0, "");
	}
	if (IMAGE->mark != image_mark()) die(EXIT_WRONG_USE, "what is in flash was linked with another engine");
	struct machine_sizes sizes = parameters.sizes;
	sizes.arena = ram_start + parameters.ram - heap_end();
	txMachine* the = machine_create(&sizes, heap_end(), &IMAGE->machine);
	machine_import(the, parameters.main);
	system_end(0, "");
}

// What may be done where, enforced by physical memory protection, locked so that it holds in machine mode too:
// code cannot be written, RAM cannot be executed, and there is nothing beyond RAM's last byte.
#include "layout.h"

enum { READ = 1, WRITE = 2, EXECUTE = 4, UP_TO = 1 << 3, LOCKED = 1 << 7 };

#define DEVICES ((unsigned char*)0x100000)
#define FLASH ((unsigned char*)0x80000000)

#define LIMIT(entry, end) __asm__ volatile("csrw pmpaddr" #entry ", %0" ::"r"((uint32_t)(end) >> 2))

void protect_memory(void)
{
	int is_linking = parameters.mode == MODE_LINK;
	uint32_t program = LOCKED | UP_TO | READ | (is_linking ? WRITE : 0);
	LIMIT(0, DEVICES); // where a null pointer leads
	LIMIT(1, FLASH);
	LIMIT(2, program_start);
	LIMIT(3, flash_end);
	LIMIT(4, ram_start);
	LIMIT(5, ram_start + parameters.ram);
	LIMIT(6, external_start);
	LIMIT(7, external_end);
	LIMIT(8, 0xffffffff);
	uint32_t none = LOCKED | UP_TO;
	uint32_t data = LOCKED | UP_TO | READ | WRITE;
	__asm__ volatile("csrw pmpcfg0, %0" ::"r"(none | data << 8 | (none | READ | EXECUTE) << 16 | program << 24));
	__asm__ volatile("csrw pmpcfg1, %0" ::"r"(none | data << 8 | none << 16 | data << 24));
	__asm__ volatile("csrw pmpcfg2, %0" ::"r"(none));
}

// What XS is told about the machine it runs on (XSPLATFORM): no threads, no debugger, memory from our arena. The same for all
// builds, but that a build without a parser (rv32) has its modules in flash.
#ifndef CIM_PLATFORM_H
#define CIM_PLATFORM_H

#include <ctype.h>
#include <float.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#undef mxLittleEndian
#define mxLittleEndian 1

#define mxExport extern
#define mxImport extern

// Each machine's own fields: the arena (chunks grow up, slots grow down) and whether promise jobs wait.
#define mxMachinePlatform \
	unsigned char* arenaChunks; \
	unsigned char* arenaSlots; \
	int hasPromiseJobs; \
	void* waiterCondition; \
	void* waiterData; \
	void* waiterLink;

#define mxUseDefaultBuildKeys 1
#ifdef mxParse
#define mxUseDefaultFindModule 1
#define mxUseDefaultLoadModule 1
#define mxUseDefaultParseScript 1
#endif
#define mxUseDefaultSharedChunks 1

#endif

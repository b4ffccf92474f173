# SPDX-License-Identifier: GPL-2.0-or-later
# make             the module for the running kernel (or KDIR=, or K=), the tools
# make K=6.12      the module for a kernel of the test VMs: 6.1, 6.12, debug
# make check       everything that must hold; K= and T= narrow it
# make demo        two tenants with the same addresses, shown in a VM

KDIR ?= /lib/modules/$(shell uname -r)/build
DESTDIR ?=
PREFIX ?= /usr/local
BINDIR ?= $(PREFIX)/sbin
MANDIR ?= $(PREFIX)/share/man
COMPDIR ?= $(PREFIX)/share/bash-completion/completions
DKMS_KERNEL ?= $(shell uname -r)
K ?=
T ?=
V ?= 0
export KDIR
Q := $(if $(filter 0,$(V)),@)

NAME := $(or $(K),local)
VERSION := $(shell tools/version)

.PHONY: all module tools modules_install install dkms dkms-tree deb deps \
	check lint demo bench clean FORCE

all: module tools

# "+": the kernel's build system shares our job slots
module:
	+@tools/build-module $(NAME)

# --- tools -------------------------------------------------------------------

CFLAGS ?= -O2 -g
WARNINGS := -Wall -Wextra -Wno-unused-parameter -Wmissing-prototypes \
	-Wstrict-prototypes -Wformat=2
ifneq ($(wildcard .git),)
WARNINGS += -Werror
endif
NL := libnl-3.0 libnl-genl-3.0 libnl-route-3.0
NVGRE_SRC := $(wildcard tools/nvgre/*.c)
NVGRE_OBJ := $(NVGRE_SRC:%.c=build/%.o)
AGENT_SRC := $(wildcard agent/*.c)
AGENT_OBJ := $(AGENT_SRC:%.c=build/%.o)

tools: $(if $(NVGRE_SRC),build/bin/nvgre) $(if $(AGENT_SRC),build/bin/nvgwd)

build/bin/nvgre: $(NVGRE_OBJ)
	@mkdir -p $(@D)
	@echo "  LD      $@"
	$(Q)$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(shell pkg-config --libs $(NL)) -lm

build/tools/%.o: tools/%.c Makefile
	@mkdir -p $(@D)
	@echo "  CC      $@"
	$(Q)$(CC) $(CPPFLAGS) $(CFLAGS) $(WARNINGS) -D_GNU_SOURCE -DNVGRE_VERSION='"$(VERSION)"' \
		-Iuapi $(shell pkg-config --cflags $(NL)) -MMD -MP -c -o $@ $<

build/bin/nvgwd: $(AGENT_OBJ)
	@mkdir -p $(@D)
	@echo "  LD      $@"
	$(Q)$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(shell pkg-config --libs libconfig)

build/agent/%.o: agent/%.c Makefile
	@mkdir -p $(@D)
	@echo "  CC      $@"
	$(Q)$(CC) $(CPPFLAGS) $(CFLAGS) $(WARNINGS) -D_GNU_SOURCE -DNVGRE_VERSION='"$(VERSION)"' \
		$(shell pkg-config --cflags libconfig) -MMD -MP -c -o $@ $<

-include $(NVGRE_OBJ:.o=.d) $(AGENT_OBJ:.o=.d)

# Touched when the version is another one, which no header tells
build/tools/nvgre/main.o build/agent/main.o: build/VERSION
build/VERSION: FORCE
	@mkdir -p $(@D)
	@[ "$(VERSION)" = "$$(cat $@ 2>/dev/null)" ] || echo "$(VERSION)" >$@
FORCE:

# --- installation ------------------------------------------------------------

modules_install: module
	+@tools/install-module $(NAME) $(DESTDIR)

install: tools
	install -D -m 755 -t $(DESTDIR)$(BINDIR) build/bin/nvgre build/bin/nvgwd
	install -d $(DESTDIR)$(MANDIR)/man8 $(DESTDIR)$(COMPDIR)
	install -m 644 $(wildcard tools/man/*.8) $(DESTDIR)$(MANDIR)/man8
	install -m 644 $(wildcard tools/completion/*) $(DESTDIR)$(COMPDIR)

# DEST: an empty place for what DKMS needs and no more
dkms-tree:
	@tools/dkms-tree $(DEST)

dkms:
	@tools/dkms-tree /usr/src/nvgre-$(VERSION)
	dkms install nvgre/$(VERSION) -k $(DKMS_KERNEL)

# Debian packages, into build/deb
deb:
	@tools/deb

# --- proof -------------------------------------------------------------------

deps:
	@tools/deps

check:
	@tools/check "$(K)" "$(T)"

lint:
	@tools/lint

demo: deps
	@tools/demo

bench: deps tools
	@selftests/bench/run "$(K)" "$(T)"

clean:
	rm -rf build

# What make does with the images of the folder it is called in: of a module, or all in the root.
#
#   make [build]    builds what is in them, where that is needed
#   make image      and writes RESULTS/NAME.tar
#   make publish    and pushes DOCKERPFX/NAME:COMMIT[-dirty] and DOCKERPFX/NAME:latest
#
# Options, on make's command line or from the environment:
#   DOCKERPFX  registry/namespace; by default the login name, which is the namespace of that name at Docker Hub
#   ENGINE     docker, podman or buildah, which then keep the image, too; by default none, and none is needed
#   INSECURE   true: plain http, or a certificate that nobody trusts, will do
#   BASE       what the images stand on, see hack/build-image.sh; by default a JRE and a shell of this machine
#   RESULTS    folder of the archives; by default target/images
#   CRANE, SOURCE, SOURCE_DATE_EPOCH: see hack/image/crane.sh and hack/build-image.sh

ROOT := $(abspath $(dir $(lastword $(MAKEFILE_LIST)))/../..)
LOGNAME ?= $(shell id -un)
DOCKERPFX ?= $(LOGNAME)
ENGINE ?= none
RESULTS ?= $(ROOT)/target/images
# Those that are set; unset, each script has its default.
$(foreach option,BASE CRANE INSECURE SOURCE SOURCE_DATE_EPOCH,$(if $(filter undefined,$(origin $(option))),,$(eval export $(option))))

# The lines of the table that are this folder's.
MODULE := $(if $(filter $(ROOT),$(CURDIR)),[^ ]*,$(notdir $(CURDIR)))
LINES := $(shell sed -n 's|^\([a-z][^ ]*\) \($(MODULE)\) .*|\1=\2|p' $(ROOT)/hack/image/images)
IMAGES := $(foreach line,$(LINES),$(firstword $(subst =, ,$(line))))
MODULES := $(sort $(foreach line,$(LINES),$(lastword $(subst =, ,$(line)))))

TAGS := $(shell $(ROOT)/hack/image/revision.sh) latest
names = $(foreach tag,$(TAGS),$(DOCKERPFX)/$*:$(tag))
empty :=
joined = $(subst $(empty) $(empty),$(empty),$(foreach name,$(names),$(name),))

.PHONY: build image publish $(IMAGES:%=image-%) $(IMAGES:%=publish-%)

build:
	@$(ROOT)/scaletest build $(MODULES)

image: $(IMAGES:%=image-%)
publish: $(IMAGES:%=publish-%)

$(IMAGES:%=image-%): image-%: build
	@$(ROOT)/hack/build-image.sh $* $(RESULTS)/$*.tar $(joined:%,=%)

$(IMAGES:%=publish-%): publish-%: image-%
	@$(ROOT)/hack/image/push.sh $(ENGINE) $(RESULTS)/$*.tar $(names)

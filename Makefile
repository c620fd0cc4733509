include hack/image/images.mk

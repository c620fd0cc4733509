#!/bin/sh
# The first process of a node's namespaces: sets up its mounts, says so, and waits for its end.
#   namespaces.sh FOLDER     FOLDER: the node's files; in here they are below /run/scaletest
set -e
folder=$1

# kubelet, CNI and containerd write to fixed places below /run and /var: these are the node's own.
mount --bind "$folder" /mnt
mount -t tmpfs -o mode=755 tmpfs /run
mkdir /run/scaletest /run/var /run/var-work
mount --move /mnt /run/scaletest
mount -t overlay overlay -o lowerdir=/var,upperdir=/run/var,workdir=/run/var-work /var
mount --make-rshared /
echo real-node >/proc/sys/kernel/hostname

: >/run/scaletest/ready
# Adopts and reaps what containers leave.
exec catatonit -P

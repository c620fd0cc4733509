#!/bin/sh
# The node's end of its network, run in its network namespace.
#   network.sh MACHINE NODE SERVICE PORT     addresses; the API server listens on PORT of MACHINE
set -e
ip link set lo up
ip address add "$2/30" dev eth0
ip link set eth0 up
ip route add default via "$1"
echo 1 >/proc/sys/net/ipv4/ip_forward

# Service default/kubernetes, the only one that needs no Endpoints to be watched.
nft add table ip scaletest
for hook in output prerouting; do
  nft "add chain ip scaletest $hook { type nat hook $hook priority -100; }"
  nft add rule ip scaletest "$hook" ip daddr "$3" tcp dport 443 dnat to "$1:$4"
done

#!/bin/sh
# Makes the Secret "kubeconfig" that hollow nodes' pods mount: a kubeconfig of the user kubelet and one of
# system:kube-proxy, with certificates that the cluster which the nodes join signs. rbac.yaml gives these
# users their rights. Prints it:
#   deploy/hollow-node/secret.sh [SERVER] | kubectl apply -f -
# KUBECONFIG and its current context say which cluster the nodes join; it takes the right to make, approve
# and delete CertificateSigningRequests. SERVER, an https URL, is that cluster's API server as pods reach it,
# where the kubeconfig's is not one they can; https://kubernetes.default.svc if it is the pods' own cluster.
set -eu
[ $# -le 1 ] || {
  echo "usage: ${0##*/} [SERVER]" >&2
  exit 2
}
work=$(mktemp -d)
requests=
trap 'rm -rf "$work"; [ -z "$requests" ] || kubectl delete csr $requests >/dev/null' EXIT

# The current context alone, with certificates in place of files' names.
kubectl config view --raw --minify --flatten >"$work/admin"
server=${1:-$(kubectl config view --minify -o 'jsonpath={.clusters[0].cluster.server}')}
kubectl --kubeconfig="$work/admin" config view --raw \
  -o 'jsonpath={.clusters[0].cluster.certificate-authority-data}' | base64 -d >"$work/ca"

# Writes a kubeconfig of user $1, encoded for a Secret, to $work/encoded.
kubeconfig() {
  request=hollow-${1#system:}-$$
  openssl req -new -newkey rsa:2048 -nodes -subj "/CN=$1" -keyout "$work/key" -out "$work/csr" \
    2>"$work/log" || { cat "$work/log" >&2; exit 1; }
  kubectl create -f - >&2 <<REQUEST
apiVersion: certificates.k8s.io/v1
kind: CertificateSigningRequest
metadata:
  name: $request
spec:
  request: $(base64 <"$work/csr" | tr -d '\n')
  signerName: kubernetes.io/kube-apiserver-client
  usages: [digital signature, key encipherment, client auth]
REQUEST
  requests="$requests $request"
  kubectl certificate approve "$request" >&2
  kubectl wait --timeout=60s --for=jsonpath='{.status.certificate}' "csr/$request" >&2
  kubectl get csr "$request" -o 'jsonpath={.status.certificate}' | base64 -d >"$work/crt"
  rm -f "$work/kubeconfig"
  for words in \
    "set-cluster joined --server=$server --certificate-authority=$work/ca --embed-certs" \
    "set-credentials node --client-certificate=$work/crt --client-key=$work/key --embed-certs" \
    "set-context joined --cluster=joined --user=node" \
    "use-context joined"; do
    # Unquoted, since it is a list of words.
    # shellcheck disable=SC2086
    kubectl --kubeconfig="$work/kubeconfig" config $words >&2
  done
  base64 <"$work/kubeconfig" | tr -d '\n' >"$work/encoded"
}

cat >"$work/secret" <<SECRET
apiVersion: v1
kind: Secret
metadata:
  name: kubeconfig
  namespace: kubemark
data:
SECRET
kubeconfig kubelet
echo "  kubelet.kubeconfig: $(cat "$work/encoded")" >>"$work/secret"
kubeconfig system:kube-proxy
echo "  kubeproxy.kubeconfig: $(cat "$work/encoded")" >>"$work/secret"
cat "$work/secret"

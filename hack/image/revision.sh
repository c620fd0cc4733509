#!/bin/sh
# Prints which sources these are: the commit, with -dirty behind it if anything was changed since, or
# "unknown" outside a clone.
cd "$(dirname "$0")/../.." || exit 1
if commit=$(git rev-parse --verify --quiet 'HEAD^{commit}' 2>/dev/null); then
  changes=$(git status --porcelain 2>/dev/null) || changes=unknown
  echo "$commit${changes:+-dirty}"
else
  echo unknown
fi

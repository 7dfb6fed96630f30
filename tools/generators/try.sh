#!/usr/bin/env bash
# What the service generator makes must lint, type-check, test and build as it comes. Leaves nothing behind.
set -euo pipefail
cd "$(dirname "$0")/../.."
name=generator-trial
cleanup() {
  rm -rf "apps/$name" "node_modules/@nat/$name"
  git checkout -q -- package-lock.json
}
trap cleanup EXIT
# Nx starts the installation after generating; a link is all that a new workspace package needs here.
NX_INTERACTIVE=false npx --no -- nx g @nat/generators:service "$name" --no-interactive
mkdir -p node_modules/@nat && ln -sfn "../../apps/$name" "node_modules/@nat/$name"
npx --no -- nx show projects --json >/dev/null
npx --no -- oxlint --type-aware --deny-warnings "apps/$name"
npx --no -- eslint "apps/$name"
npx --no -- prettier --check "apps/$name"
npx --no -- nx run-many --target=typecheck,test,build --projects="@nat/$name"
refusal=$(PORT=0 NODE_ENV=development AWS_REGION=us-east-1 node "apps/$name/dist/main.mjs" 2>&1 || true)
grep -q 'SERVICE_PRIVATE_KEY: is missing' <<<"$refusal" || { echo "it did not refuse to boot: $refusal"; exit 1; }
echo "the generated service lints, tests, builds, and refuses to boot without its settings"

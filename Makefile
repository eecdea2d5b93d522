# Two commands: `make demo` and `make test`. Both set up what is missing; Node 20.19 or newer and npm are all they need.
.PHONY: demo test lint build clean

node_modules/.package-lock.json: package.json package-lock.json
	npm install --no-save --no-audit --no-fund --loglevel=error
	@touch $@

build: node_modules/.package-lock.json
	npm run --silent build

# Runs the main job on real data (a brain, a foam of known truth) and leaves demo/report.html.
demo: build
	node scripts/demo.mjs

test: build
	node scripts/test.mjs

lint: node_modules/.package-lock.json
	npm run --silent lint

clean:
	rm -rf dist build demo src/kernels/wasm/bytes.ts

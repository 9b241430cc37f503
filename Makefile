# Two commands: `make run` serves a demo, `make test` runs every check. `make help` lists the others.
PYTHON ?= python3
PORT ?= 8069
DEVTOOLS = @command -v $(PYTHON) >/dev/null || { \
	echo "error: $(PYTHON) is missing; install Python 3.10 to 3.13" >&2; exit 1; }; \
	cd "$(CURDIR)" && exec $(PYTHON) -m devtools
.PHONY: help run test lint format shell test-upstream bench screenshots recordings readme docs catalogues wheel release dump audit audit-rights histories neighbours fuzz packages crowds faults clean
.DEFAULT_GOAL := help

help: ## this list
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /make \1\t/' | expand -t 24

run: ## demo on http://127.0.0.1:8069 (PORT=…, FRESH=1 makes the demo database anew)
	$(DEVTOOLS) run --port $(PORT) $(if $(FRESH),--fresh)

test: ## lint and all tests (T=… runs a part: lint, core, full, outside, TestClass, test_file, TestClass.test_x)
	$(DEVTOOLS) test $(if $(T),"$(T)")

lint: ## check the sources
	$(DEVTOOLS) lint

format: ## format the sources, and put right what the checkers can by themselves
	$(DEVTOOLS) format

shell: ## Odoo's shell on the demo database
	$(DEVTOOLS) shell

test-upstream: ## Odoo's own tests of M=crm,sale_crm on stock and with our addons; says what differs
	$(DEVTOOLS) test-upstream $(if $(M),"$(M)")

bench: ## measure beside stock Odoo and plain SQL: SIZE=S|M|L (ONLY=reads,writes.create… PAIRS=7, PROFILE=1: where the time goes)
	$(DEVTOOLS) bench --size $(or $(SIZE),S) $(if $(ONLY),--only "$(ONLY)") $(if $(PAIRS),--pairs $(PAIRS)) $(if $(PROFILE),--profile)

screenshots: ## the pictures in docs/images (T=… only those whose name has it)
	$(DEVTOOLS) screenshots $(if $(T),"$(T)")

recordings: ## what a browser asks for when screens are opened, for benchmarks and tests of a replica (T=… some)
	$(DEVTOOLS) recordings $(if $(T),"$(T)")

readme: ## each addon's README.rst and page in Apps, from the fragments in its readme/
	$(DEVTOOLS) readme

docs: ## the books' pages, which the screens lead to, and a site of all documentation in dist/docs
	$(DEVTOOLS) docs

wheel: ## a wheel of each addon, in dist/
	$(DEVTOOLS) wheel

catalogues: ## write the terms of each addon anew (i18n/*.pot) and bring the translations in line
	$(DEVTOOLS) catalogues

release: ## the next version VERSION=19.0.x.y.z: changelog, texts, wheels and a zip, installed once and looked at
	$(DEVTOOLS) release $(VERSION)

dump: ## a company's database as the addons of REF=… (a commit, branch or tag) leave it, for the test of upgrades
	$(DEVTOOLS) dump $(if $(REF),"$(REF)")

audit: ## check the invariants of the sales process in DB=… (the demo without; MEND=1 puts right what is derived)
	$(DEVTOOLS) audit $(if $(DB),"$(DB)") $(if $(MEND),--mend)

audit-rights: ## made-up calls of every public method as everybody, undone (DB=… the demo without; ROUNDS=3, SEED=1)
	$(DEVTOOLS) audit-rights $(if $(DB),"$(DB)") $(if $(ROUNDS),--rounds $(ROUNDS)) $(if $(SEED),--seed $(SEED))

histories: ## random histories of STEPS=1000 steps, the auditor behind each (SEED=… repeats one)
	$(DEVTOOLS) histories $(if $(STEPS),--steps $(STEPS)) $(if $(SEED),--seed "$(SEED)")

neighbours: ## our tests beside all of Odoo's apps that touch the same, and every view (T=… some tags; COMMUNITY=1: beside addons of the community, whose tests run on stock and with ours)
	$(DEVTOOLS) neighbours $(if $(T),"$(T)") $(if $(COMMUNITY),--community)

fuzz: ## CALLS=1000 hostile calls, mails and imports in DB=… (the demo without; SEED=2 makes others, FIRST=… begins with that call)
	$(DEVTOOLS) fuzz $(if $(DB),"$(DB)") $(if $(CALLS),--calls $(CALLS)) $(if $(SEED),--seed $(SEED)) $(if $(FIRST),--first $(FIRST))

packages: ## licences and known vulnerabilities of what is locked (ends with 3 where these cannot be asked for)
	$(DEVTOOLS) packages

crowds: ## 8 and 32 users do the same at the same moment (T=… scenes whose name has that; WORKERS=4: processes, not threads)
	$(DEVTOOLS) crowds $(if $(T),"$(T)") $(if $(WORKERS),--workers $(WORKERS))

faults: ## kill servers, sessions and PostgreSQL in the middle of work, fill the disk; says what was lost (T=… some)
	$(DEVTOOLS) faults $(if $(T),"$(T)")

clean: ## remove what this clone has made (ALL=1: also what is downloaded for all clones)
	$(DEVTOOLS) clean $(if $(ALL),--all)

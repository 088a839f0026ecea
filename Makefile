# Everything a developer or a CI runs, by name. `make` alone lists the targets.

GO           ?= go
VERSION      ?= $(shell git describe --tags --always --dirty 2>/dev/null || echo dev)
LDFLAGS      := -s -w -X qunguan/cmd/internal/cli.version=$(VERSION)
GOLANGCI_VERSION := v2.15.0
GOLANGCI     := bin/golangci-lint-$(GOLANGCI_VERSION)
FUZZTIME     ?= 10s
KILLS        ?= 500
NOTICES      ?= 5000
UNITS        ?= 100
DAYS         ?= 181
HALFYEAR_KILLS ?= 200
SEED         ?= 0
BENCH        ?= .

.DEFAULT_GOAL := help
.PHONY: help build demo test race lint format fuzz bench chaos-deliver halfyear faults chaos-db cover tidy image image-check secrets clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  %-13s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

build: ## build bin/qunguan, static
	CGO_ENABLED=0 $(GO) build -trimpath -buildvcs=false -ldflags '$(LDFLAGS)' -o bin/qunguan ./cmd/qunguan

demo: ## show the product on the data of a small county
	$(GO) run ./cmd/qunguan demo

test: ## run all tests (installs MariaDB and Chromium on Debian when run as root, else says how to)
	.ci/mariadb
	.ci/chromium
	.ci/promtool
	$(GO) test -shuffle=on -count=1 -timeout 25m ./...

race: ## run all tests with the race detector (needs gcc)
	$(GO) test -race -shuffle=on -count=1 -timeout 20m ./...

lint: $(GOLANGCI) ## run golangci-lint
	$(GOLANGCI) run

format: $(GOLANGCI) ## format the code (gofumpt, grouped imports)
	$(GOLANGCI) fmt

fuzz: ## fuzz every parser for FUZZTIME each (default 10s)
	@grep -rlE '^func Fuzz' --include='*_test.go' . | xargs -n1 dirname | sort -u | while read -r dir; do \
		for target in $$(grep -hoE '^func Fuzz[A-Za-z0-9_]*' $$dir/*_test.go | cut -c6-); do \
			echo "$$dir $$target"; \
			$(GO) test -run '^$$' -fuzz "^$$target\$$" -fuzztime $(FUZZTIME) $$dir || exit 1; \
		done || exit 1; \
	done

bench: ## run all benchmarks, a figure a line, beside its target (a quarter of an hour); BENCH=Import picks some
	.ci/mariadb
	BENCH='$(BENCH)' .ci/bench

chaos-deliver: ## kill the real binary KILLS times in the middle of NOTICES notices, on both engines
	$(GO) test -count=1 -v -timeout 60m -run '^TestKillCampaign$$' ./cmd/internal/deliveryproof -kills $(KILLS) -notices $(NOTICES)

halfyear: ## play half a year of a county of UNITS day by day and judge every message, on both engines, the worker killed HALFYEAR_KILLS times
	$(GO) test -count=1 -v -timeout 60m -run '^TestHalfYear$$' ./cmd/internal/halfyear -units $(UNITS) -days $(DAYS) -kills $(HALFYEAR_KILLS) -seed $(SEED)

faults: ## break the database, the connection, the disk, the clock and a rule at every place (an hour); make test takes a sample
	$(GO) test -count=1 -v -timeout 180m ./cmd/internal/faults -full

chaos-db: ## cut the connection to MariaDB before and after each statement of a fortnight
	$(GO) test -count=1 -v -timeout 180m -run '^TestTheConnectionIsCutAtEachStatement$$' ./cmd/internal/faults -full

cover: ## measure which statements the tests reach
	@mkdir -p bin
	$(GO) test -count=1 -coverpkg=./... -coverprofile=bin/cover.out ./...
	$(GO) tool cover -func=bin/cover.out | tail -1
	@echo "line by line: $(GO) tool cover -html=bin/cover.out"

tidy: ## tidy go.mod and go.sum
	$(GO) mod tidy

image: ## build the container image qunguan:VERSION
	docker build --build-arg VERSION=$(VERSION) -t qunguan:$(VERSION) .

image-check: ## build the image without a daemon and run it as compose.yaml does (root, buildah, runc)
	.ci/image

secrets: ## make the secret files that compose.yaml reads, once
	.ci/secrets

clean: ## remove what was built
	rm -rf bin

$(GOLANGCI):
	@mkdir -p bin
	GOBIN=$(CURDIR)/bin $(GO) install github.com/golangci/golangci-lint/v2/cmd/golangci-lint@$(GOLANGCI_VERSION)
	mv bin/golangci-lint $@

.DEFAULT_GOAL := help
SHELL := /bin/bash

# Any JDK ≥ 25 that is installed; the default java may be older.
JDK := JAVA_HOME="$$(.mvn/find-jdk)" && export JAVA_HOME
MVN := $(JDK) && ./mvnw -B -ntp

APP := deploy/all-in-one/target/quarkus-app/quarkus-run.jar
PROCESSES := gateway memory governance
SPLIT := deploy/split/target/lib
SPLIT_MODULES := deploy/split,deploy/gateway,deploy/memory,deploy/governance
CLI := cli/target/lib/mnemon-cli.jar
BENCH_JAR := bench/target/lib/mnemon-bench.jar
IMAGE_JAR := deploy/image/target/lib/mnemon-image.jar
IMAGE = $(JDK) && exec "$$JAVA_HOME/bin/java" -jar $(IMAGE_JAR)
BENCHMARK = $(JDK) && exec "$$JAVA_HOME/bin/java" @bench/jvm.options -jar $(BENCH_JAR)
COVERAGE := coverage/target/site/jacoco/jacoco.csv
sources = $(shell find $(1) \( -name target -o -path '*/src/test' \) -prune -o \( -path '*/src/*' -o -path '*/proto/*' -o -name pom.xml \) -print)

.PHONY: help
help: ## Show this list
	@awk -F':.*## ' '/^[a-z-]+:.*## / {printf "  make %-13s %s\n", $$1, $$2}' Makefile

.PHONY: run
run: $(APP) ## Build what changed and run the whole platform on http://localhost:8080
	@$(JDK) && exec "$$JAVA_HOME/bin/java" @deploy/all-in-one/jvm.options -jar $(APP)

.PHONY: run-split
run-split: $(SPLIT) ## The same as processes: gateway, memory and governance on Postgres and Redis
	@$(JDK) && exec "$$JAVA_HOME/bin/java" @deploy/split/jvm.options -cp '$(SPLIT)/*' io.mnemon.embedded.Split deploy

.PHONY: aot
aot: $(APP) $(SPLIT) $(IMAGE_JAR) ## Train the JVM on what is built, so that it starts faster until the next build
	@$(IMAGE) train

.PHONY: image
image: $(APP) $(SPLIT) $(IMAGE_JAR) ## Make container images: PLATFORM=linux/arm64 BASE=… PUSH=registry/… TAG=…
	@$(IMAGE) image --revision='$(shell git rev-parse HEAD 2>/dev/null)' $(if $(PLATFORM),--platform='$(PLATFORM)') \
	  $(if $(BASE),--base='$(BASE)') $(if $(PUSH),--push='$(PUSH)') $(if $(TAG),--tag='$(TAG)')

.PHONY: cli
cli: $(CLI) ## Build the mnemon command, cli/bin/mnemon
	@echo cli/bin/mnemon

.PHONY: test
test: ## Run every test and gate; print the coverage
	@rm -f $(COVERAGE)
	@$(MVN) verify; status=$$?; .ci/coverage $(COVERAGE); exit $$status

.PHONY: it
it: ## The same with the long versions of the tests, and buf on the protos
	@rm -f $(COVERAGE)
	@$(MVN) verify -Dmnemon.it=full; status=$$?; .ci/coverage $(COVERAGE); exit $$status
	@.ci/protos

.PHONY: conformance
conformance: $(APP) $(CLI) ## Run the clients of other makers, untouched, against the packaged platform (npm, PyPI)
	@$(JDK) && conformance/run

.PHONY: sdk
sdk: $(APP) ## Test the Python and TypeScript clients at the running platform; needs PyPI and npm
	@.ci/sdk

.PHONY: bench
bench: $(APP) $(BENCH_JAR) ## Measure quality and speed beside the raw parts; BENCH='--help' shows the options
	@$(BENCHMARK) $(BENCH)

.PHONY: bench-audit
bench-audit: ## Measure how many audit entries are chained and verified in a second
	@$(MVN) -q test -Djacoco.skip=true -pl libs/storage,libs/audit,governance-service -am \
	  -Dtest='PostgresAuditBench,ExportVerifierBench,AuditBench' -Dsurefire.failIfNoSpecifiedTests=false

.PHONY: bench-compare
bench-compare: $(BENCH_JAR) ## Compare two runs: BEFORE=a.json AFTER=b.json
	@$(BENCHMARK) compare $(BEFORE) $(AFTER)

.PHONY: soak
soak: ## Load the processes of run-split for MINUTES=60, kill one a minute, look for losses
	@$(MVN) -q verify -Djacoco.skip=true -Dtest=None -Dsurefire.failIfNoSpecifiedTests=false \
	  -pl $(SPLIT_MODULES),deploy/all-in-one -am \
	  -Dit.test=SplitSoak -Dmnemon.soak.minutes=$(or $(MINUTES),60) $(SOAK)

.PHONY: lint
lint: ## Check formatting and compile everything with Error Prone and NullAway
	@$(MVN) -q spotless:check
	@$(MVN) -q test-compile

.PHONY: fmt
fmt: ## Format the code
	@$(MVN) -q spotless:apply

.PHONY: clean
clean: ## Delete what was built, not the data folder
	@$(MVN) -q clean

$(APP): $(call sources,libs *-service gateway deploy/all-in-one) pom.xml
	@echo 'Building Mnemon; the first time takes some minutes, because Maven downloads what it needs.'
	@$(MVN) -q package -DskipTests -Djacoco.skip=true -pl deploy/all-in-one -am
	@touch $@

$(SPLIT): $(call sources,libs *-service gateway $(addprefix deploy/,$(PROCESSES) split)) pom.xml
	@echo 'Building Mnemon; the first time takes some minutes, because Maven downloads what it needs.'
	@$(MVN) -q package -DskipTests -Djacoco.skip=true -pl $(SPLIT_MODULES) -am
	@touch $@

$(CLI): $(call sources,cli) pom.xml
	@$(MVN) -q package -Dmaven.test.skip=true -Djacoco.skip=true -pl cli -am
	@MNEMON_JAVA_OPTIONS=-XX:AOTCacheOutput=cli/target/lib/mnemon-cli.aot cli/bin/mnemon search training --key none --url http://127.0.0.1:1 >/dev/null 2>&1 || true
	@touch $@

$(BENCH_JAR): $(call sources,libs bench) pom.xml
	@$(MVN) -q package -DskipTests -Djacoco.skip=true -pl bench -am
	@touch $@

$(IMAGE_JAR): $(call sources,deploy/image) pom.xml
	@$(MVN) -q package -Dmaven.test.skip=true -Djacoco.skip=true -pl deploy/image -am
	@touch $@

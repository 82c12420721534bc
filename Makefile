# For discovery: each target is one command that may as well be typed.
.PHONY: help demo run verify format
help: ## This list
	@grep -E '^[a-z]+:.*##' Makefile | sed 's/:.*## /\t/'
demo: ## Three sample servers, the balancer and traffic
	./evenkeel demo
run: ## The balancer with ./evenkeel.yaml, reloading when it changes
	./evenkeel run --watch
verify: ## Build and test everything
	./verify
format: ## Format the sources
	mvn -q spotless:apply
